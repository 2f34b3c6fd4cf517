"""An emergency lands on the agency's open desk, is worked there, and its reporter follows."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Browser, Page, expect

from bin.screen_pages import enter_demo_code
from tests_e2e.axe import PAGES_WITHOUT_SCRIPTS, assert_accessible
from tests_e2e.conftest import Product
from tests_e2e.story import Ticket, file_report

pytestmark = pytest.mark.e2e

DEMO_SIGN_IN = "jepara-demo"


def sign_in(page: Page, *, username: str) -> None:
    page.goto("/akun/masuk/")
    assert_accessible(page)
    page.fill("#id_login", username)
    page.fill("#id_password", DEMO_SIGN_IN)
    with page.expect_navigation():
        page.get_by_role("button", name="Masuk").last.click()
    if "/faktor-kedua/masuk/" in page.url:
        enter_demo_code(page)
    expect(page).to_have_url(re.compile("/petugas/"))
    assert_accessible(page)


def file_as_citizen(chromium: Browser, product: Product, *, code: str, text: str) -> Ticket:
    context = chromium.new_context(base_url=product.url, viewport={"width": 360, "height": 740}, locale="id-ID")
    ticket = file_report(context.new_page(), code=code, text=text)
    context.close()
    return ticket


def press_step(page: Page, label: str, **fields: str) -> None:
    card = page.locator(".steps").filter(has=page.get_by_text(label, exact=True).first)
    if fields:
        card.locator("summary", has_text=label).first.click()
    for name, value in fields.items():
        card.locator(f"form:has(button:has-text('{label}')) [name='{name}']").fill(value)
    assert_accessible(page)
    with page.expect_navigation():
        card.locator("form button[type='submit']", has_text=label).first.click()


def test_an_emergency_appears_on_the_open_desk_and_is_worked_to_its_end(
    page: Page, chromium: Browser, product: Product
):
    sign_in(page, username="petugas.damkar")
    ticket = file_as_citizen(chromium, product, code="D-BAKAR", text="Api besar di gudang mebel")
    row = page.locator(f'a[href*="/petugas/tiket/{ticket.number}/"]').first
    if page in PAGES_WITHOUT_SCRIPTS:
        page.reload()
    expect(row).to_be_visible()
    assert_accessible(page)
    with page.expect_navigation():
        row.click()
    expect(page.get_by_text("Api besar di gudang mebel").first).to_be_visible()
    assert_accessible(page)
    press_step(page, "Terima laporan")
    expect(page.get_by_text("Sudah dibaca").first).to_be_visible()
    press_step(page, "Petugas berangkat")
    press_step(page, "Petugas tiba di lokasi")
    press_step(page, "Mulai tangani")
    press_step(page, "Tandai selesai", text="Api sudah padam", no_proof_reason="Malam hari, tidak sempat memotret")
    expect(page.locator(".timeline").get_by_text("Api sudah padam")).to_be_visible()
    page.goto(ticket.private_path)
    expect(page.get_by_text("Selesai ditangani").first).to_be_visible()
    expect(page.get_by_text("Api sudah padam").first).to_be_visible()
    assert_accessible(page)


def test_another_agencys_officer_does_not_find_the_ticket(page: Page, chromium: Browser, product: Product):
    ticket = file_as_citizen(chromium, product, code="N-SAMPAH", text="Sampah menumpuk")
    sign_in(page, username="petugas.dpupr")
    answer = page.goto(f"/petugas/tiket/{ticket.number}/")
    assert answer is not None
    assert answer.status == 404
    expect(page.get_by_text("Sampah menumpuk")).to_have_count(0)
    assert_accessible(page)
