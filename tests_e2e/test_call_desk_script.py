"""What the desk asks, one thing after the other, by keyboard: kind, place, questions."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Page, expect

from tests_e2e.axe import assert_accessible
from tests_e2e.call_desk import DESK, answer
from tests_e2e.conftest import Product

pytestmark = pytest.mark.e2e


@pytest.fixture
def desk(desk: Page) -> Iterator[Page]:
    """A call taker at the desk, who leaves no call behind."""
    yield desk
    desk.keyboard.press("Escape")
    desk.keyboard.press("1")
    expect(desk).to_have_url(DESK)


def test_questions_come_one_by_one_and_y_and_t_answer_them(desk: Page, product: Product):
    answer(desk, product, "0899000140").press("k")
    shown = desk.locator("#pertanyaan .question:visible")
    expect(shown).to_have_count(1)
    first = shown.inner_text()
    desk.keyboard.press("Escape")
    desk.keyboard.press("y")
    expect(desk.locator("#pertanyaan .question").first.locator("input[value=Ya]")).to_be_checked()
    expect(shown).to_have_count(1)
    expect(shown).not_to_have_text(first)
    desk.keyboard.press("t")
    expect(desk.locator("#pertanyaan .question").nth(1).locator("input[value=Tidak]")).to_be_checked()
    assert_accessible(desk)
    total = desk.locator("#pertanyaan .question").count()
    with desk.expect_response(lambda one: '"answers"' in (one.request.post_data or "") and one.ok):
        for _ in range(total):
            desk.keyboard.press("Escape")
            desk.keyboard.press("t")
        desk.keyboard.press("t")
    expect(desk.locator("input[name=category][value=D-BAKAR]")).to_be_checked()
    expect(desk.locator("#simpan")).to_contain_text("Tersimpan")
    desk.reload()
    expect(desk.locator("#pertanyaan .question").first.locator("input[value=Ya]")).to_be_checked()


def test_any_kind_is_found_by_typing(desk: Page, product: Product):
    answer(desk, product, "0899000141").press(".")
    search = desk.locator("#cari-jenis")
    expect(search).to_be_focused()
    desk.keyboard.type("lampu")
    expect(desk.locator(".kind:visible")).to_have_count(1)
    assert_accessible(desk)
    desk.keyboard.press("Enter")
    expect(desk.locator("input[name=category][value=N-PJU]")).to_be_checked()
    expect(desk.locator("#tempat")).to_be_focused()
    expect(desk.locator("#kirim")).to_contain_text("Kirim dan selesai")


def test_a_street_is_taken_down_and_no_village_is_lost(desk: Page, product: Product):
    answer(desk, product, "0899000142").press("k")
    place, village = desk.locator("#tempat"), desk.locator("#desa")
    expect(place).to_be_focused()
    desk.keyboard.type("Jl. Wolter Monginsidi 12")
    desk.keyboard.press("Enter")
    expect(desk.locator("#patokan")).to_have_value("Jl. Wolter Monginsidi 12")
    expect(desk.locator("#tempat-petunjuk")).to_contain_text("Di desa atau kelurahan mana?")
    expect(place).to_be_focused()
    desk.keyboard.type("bandengan")
    expect(desk.locator("#tempat-pilihan li")).to_have_count(1)
    desk.keyboard.press("Enter")
    expect(desk.locator("#isi-cerita")).to_be_focused()
    expect(village).to_have_value("33.20.06.2016")
    place.focus()
    desk.keyboard.press("End")
    desk.keyboard.type(", seberang masjid")
    desk.keyboard.press("Enter")
    expect(desk.locator("#patokan")).to_have_value("Jl. Wolter Monginsidi 12, seberang masjid")
    expect(desk.locator("#tempat-petunjuk")).to_contain_text("Tempatnya tetap Desa Bandengan")
    expect(place).to_have_value("Desa Bandengan, Kec. Jepara")
    expect(village).to_have_value("33.20.06.2016")
