"""A flood night at the desk: reports are chosen, gathered, answered together and let go, with and without scripts."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Browser, Page, expect

from tests_e2e.axe import PAGES_WITHOUT_SCRIPTS, assert_accessible
from tests_e2e.conftest import Product
from tests_e2e.story import Ticket
from tests_e2e.test_officer import file_as_citizen, sign_in

pytestmark = pytest.mark.e2e

ANSWER = "Air mulai surut, petugas masih di lokasi."
ALL = "/petugas/?tumpukan=semua"


def press(page: Page, name: str) -> None:
    with page.expect_navigation():
        page.get_by_role("button", name=name).first.click()
    fits = page.evaluate("document.documentElement.scrollWidth <= window.innerWidth") if _has_scripts(page) else True
    assert fits, f"{page.url} scrolls sideways"
    assert_accessible(page)


def _has_scripts(page: Page) -> bool:
    return page not in PAGES_WITHOUT_SCRIPTS


def test_reports_are_gathered_answered_together_and_let_go_and_each_keeps_its_ticket(
    page: Page, chromium: Browser, product: Product
):
    tickets = [file_as_citizen(chromium, product, code="D-BENCANA", text="Banjir masuk rumah") for _ in range(2)]
    sign_in(page, username="dispatcher")
    choose_reports(page, tickets)
    open_incident(page)
    expect(page.locator(".rows .row")).to_have_count(2)
    expect_them_on_the_map(page)
    answer_all_reporters(page)
    expect_reporters_read_it(chromium, product, tickets)
    release_and_take_back(page, tickets[0])
    close_with_open_reports(page)
    page.goto(f"/petugas/tiket/{tickets[0].number}/")
    expect(page.get_by_text("Diteruskan ke OPD").first).to_be_visible()


def choose_reports(page: Page, tickets: list[Ticket]) -> None:
    page.goto(f"{ALL}&pilih=1")
    for ticket in tickets:
        box = page.locator(f'input[name="laporan"][value="{ticket.number}"]')
        # The space bar chooses, as everywhere.
        box.focus()
        page.keyboard.press("Space")
        expect(box).to_be_checked()


def open_incident(page: Page) -> None:
    press(page, "Kumpulkan ke kejadian besar")
    page.locator("#kejadian_kind").select_option("flood")
    page.fill("#kejadian_name", "Banjir uji coba")
    page.fill("#kejadian_public_name", "Banjir di Mlonggo")
    press(page, "Buka kejadian besar")
    expect(page.get_by_role("heading", name="Banjir uji coba")).to_be_visible()


def expect_them_on_the_map(page: Page) -> None:
    """Both were filed for one village: they are one spot with its number. The list is all there is without scripts."""
    if not _has_scripts(page):
        expect(page.locator("#peta-kejadian")).to_be_hidden()
        return
    expect(page.locator("#peta-kejadian .spot.waiting.many")).to_have_text("2")
    expect(page.locator("#peta-kejadian")).to_contain_text("Darurat, belum diterima OPD")
    assert_accessible(page)


def answer_all_reporters(page: Page) -> None:
    page.get_by_role("link", name="Jawab semua pelapor").click()
    page.fill("#bersama_text", ANSWER)
    press(page, "Lihat dulu")
    expect(page.get_by_text("Begini 2 pelapor membacanya")).to_be_visible()
    press(page, "Kirim ke semua")
    if _has_scripts(page):
        # The workers write; the page follows by itself.
        expect(page.get_by_text("2 dari 2 pelapor dijawab")).to_be_visible()
    else:
        expect_after_reloads(page, "2 dari 2 pelapor dijawab")
    assert_accessible(page)


def expect_reporters_read_it(chromium: Browser, product: Product, tickets: list[Ticket]) -> None:
    reader = chromium.new_context(base_url=product.url, locale="id-ID").new_page()
    for ticket in tickets:
        reader.goto(ticket.private_path)
        expect(reader.get_by_text(ANSWER)).to_be_visible()
        expect(reader.get_by_text("Laporan Anda bagian dari kejadian: Banjir di Mlonggo, 2 laporan")).to_be_visible()
    reader.context.close()


def release_and_take_back(page: Page, ticket: Ticket) -> None:
    page.locator(f'input[name="laporan"][value="{ticket.number}"]').check()
    press(page, "Lepas yang dipilih")
    expect(page.locator(".rows .row")).to_have_count(1)
    press(page, "Batalkan")
    expect(page.locator(".rows .row")).to_have_count(2)


def close_with_open_reports(page: Page) -> None:
    page.get_by_role("link", name="Tutup", exact=True).click()
    expect(page.get_by_text("2 dari 2 laporan belum selesai")).to_be_visible()
    press(page, "Tutup kejadian besar")


def expect_after_reloads(page: Page, words: str) -> None:
    for _ in range(20):
        if page.get_by_text(words).count():
            return
        page.wait_for_timeout(1000)
        page.reload()
    expect(page.get_by_text(words)).to_be_visible()


def test_the_board_folds_the_incident_keeps_it_unfolded_and_its_keys_pass_over_what_is_folded(
    chromium: Browser, product: Product
):
    context = chromium.new_context(base_url=product.url, viewport={"width": 1440, "height": 900}, locale="id-ID")
    page = context.new_page()
    ticket = file_as_citizen(chromium, product, code="D-BENCANA", text="Tanggul jebol")
    sign_in(page, username="dispatcher")
    page.goto(f"/petugas/kejadian/baru/?laporan={ticket.number}")
    page.locator("#kejadian_kind").select_option("flood")
    page.fill("#kejadian_name", "Tanggul jebol di papan")
    press(page, "Buka kejadian besar")
    page.goto("/petugas/papan/")
    row = page.locator(f"#d-{ticket.number}")
    # New: it stands singly, and says where it belongs.
    expect(row).to_have_class(re.compile("new"))
    expect(row).to_contain_text("Bagian dari Tanggul jebol di papan")
    row.get_by_role("button", name="Saya tangani").click()
    group = page.locator("li.incident", has_text="Tanggul jebol di papan")
    expect(group).to_be_visible()
    expect(row).to_be_hidden()
    for _ in range(page.locator("li.incident[id], .emergency[id], .flagged[id]").count()):
        page.keyboard.press("j")
        expect(row).not_to_have_class(re.compile("chosen"))
    group.locator("summary").click()
    expect(row).to_be_visible()
    assert_accessible(page)
    # Another emergency makes the list anew; what was unfolded stays so.
    other = file_as_citizen(chromium, product, code="D-BAKAR", text="Api di dapur")
    expect(page.locator(f"#d-{other.number}")).to_be_visible()
    expect(row).to_be_visible()
    context.close()
