"""A slip of the finger at the call desk does nothing that nobody meant."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from tests_e2e.axe import assert_accessible
from tests_e2e.call_desk import DESK, answer, await_poll, ring, tell, watch_posts
from tests_e2e.conftest import Product

pytestmark = pytest.mark.e2e


def test_space_answers_and_never_settles_a_missed_caller(desk: Page, product: Product):
    tell(product, ring(product, "0899000120"), "abandoned")
    missed = desk.locator(".call.missed", has_text="0899-000-120")
    expect(missed).to_be_visible()
    posts = watch_posts(desk)
    desk.keyboard.press("Space")
    await_poll(desk)
    expect(missed).to_be_visible()
    assert posts == []


def test_words_typed_after_the_alert_stay_words(desk: Page, product: Product):
    keys = answer(desk, product, "0899000121")
    keys.press("k")
    expect(desk.locator("#tempat")).to_be_focused()
    keys.type("karangaji")
    expect(desk.locator("#tempat-pilihan li")).to_have_count(1)
    keys.press("Enter")
    desk.keyboard.type("Gudang")
    keys.press("Control+Enter")
    expect(desk.get_by_text("dibuat untuk")).to_be_visible()
    other = ring(product, "0899000122")
    expect(desk.locator(".call.ringing")).to_be_visible()
    posts = watch_posts(desk)
    desk.keyboard.type(" mebel, dua orang di dalam")
    expect(desk.locator("#isi-cerita")).to_have_value("Gudang mebel, dua orang di dalam")
    desk.keyboard.press("Escape")
    for key in ("Space", "m", "v"):
        desk.keyboard.press(key)
    await_poll(desk)
    assert posts == []
    tell(product, other, "abandoned")
    desk.keyboard.press("Control+Enter")
    expect(desk).to_have_url(DESK)


def test_z_takes_back_a_call_closed_by_a_stray_key(desk: Page, product: Product):
    keys = answer(desk, product, "0899000123")
    where = desk.url
    keys.press("1")
    expect(desk.get_by_text("Ditutup: Iseng.")).to_be_visible()
    assert_accessible(desk)
    keys.press("z")
    expect(desk).to_have_url(where)
    expect(desk.locator("#pegang .caller")).to_have_text("0899-000-123")
    keys.press("1")
    expect(desk).to_have_url(DESK)
