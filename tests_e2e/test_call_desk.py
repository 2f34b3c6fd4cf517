"""The call desk by keyboard alone: a prank in 2 keystrokes, an emergency in at most 30, a joined caller in 4."""

from __future__ import annotations

import time

import pytest
from playwright.sync_api import Browser, Page, expect

from tests_e2e.axe import assert_accessible
from tests_e2e.call_desk import DESK, answer
from tests_e2e.conftest import Product

pytestmark = pytest.mark.e2e


def test_a_prank_is_closed_in_two_keystrokes(desk: Page, product: Product):
    keys = answer(desk, product, "0899000111")
    assert_accessible(desk)
    keys.press("1")
    expect(desk).to_have_url(DESK)
    expect(desk.get_by_text("Ditutup: Iseng.")).to_be_visible()
    assert keys.pressed == 2
    assert_accessible(desk)


def test_silence_is_closed_only_after_the_script(desk: Page, product: Product):
    keys = answer(desk, product, "0899000112")
    keys.press("2")
    expect(desk.get_by_text("ketuk telepon dua kali").first).to_be_visible()
    keys.press("2")
    expect(desk).to_have_url(DESK)
    assert keys.pressed == 3


def test_an_emergency_is_alerted_by_keyboard_and_the_next_caller_joins_it(desk: Page, product: Product):
    begun = time.monotonic()
    keys = answer(desk, product, "0899000113")
    keys.press("k")
    expect(desk.locator("#tempat")).to_be_focused()
    keys.type("bandeng")
    expect(desk.locator("#tempat-pilihan li")).to_have_count(1)
    keys.press("Enter")
    expect(desk.locator("#isi-cerita")).to_be_focused()
    desk.keyboard.type("Rumah terbakar, api dari dapur")
    keys.press("Control+Enter")
    expect(desk.get_by_text("dibuat untuk")).to_be_visible()
    seconds = time.monotonic() - begun
    print(f"\nemergency by phone: {keys.pressed} keystrokes beside the text, {seconds:.1f} s")  # noqa: T201
    assert keys.pressed <= 30
    assert_accessible(desk)
    keys.press("Control+Enter")
    expect(desk).to_have_url(DESK)

    joining = answer(desk, product, "0899000114")
    newest = desk.locator("#dekat li").first
    expect(newest).to_contain_text("Bandengan")
    expect(newest).to_contain_text("1 pelapor")
    joining.press("4")
    expect(desk).to_have_url(DESK)
    expect(desk.get_by_text("Penelepon digabung")).to_be_visible()
    # Every key of this caller counts, the answer among them; the issue asks for four at most.
    assert joining.pressed == 2


def test_what_was_typed_survives_a_browser_that_dies(desk: Page, product: Product, chromium: Browser):
    answer(desk, product, "0899000115").press("k")
    expect(desk.locator("#tempat")).to_be_focused()
    # The answer to the request that carries these very words: choosing the kind is kept by one of its own.
    with desk.expect_response(lambda one: "Asap" in (one.request.post_data or "") and one.ok, timeout=4000):
        desk.locator("#isi-cerita").fill("Asap hitam dari pabrik")
    expect(desk.locator("#simpan")).to_contain_text("Tersimpan")
    where = desk.url
    again = desk.context.new_page()
    desk.close(run_before_unload=False)
    again.goto(where)
    expect(again.locator("#isi-cerita")).to_have_value("Asap hitam dari pabrik")
    again.locator("body").press("Escape")
    again.keyboard.press("1")
    expect(again).to_have_url(DESK)
