"""The sound of the board outlives the page: each press loads it anew, and an alarm that went silent helps nobody."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect

from tests_e2e.axe import assert_accessible
from tests_e2e.conftest import Product
from tests_e2e.test_officer import file_as_citizen, sign_in

pytestmark = pytest.mark.e2e

# Notes the pitch of every tone that really sounds.
_LISTEN = """(() => {
  window.tones = [];
  const start = OscillatorNode.prototype.start;
  OscillatorNode.prototype.start = function (at) {
    if (this.context.state === "running") window.tones.push(this.frequency.value);
    return start.call(this, at);
  };
})()"""
EMERGENCY, MAYBE = 880, 587


@pytest.fixture(scope="module")
def board(chromium: Browser, product: Product) -> Iterator[Page]:
    """A board that nobody has touched yet: its dispatcher signed in in another window."""
    context = chromium.new_context(base_url=product.url, viewport={"width": 1440, "height": 900}, locale="id-ID")
    context.add_init_script(_LISTEN)
    sign_in(context.new_page(), username="dispatcher")
    page = context.new_page()
    page.goto("/petugas/papan/")
    yield page
    context.close()


def hear(page: Page, pitch: int) -> None:
    page.wait_for_function("pitch => window.tones.includes(pitch)", arg=pitch)


def test_a_board_that_cannot_sound_says_so_until_it_is_touched(board: Page):
    warning = board.get_by_role("button", name="Suara mati, ketuk untuk menyalakan")
    expect(warning).to_be_visible()
    assert_accessible(board)
    warning.click()
    expect(warning).to_be_hidden()
    expect(board.locator("#suara")).to_have_text("Matikan suara")


def test_the_alarm_of_an_emergency_survives_the_page_being_loaded_anew(
    board: Page, chromium: Browser, product: Product
):
    file_as_citizen(chromium, product, code="D-BAKAR", text="Api besar di gudang kayu")
    hear(board, EMERGENCY)
    board.reload()
    board.keyboard.press("j")
    hear(board, EMERGENCY)
    expect(board.locator("#suara-mati")).to_be_hidden()


def test_what_may_be_an_emergency_comes_with_a_sound_of_its_own_and_flashes_in_the_title(
    board: Page, chromium: Browser, product: Product
):
    ticket = file_as_citizen(chromium, product, code="N-PJU", text="Rumah kebakaran di belakang lampu jalan")
    expect(board.locator(f"#t-{ticket.number}")).to_be_visible()
    hear(board, MAYBE)
    take = board.locator("button.take")
    while take.count():
        with board.expect_navigation():
            take.first.click()
    board.wait_for_function("() => document.title.includes('MUNGKIN DARURAT')")


def test_a_board_that_was_silenced_stays_silent_and_says_nothing_of_it(board: Page):
    board.locator("#suara").click()
    board.reload()
    board.keyboard.press("j")
    expect(board.locator("#suara")).to_have_text("Nyalakan suara")
    expect(board.locator("#suara-mati")).to_be_hidden()
