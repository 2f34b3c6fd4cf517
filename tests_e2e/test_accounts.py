"""A second factor is set up and used with a passkey, and typed words survive an ended session."""

from __future__ import annotations

import re
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Browser, Page, expect

from tests_e2e.axe import assert_accessible
from tests_e2e.conftest import Product
from tests_e2e.story import file_report

pytestmark = pytest.mark.e2e
DEMO_SIGN_IN = "jepara-demo"


def open_page(chromium: Browser, product: Product) -> Page:
    """Passkeys belong to a name, not to a number: the product is visited as localhost."""
    url = f"http://localhost:{urlsplit(product.url).port}"
    context = chromium.new_context(base_url=url, viewport={"width": 360, "height": 740}, locale="id-ID")
    context.set_default_timeout(30_000)
    return context.new_page()


def send_password(page: Page, username: str) -> None:
    page.goto("/akun/masuk/")
    page.fill("#id_login", username)
    page.fill("#id_password", DEMO_SIGN_IN)
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


def test_the_demo_shows_the_code_that_opens_the_admin(chromium: Browser, product: Product):
    page = open_page(chromium, product)
    page.goto("/admin/")
    send_password(page, "admin")
    page.wait_for_url(re.compile("/faktor-kedua/masuk/"))
    page.fill("#id_code", page.locator(".notice p:not(.notice-title)").inner_text())
    page.locator("#id_code").press("Enter")
    page.wait_for_url(re.compile("/petugas/"))
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
