"""Every page, as those who use it meet it: a citizen, a crew in the field, and each kind of staff."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

from playwright.sync_api import Page

PASSWORD = "jepara-demo"  # noqa: S105  # nosec B105 # printed by the demo itself
STREET_LIGHT, FIRE = "N-PJU", "D-BAKAR"

PUBLIC_PAGES = {
    "home": "/",
    "privacy": "/privasi/",
    "find-my-data": "/hak-data/",
    "track": "/lacak/",
    "not-found": "/tidak-ada/",
    "sign-in": "/akun/masuk/",
    "password-forgotten": "/akun/sandi/lupa/",
}
# By whose account each is looked at. An address with a star is that of the first link there that begins so.
STAFF_PAGES: dict[str, dict[str, str]] = {
    "petugas.dishub": {
        "inbox": "/petugas/",
        "desk-ticket": "/petugas/tiket/*",
        "alerts": "/petugas/kotak/",
        "moved": "/petugas/dialihkan/",
        "sessions": "/akun/sesi/",
        "own-password": "/akun/sandi/",
        "not-allowed": "/petugas/papan/",
    },
    "penanggungjawab.dishub": {
        "staff": "/petugas/staf/",
        "staff-invite": "/petugas/staf/undang/",
        "figures-agency": "/petugas/angka/",
    },
    "penerima112": {"desk-back-entry": "/petugas/112/susulan/"},
    "dispatcher": {
        "handover": "/petugas/serah-terima/",
        "packs": "/petugas/paket/",
        "drills": "/petugas/latihan/",
        "incidents": "/petugas/kejadian/",
        "incident": "/petugas/kejadian/*",
        "incident-new": "/petugas/kejadian/baru/",
    },
    "koordinator": {"figures": "/petugas/angka/", "data-requests": "/petugas/hak-data/"},
    "admin": {
        "second-factor": "/akun/faktor-kedua/",
        "admin": "/admin/",
        "admin-agencies": "/admin/dispatch/agency/",
        "admin-complaints": "/admin/complaints/complaint/",
        "admin-deliveries": "/admin/dispatch/delivery/",
        "admin-routing": "/admin/dispatch/routingoverride/",
        "admin-routing-add": "/admin/dispatch/routingoverride/add/",
        "admin-routing-try": "/admin/dispatch/routingoverride/coba/",
        "admin-plans": "/admin/response/responseplan/",
        "admin-access": "/admin/accounts/user/hak-akses/",
        "admin-record": "/admin/accounts/auditentry/",
    },
}
# Asked every second or two, their network never falls idle: each says itself that it is fresh.
LIVE_PAGES = {"board": "/petugas/papan/", "wall": "/petugas/dinding/", "call-desk": "/petugas/112/"}


class Camera:
    """Takes pictures of one page at one width, into a folder."""

    def __init__(self, page: Page, folder: Path, width: int) -> None:
        self.page, self._folder, self._width = page, folder, width

    def take(self, name: str, path: str | None = None) -> None:
        """Go to `path` if one is given, and keep a picture of the whole page."""
        if path is not None:
            self.page.goto(path)
        self.page.wait_for_load_state("networkidle")
        self.shoot(name)

    def shoot(self, name: str) -> None:
        """Keep a picture of the page as it is now."""
        self.page.screenshot(path=self._folder / f"{name}-{self._width}.png", full_page=True)


def show_everything(open_window: Callable[[], Camera], *, stand_in: str) -> None:
    """Take the picture of every page; `open_window` opens a fresh browser, `stand_in` is Wadul Bupati's address."""
    show_citizen(open_window())
    show_emergency(open_window(), stand_in)
    for username in STAFF_PAGES:
        show_staff(open_window(), username)
    show_live(open_window())
    show_stand_in(open_window(), stand_in)


def show_citizen(camera: Camera) -> None:
    """Look at what everybody may see, file a report step by step, and look at it with and without its key."""
    for name, path in PUBLIC_PAGES.items():
        camera.take(name, path)
    number = file_report(camera, STREET_LIGHT, "Lampu jalan di depan balai desa mati sejak tiga hari lalu.", "file")
    private_path = camera.page.get_by_role("link", name="Buka laporan saya").get_attribute("href")
    camera.take("ticket-private", private_path)
    camera.take("my-data", f"{private_path}data/")
    camera.take("ticket-public", f"/lacak/{number}/")


def show_emergency(camera: Camera, stand_in: str) -> None:
    """File an emergency, and follow it to a crew's phone and the page that its link opens."""
    file_report(camera, FIRE, "Api dari dapur, sudah sampai atap.", "emergency")
    page = camera.page
    # The phone asks again by itself until the message has come.
    page.goto(f"{stand_in}/telepon/")
    link = page.locator('a[href*="/l/"]').first
    link.wait_for()
    camera.shoot("phones")
    camera.take("field", link.get_attribute("href"))


def file_report(camera: Camera, code: str, text: str, name: str) -> str:
    """File a report with a picture of each step, and return its number."""
    page = camera.page
    camera.take(f"{name}-1-what", "/lapor/")
    page.fill("#id_text", text)
    go_on(page)
    camera.take(f"{name}-2-kind")
    page.locator(f'label:has(input[value="{code}"])').click()
    go_on(page)
    if page.url.endswith("/rincian/"):
        camera.take(f"{name}-2-questions")
        go_on(page)
    camera.take(f"{name}-3-place")
    page.fill("#id_village", "Desa Sekuro, Kec. Mlonggo")
    page.fill("#id_landmark", "Depan balai desa")
    go_on(page)
    finish_report(camera, name)
    return re.sub(r"\D", "", page.locator(".ticket-number").first.inner_text())[:12]


def finish_report(camera: Camera, name: str) -> None:
    """Tell how to be reached, read over and send."""
    camera.take(f"{name}-4-contact")
    camera.page.fill("#id_phone", "081234567890")
    go_on(camera.page)
    camera.take(f"{name}-5-check")
    go_on(camera.page)
    camera.take(f"{name}-6-filed")


def show_staff(camera: Camera, username: str) -> None:
    """Sign in as one member of staff, and look at what is theirs."""
    page = camera.page
    page.goto("/akun/masuk/")
    sign_in(page, username)
    for name, path in STAFF_PAGES[username].items():
        camera.take(name, find_first(page, path) if path.endswith("*") else path)
        if name == "desk-ticket":
            camera.take("desk-print", f"{page.url}cetak/")
        if name == "incident":
            address = page.url
            for what in ("kumpulkan", "jawab", "tutup"):
                camera.take(f"incident-{what}", f"{address}{what}/")


def find_first(page: Page, start: str) -> str:
    """Return the first address on the page that begins like this and goes on with a number."""
    start = start.removesuffix("*")
    links = page.locator(f'a[href^="{start}"]').evaluate_all("links => links.map(link => link.getAttribute('href'))")
    return next(link for link in links if re.fullmatch(rf"{start}\d+/", link))


def show_live(camera: Camera) -> None:
    """Look at the screens that live, once they have said that they are fresh."""
    page = camera.page
    page.goto("/akun/masuk/")
    sign_in(page, "dispatcher")
    for name, path in LIVE_PAGES.items():
        page.goto(path)
        page.locator("#terakhir:not(:empty)").wait_for(state="attached")
        camera.shoot(name)


def show_stand_in(camera: Camera, stand_in: str) -> None:
    """Look at what arrived in the stand-in for Wadul Bupati."""
    camera.take("wadul", f"{stand_in}/")
    first = camera.page.locator('a[href^="/aduan/"]').first.get_attribute("href")
    camera.take("wadul-complaint", f"{stand_in}{first}")


def sign_in(page: Page, username: str) -> None:
    """Fill in the sign-in form that is shown."""
    page.fill("#id_login", username)
    page.fill("#id_password", PASSWORD)
    page.locator("#id_password").press("Enter")
    page.wait_for_url(re.compile("/petugas/|/admin/|/faktor-kedua/masuk/"))
    if "/faktor-kedua/" in page.url:
        enter_demo_code(page)
        page.wait_for_url(re.compile("/petugas/|/admin/"))


def enter_demo_code(page: Page) -> None:
    """Enter the code that the demo shows; where others have used those of this half minute, it shows the next one."""
    code = page.locator(".notice p").filter(has_text=re.compile(r"^\d{3} ?\d{3}$"))
    page.fill("#id_code", code.inner_text(timeout=40_000))
    page.locator("#id_code").press("Enter")


def go_on(page: Page) -> None:
    """Press the one button at the bottom of a step."""
    before = page.url
    page.locator(".next button").click()
    page.wait_for_url(lambda url: url != before)
