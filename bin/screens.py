#!/usr/bin/env python
"""`make screens`: pictures of every page at 360 and 1440 pixels, in docs/screenshots.

Starts the embedded run with its invented reports on spare ports and in a folder of its own, and walks through it
in Chromium as a citizen and as an OPD officer. `ARGS=room make screens` takes the pictures of the 112 room alone,
which docs/room.md shows.
"""

from __future__ import annotations

import os
import re
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from playwright.sync_api import Browser, Page, sync_playwright

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from bin.processes import is_answering, wait_for  # noqa: E402
from bin.room_screens import show_room  # noqa: E402

FOLDER = ROOT / "docs" / "screenshots"
SIZES = {360: 740, 1440: 900}
START_SECONDS = 120.0
OFFICER, PASSWORD = "petugas.dishub", "jepara-demo"
STREET_LIGHT = "N-PJU"
ADMIN_PAGES = {
    "admin": "/admin/",
    "admin-deliveries": "/admin/dispatch/delivery/",
    "admin-agencies": "/admin/dispatch/agency/",
    "admin-complaints": "/admin/complaints/complaint/",
}


class Camera:
    """Takes pictures of one page at one width."""

    def __init__(self, page: Page, width: int) -> None:
        self.page, self._width = page, width

    def take(self, name: str, path: str | None = None) -> None:
        """Go to `path` if one is given, and keep a picture of the whole page."""
        if path is not None:
            self.page.goto(path)
        self.page.wait_for_load_state("networkidle")
        self.shoot(name)

    def shoot(self, name: str) -> None:
        """Keep a picture of the page as it is now."""
        self.page.screenshot(path=FOLDER / f"{name}-{self._width}.png", full_page=True)


def main() -> int:
    """Take all pictures; return 1 with a sentence if there is no Chromium."""
    chromium = shutil.which("chromium") or shutil.which("chromium-browser")
    if chromium is None:
        print("Chromium is not installed. On Debian: sudo apt-get install chromium", file=sys.stderr)
        return 1
    FOLDER.mkdir(parents=True, exist_ok=True)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=["--no-sandbox", "--disable-gpu"])
        if "room" not in sys.argv[1:]:
            show_pages(browser)
        show_room(run=run_product, browser=browser, folder=FOLDER, sign_in=sign_in)
        browser.close()
    print(f"{len(list(FOLDER.glob('*.png')))} pictures in {FOLDER.relative_to(ROOT)}")
    return 0


def show_pages(browser: Browser) -> None:
    """Take the pictures of citizens' and officers' pages."""
    with run_product() as url:
        for width, height in SIZES.items():
            show_citizen(open_camera(browser, url, width, height))
            show_staff(open_camera(browser, url, width, height))


def open_camera(browser: Browser, url: str, width: int, height: int) -> Camera:
    """Open a fresh window of one size."""
    context = browser.new_context(base_url=url, viewport={"width": width, "height": height}, locale="id-ID")
    context.set_default_timeout(20_000)
    return Camera(context.new_page(), width)


def show_citizen(camera: Camera) -> None:
    """File a report step by step, and look at it with and without its key."""
    page = camera.page
    camera.take("home", "/")
    camera.take("file-1-what", "/lapor/")
    page.fill("#id_text", "Lampu jalan di depan balai desa mati sejak tiga hari lalu.")
    go_on(page)
    camera.take("file-2-kind")
    page.locator(f'label:has(input[value="{STREET_LIGHT}"])').click()
    go_on(page)
    if page.url.endswith("/rincian/"):
        camera.take("file-2-questions")
        go_on(page)
    camera.take("file-3-place")
    page.fill("#id_village", "Desa Sekuro, Kec. Mlonggo")
    page.fill("#id_landmark", "Depan balai desa")
    go_on(page)
    camera.take("file-4-contact")
    page.fill("#id_phone", "081234567890")
    go_on(page)
    camera.take("file-5-check")
    go_on(page)
    camera.take("file-6-filed")
    number = re.sub(r"\D", "", page.locator(".ticket-number").first.inner_text())[:12]
    private_path = page.get_by_role("link", name="Buka laporan saya").get_attribute("href")
    camera.take("ticket-private", private_path)
    camera.take("my-data", f"{private_path}data/")
    camera.take("privacy", "/privasi/")
    camera.take("find-my-data", "/hak-data/")
    camera.take("track", "/lacak/")
    camera.take("ticket-public", f"/lacak/{number}/")
    camera.take("not-found", "/tidak-ada/")


def show_staff(camera: Camera) -> None:
    """Sign in as an officer for the desk, and as the administrator for the admin."""
    page = camera.page
    camera.take("sign-in", "/akun/masuk/")
    sign_in(page, OFFICER)
    camera.take("inbox", "/petugas/")
    ticket = page.locator('a[href^="/petugas/tiket/"]').first.get_attribute("href") or "/petugas/"
    camera.take("desk-ticket", ticket)
    camera.take("desk-print", f"{ticket}cetak/")
    camera.take("alerts", "/petugas/kotak/")
    page.context.clear_cookies()
    page.goto("/akun/masuk/")
    sign_in(page, "admin")
    # Asked every second, its network never falls idle.
    page.goto("/petugas/papan/")
    page.locator("#terakhir:not(:empty)").wait_for(state="attached")
    camera.shoot("board")
    for name, path in ADMIN_PAGES.items():
        camera.take(name, path)


def sign_in(page: Page, username: str) -> None:
    """Fill in the sign-in form that is shown."""
    page.fill("#id_login", username)
    page.fill("#id_password", PASSWORD)
    page.locator("#id_password").press("Enter")
    page.wait_for_url(re.compile("/petugas/|/admin/|/faktor-kedua/masuk/"))
    if "/faktor-kedua/" in page.url:
        # The demo shows the code itself.
        page.fill("#id_code", page.locator(".notice p:not(.notice-title)").inner_text())
        page.locator("#id_code").press("Enter")
        page.wait_for_url(re.compile("/petugas/|/admin/"))


def go_on(page: Page) -> None:
    """Press the one button at the bottom of a step."""
    before = page.url
    page.locator(".next button").click()
    page.wait_for_url(lambda url: url != before)


@contextmanager
def run_product(**more: str) -> Iterator[str]:
    """Run what `make run` runs, with `more` in its environment, until the pictures are taken; give its address."""
    with tempfile.TemporaryDirectory(prefix="jepara-screens-", ignore_cleanup_errors=True) as folder:
        port, wadul_port = find_free_port(), find_free_port()
        plain = {name: value for name, value in os.environ.items() if not name.startswith("JT_") and name != "EMPTY"}
        environment = {**plain, "PORT": str(port), "WADUL_PORT": str(wadul_port), "JT_DATA_DIR": folder, **more}
        process = subprocess.Popen([sys.executable, "bin/run_embedded.py"], cwd=ROOT, env=environment)  # nosec B603 # a command of ours, no shell
        url = f"http://127.0.0.1:{port}"
        try:
            wait_for(lambda: process.poll() is not None or is_answering(url), seconds=START_SECONDS)
            yield url
        finally:
            process.send_signal(signal.SIGINT)
            process.wait()


def find_free_port() -> int:
    """Return a port nobody listens on just now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


if __name__ == "__main__":
    sys.exit(main())
