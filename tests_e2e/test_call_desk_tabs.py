"""One report in two tabs of one call taker: what was typed in each is seen, and nothing is saved over the other."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from tests_e2e.axe import assert_accessible
from tests_e2e.call_desk import DESK, answer
from tests_e2e.conftest import Product

pytestmark = pytest.mark.e2e


def test_two_tabs_show_each_other_what_they_wrote(desk: Page, product: Product):
    answer(desk, product, "0899000130")
    second = desk.context.new_page()
    second.goto(desk.url)
    desk.locator("#isi-cerita").fill("Api di dapur")
    desk.wait_for_function("() => Number(document.getElementById('laporan').elements.version.value) === 2")
    second.locator("#patokan").fill("Depan masjid")
    expect(second.locator("#isi-cerita")).to_have_value("Api di dapur")
    second.locator("#isi-cerita").fill("Api di dapur, sudah ke atap")
    second.wait_for_function("() => Number(document.getElementById('laporan').elements.version.value) === 4")
    desk.locator("#isi-cerita").fill("Api di dapur dan teras")
    notice = desk.locator("#bentrok")
    expect(notice).to_contain_text("Api di dapur, sudah ke atap")
    expect(desk.locator("#isi-cerita")).to_have_value("Api di dapur dan teras")
    expect(desk.locator("#patokan")).to_have_value("Depan masjid")
    assert_accessible(desk)
    desk.keyboard.press("Control+Enter")
    expect(desk.get_by_text("Pilih dulu jenis kejadiannya.")).to_be_visible()
    expect(desk.locator("#isi-cerita")).to_have_value("Api di dapur dan teras")
    expect(notice).to_be_empty()
    desk.locator("body").press("Escape")
    desk.keyboard.press("1")
    expect(desk).to_have_url(DESK)
