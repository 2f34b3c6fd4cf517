"""A citizen files, follows and adds; phone and desktop, with and without JavaScript."""

from __future__ import annotations

import re
from pathlib import Path
from uuid import uuid4

import httpx
import pytest
from playwright.sync_api import Browser, Page, expect

from tests_e2e.axe import assert_accessible
from tests_e2e.conftest import Product
from tests_e2e.story import choose_kind, draw_photo, file_report, go_on, start_report
from tests_e2e.waiting import wait_until

pytestmark = pytest.mark.e2e


def find_at_wadul(product: Product, number: str) -> list[dict]:
    operations = httpx.get(f"{product.wadul_url}/_log").json()["operations"]
    return [one for one in operations if one["ticket"] == number]


def test_a_pothole_reaches_wadul_bupati_once_with_its_photo(page: Page, product: Product):
    ticket = file_report(page, code="N-JALAN", text="Lubang besar di tengah jalan", phone="081234567890")
    wait_until(lambda: len(find_at_wadul(product, ticket.number)) == 2)
    assert [one["operation"] for one in find_at_wadul(product, ticket.number)] == ["create", "photo"]
    assert [one["received"] for one in find_at_wadul(product, ticket.number)] == [1, 1]


def test_the_number_alone_shows_the_state_and_the_pin_shows_everything(page: Page):
    text = "Lampu mati di depan rumah saya"
    ticket = file_report(page, code="N-PJU", text=text)
    page.goto("/lacak/")
    assert_accessible(page)
    page.fill("#id_number", " ".join([ticket.number[:4], ticket.number[4:8], ticket.number[8:]]))
    page.fill("#id_pin", ticket.pin)
    page.get_by_role("button", name="Lihat laporan").click()
    expect(page).to_have_url(re.compile(re.escape(ticket.private_path)))
    expect(page.get_by_text(text)).to_be_visible()
    assert_accessible(page)
    page.fill("#add-text", "Sudah tiga malam")
    page.get_by_role("button", name="Kirim keterangan").click()
    expect(page.get_by_text("Sudah tiga malam").first).to_be_visible()
    assert_accessible(page)


def test_the_reporter_sees_their_data_and_closes_the_public_page(page: Page):
    ticket = file_report(page, code="N-PJU", text="Lampu taman padam", phone="081234567891")
    page.goto(ticket.private_path)
    page.get_by_role("link", name="Buka data saya").click()
    expect(page.get_by_text("0812-3456-7891")).to_be_visible()
    assert_accessible(page)
    page.locator('input[name="publication"]').uncheck()
    page.get_by_role("button", name="Simpan izin").click()
    expect(page.get_by_text("langsung berlaku")).to_be_visible()
    page.goto(f"/lacak/{ticket.number}/")
    expect(page.get_by_text("tidak dibuka untuk umum")).to_be_visible()
    assert_accessible(page)


def test_pages_that_lead_nowhere_are_accessible_and_lead_on(page: Page):
    for address, words in (
        ("/", "Laporan terbaru"),
        ("/tidak-ada/", "Halaman tidak ditemukan"),
        (f"/lapor/{uuid4()}/cerita/", "Laporan tadi tidak dapat dilanjutkan"),
        ("/lacak/000000000000/", "Laporan tidak ditemukan"),
    ):
        page.goto(address)
        expect(page.get_by_text(words).first).to_be_visible()
        assert_accessible(page)


def test_words_for_a_report_that_is_over_are_accessible_and_begin_a_new_one(page: Page):
    """Two windows: the report is withdrawn in one while the other is written in."""
    ticket = file_report(page, code="N-PJU", text="Lampu gang padam")
    page.goto(ticket.private_path)
    page.fill("#add-text", "Masih padam malam ini")
    beside = page.context.new_page()
    beside.goto(ticket.private_path)
    beside.locator("#cancel > summary").click()
    beside.locator("#cancel button[type=submit]").click()
    expect(beside.get_by_text("Dibatalkan").first).to_be_visible()
    page.get_by_role("button", name="Kirim keterangan").click()
    expect(page.get_by_role("heading", name="Yang Anda tulis tadi")).to_be_visible()
    assert_accessible(page)
    page.get_by_role("button", name="Buat laporan baru").click()
    expect(page).to_have_url(re.compile("/jenis/$"))


def test_a_swapped_digit_is_told_kindly(page: Page):
    page.goto("/lacak/")
    page.fill("#id_number", "1234 5678 9013")
    page.get_by_role("button", name="Lihat laporan").click()
    expect(page.locator(".errors, .error").first).to_be_visible()
    expect(page.locator("#id_number")).to_have_value(re.compile("1234"))
    assert_accessible(page)


def test_an_emergency_offers_the_telephone_first_and_still_files(page: Page):
    start_report(page, text="Api besar di gudang mebel")
    choose_kind(page, code="D-BAKAR")
    expect(page.locator('a[href="tel:112"]').first).to_be_visible()
    assert_accessible(page)


def test_photos_too_large_to_be_sent_stay_behind_and_the_story_goes_on(
    chromium: Browser, product: Product, tmp_path: Path
):
    """Five of them together are more than the server takes: it would refuse the whole form, words included."""
    good, large = tmp_path / "baik.png", [tmp_path / f"besar-{number}.jpg" for number in range(5)]
    good.write_bytes(draw_photo())
    for path in large:
        path.write_bytes(b"x" * (11 * 1024 * 1024))
    with chromium.new_context(base_url=product.url, viewport={"width": 360, "height": 740}) as context:
        page = context.new_page()
        page.goto("/lapor/")
        page.fill("#id_text", "Pohon tumbang menutup jalan")
        page.set_input_files("#id_photos", [good, *large])
        expect(page.get_by_text("1 foto dipilih. Lebih dari 10 MB, tidak ikut: besar-0.jpg")).to_be_visible()
        page.locator(".next button").click()
        expect(page).to_have_url(re.compile("/jenis/$"))
        page.goto(page.url.replace("/jenis/", "/cerita/"))
        expect(page.locator(".photos img")).to_have_count(1)
        expect(page.locator("#id_text")).to_have_value("Pohon tumbang menutup jalan")


def test_going_back_keeps_what_was_typed(page: Page):
    start_report(page, text="Selokan meluap setiap hujan")
    choose_kind(page, code="N-DRAIN")
    page.go_back()
    page.goto(re.sub("[a-z]+/$", "cerita/", page.url))
    expect(page.locator("#id_text")).to_have_value("Selokan meluap setiap hujan")


def test_sending_again_after_going_back_makes_no_second_report(page: Page, product: Product):
    ticket = file_report(page, code="N-SAMPAH", text="Sampah menumpuk di pasar")
    page.go_back()
    if page.locator(".next button").count():
        go_on(page)
    expect(page.locator(".ticket-number").first).to_be_visible()
    again = re.sub(r"\D", "", page.locator(".ticket-number").first.inner_text())[:12]
    assert again == ticket.number
