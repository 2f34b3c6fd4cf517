"""A new dispatcher comes from the invitation to the board, second factors work, and typed words outlive a session.

Every page on the way is checked by axe.
"""

from __future__ import annotations

import base64
import hmac
import re
import struct
import time
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Browser, Page, expect

from bin.screen_pages import enter_demo_code
from tests_e2e.axe import assert_accessible
from tests_e2e.conftest import Product
from tests_e2e.story import file_report

pytestmark = pytest.mark.e2e
DEMO_SIGN_IN = "jepara-demo"


FIRST_SIGN_IN = "ukiran-jati-1879"
PHONE, DESKTOP = (360, 740), (1440, 900)


def open_page(chromium: Browser, product: Product, size: tuple[int, int] = PHONE) -> Page:
    """Passkeys belong to a name, not to a number: the product is visited as localhost."""
    url = f"http://localhost:{urlsplit(product.url).port}"
    context = chromium.new_context(base_url=url, viewport={"width": size[0], "height": size[1]}, locale="id-ID")
    context.set_default_timeout(30_000)
    return context.new_page()


def send_password(page: Page, username: str, password: str = DEMO_SIGN_IN) -> None:
    page.goto("/akun/masuk/")
    page.fill("#id_login", username)
    page.fill("#id_password", password)
    page.get_by_role("button", name="Masuk", exact=True).click()


def add_authenticator(page: Page) -> None:
    """Give the browser a fingerprint reader that always says yes."""
    devtools = page.context.new_cdp_session(page)
    devtools.send("WebAuthn.enable")
    options = {
        "protocol": "ctap2",
        "transport": "internal",
        "hasResidentKey": True,
        "hasUserVerification": True,
        "isUserVerified": True,
        "automaticPresenceSimulation": True,
    }
    devtools.send("WebAuthn.addVirtualAuthenticator", {"options": options})


def test_a_passkey_is_set_up_and_opens_the_second_step(chromium: Browser, product: Product):
    page = open_page(chromium, product)
    add_authenticator(page)
    send_password(page, "petugas.bpbd")
    page.wait_for_url(re.compile("/petugas/"))
    page.goto("/akun/faktor-kedua/")
    assert_accessible(page)
    page.get_by_role("link", name="Tambah kunci sandi").click()
    assert_accessible(page)
    page.get_by_role("button", name="Tambah kunci").click()
    expect(page.get_by_role("heading", name="Kode cadangan")).to_be_visible()
    assert_accessible(page)
    page.context.clear_cookies()
    send_password(page, "petugas.bpbd")
    page.wait_for_url(re.compile("/faktor-kedua/masuk/"))
    assert_accessible(page)
    page.get_by_role("button", name="Pakai kunci sandi").click()
    page.wait_for_url(re.compile("/petugas/"))
    page.context.close()


def enter_as_administrator(page: Page) -> None:
    page.goto("/admin/")
    send_password(page, "admin")
    page.wait_for_url(re.compile("/faktor-kedua/masuk/"))
    enter_demo_code(page)
    page.wait_for_url(re.compile("/petugas/"))


def invite(page: Page, username: str) -> str:
    """Make an account of a dispatcher in the admin, and return the path of its one-time link."""
    page.goto("/admin/accounts/user/add/")
    page.fill("#id_username", username)
    page.select_option("#id_role", "dispatcher")
    page.locator("input[name=usable_password][value=false]").check()
    page.locator("input[name=_save]").click()
    page.goto(f"/admin/accounts/user/?q={username}")
    page.locator("input.action-select").check()
    page.select_option("select[name=action]", "make_link")
    page.locator("button[name=index]").click()
    said = page.locator(".messagelist").inner_text()
    return re.search(r"https?://[^/\s]+(/akun/undangan/\S+)", said)[1]


def read_app(secret: str) -> str:
    """Return the six digits that an authenticator app shows now (RFC 6238)."""
    digest = hmac.digest(base64.b32decode(secret), struct.pack(">Q", int(time.time()) // 30), "sha1")
    start = digest[-1] & 15
    return f"{(struct.unpack('>I', digest[start : start + 4])[0] & 0x7FFFFFFF) % 1_000_000:06d}"


def assert_fits(page: Page) -> None:
    """Nothing sticks out to the side, and axe finds nothing."""
    assert page.evaluate("document.documentElement.scrollWidth <= document.documentElement.clientWidth")
    assert_accessible(page)


@pytest.mark.parametrize("size", [PHONE, DESKTOP], ids=["phone", "desktop"])
def test_a_new_dispatcher_is_led_from_the_invitation_over_the_second_factor_to_the_board(
    chromium: Browser, product: Product, size: tuple[int, int]
):
    office = open_page(chromium, product, DESKTOP)
    enter_as_administrator(office)
    username = f"piket.{size[0]}"
    link = invite(office, username)
    office.context.close()
    page = open_page(chromium, product, size)
    set_first_password(page, link)
    send_password(page, username, FIRST_SIGN_IN)
    codes = set_up_app(page, wanted="/petugas/papan/")
    page.wait_for_url(re.compile("/petugas/papan/"))
    assert_fits(page)
    page.context.close()
    use_recovery_code(chromium, product, username, codes[0])


def set_first_password(page: Page, link: str) -> None:
    page.goto(link)
    assert_fits(page)
    page.fill("#id_password", FIRST_SIGN_IN)
    page.fill("#id_again", FIRST_SIGN_IN)
    page.get_by_role("button", name="Simpan kata sandi").click()
    page.wait_for_url(re.compile("/akun/masuk/"))
    assert_fits(page)


def set_up_app(page: Page, *, wanted: str) -> list[str]:
    """Be led to the second factor whatever is opened, set up an app, and go on; return the recovery codes."""
    page.wait_for_url(re.compile("/akun/faktor-kedua/$"))
    page.goto(wanted)
    page.wait_for_url(re.compile("/akun/faktor-kedua/$"))
    expect(page.get_by_text("Pasang dulu faktor kedua")).to_be_visible()
    assert_fits(page)
    page.get_by_role("link", name="Pasang aplikasi kode").click()
    secret = page.locator(".secret").inner_text()
    assert_fits(page)
    page.fill("#id_code", "000000")
    page.get_by_role("button", name="Pasang", exact=True).click()
    expect(page.locator("#id_code")).to_have_attribute("aria-invalid", "true")
    assert_fits(page)
    page.fill("#id_code", read_app(secret))
    page.get_by_role("button", name="Pasang", exact=True).click()
    expect(page.get_by_text("Simpan sekarang")).to_be_visible()
    assert_fits(page)
    codes = [code.replace(" ", "") for code in page.locator(".codes li").all_inner_texts()]
    assert len(set(codes)) == 10
    page.get_by_role("link", name="Sudah saya simpan, lanjut").click()
    return codes


def use_recovery_code(chromium: Browser, product: Product, username: str, code: str) -> None:
    """Come in with a recovery code once; the second time it is refused with a sentence."""
    for is_first in (True, False):
        page = open_page(chromium, product)
        send_password(page, username, FIRST_SIGN_IN)
        page.wait_for_url(re.compile("/faktor-kedua/masuk/"))
        assert_fits(page)
        page.fill("#id_code", code)
        page.get_by_role("button", name="Masuk", exact=True).click()
        if is_first:
            page.wait_for_url(re.compile("/petugas/"))
        else:
            expect(page.get_by_text("Kode belum cocok").first).to_be_visible()
            assert_fits(page)
        page.context.close()


def test_the_demo_shows_the_code_that_opens_the_admin(chromium: Browser, product: Product):
    page = open_page(chromium, product)
    enter_as_administrator(page)
    page.goto("/admin/")
    expect(page.get_by_role("link", name="Petugas").first).to_be_visible()
    page.context.close()


def test_a_note_typed_into_an_ended_session_is_there_again_after_signing_in(chromium: Browser, product: Product):
    page = open_page(chromium, product)
    ticket = file_report(page, code="N-PJU", text="Lampu mati di depan pasar")
    send_password(page, "petugas.dishub")
    page.wait_for_url(re.compile("/petugas/"))
    page.goto(f"/petugas/tiket/{ticket.number}/")
    note = page.locator("form[action$='/catatan/'] textarea")
    page.locator("details.inside summary").click()
    note.fill("Sudah dicek, perlu tangga panjang")
    session = [cookie for cookie in page.context.cookies() if "session" in str(cookie["name"])]
    assert session
    page.context.clear_cookies(name=session[0]["name"])
    page.get_by_role("button", name="Simpan catatan").click()
    expect(page.get_by_text("Sesi Anda sudah berakhir").first).to_be_visible()
    expect(page.get_by_text("perlu tangga panjang")).to_be_visible()
    page.get_by_role("link", name="Masuk lagi").click()
    page.fill("#id_login", "petugas.dishub")
    page.fill("#id_password", DEMO_SIGN_IN)
    page.get_by_role("button", name="Masuk", exact=True).click()
    page.wait_for_url(re.compile(f"/petugas/tiket/{ticket.number}/"))
    expect(note).to_have_value("Sudah dicek, perlu tangga panjang")
    page.get_by_role("button", name="Simpan catatan").click()
    expect(page.locator("[data-saved]")).to_be_visible()
    page.reload()
    expect(note).to_have_value("")
    page.context.close()
