"""Screens that stay open: a wall that grows by nothing over a night, and screens that say when their data is old."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from playwright.sync_api import Browser, Page, StorageState, expect

from tests_e2e.axe import assert_accessible
from tests_e2e.conftest import Product
from tests_e2e.test_officer import sign_in

pytestmark = pytest.mark.e2e

COUNTY = ZoneInfo("Asia/Jakarta")
# As often as a wall changes in a busy night.
COLLECTIONS = 5
CHANGES = 400
# Asks for the part anew and shows it, as every poll does that finds a change.
_CHANGE = """async (times) => {
  const part = document.getElementById("dinding");
  for (let turn = 0; turn < times; turn += 1) {
    part.dataset.etag = "";
    await htmx.ajax("GET", part.getAttribute("hx-get"), { source: part, target: part, swap: "innerHTML" });
  }
}"""
LIVE_SCREENS = {"/petugas/dinding/": "#dinding", "/petugas/papan/": "#papan", "/petugas/112/": "#panggilan"}


@pytest.fixture(scope="module")
def signed_in(chromium: Browser, product: Product) -> StorageState:
    """The cookies of a dispatcher who signed in once: a code of the second factor is good for one sign-in."""
    context = chromium.new_context(base_url=product.url, locale="id-ID")
    sign_in(context.new_page(), username="dispatcher")
    state = context.storage_state()
    context.close()
    return state


@pytest.fixture
def wall(chromium: Browser, product: Product, signed_in: StorageState) -> Iterator[Page]:
    """A dispatcher's browser on a television that believes to be in another country."""
    context = chromium.new_context(
        base_url=product.url,
        viewport={"width": 1920, "height": 1080},
        locale="id-ID",
        timezone_id="America/New_York",
        storage_state=signed_in,
    )
    yield context.new_page()
    context.close()


def count_what_lives(page: Page) -> dict[str, int]:
    """Return nodes, listeners and documents that this page keeps alive, after collections.

    One collection leaves what was let go only while it ran; the fewest of several is what lives.
    """
    devtools = page.context.new_cdp_session(page)
    found = []
    for _ in range(COLLECTIONS):
        devtools.send("HeapProfiler.collectGarbage")
        found.append(devtools.send("Memory.getDOMCounters"))
    return {name: min(one[name] for one in found) for name in found[0]}


def test_a_night_of_changes_leaves_nothing_behind(wall: Page):
    wall.goto("/petugas/dinding/")
    expect(wall.locator("#terakhir")).to_contain_text("Diperbarui")
    assert_accessible(wall)
    wall.evaluate(_CHANGE, 20)
    before = count_what_lives(wall)
    wall.evaluate(_CHANGE, CHANGES)
    after = count_what_lives(wall)
    print(f"\nwall: {CHANGES} changes, before {before}, after {after}")  # noqa: T201
    assert after["jsEventListeners"] <= before["jsEventListeners"] + 5
    assert after["nodes"] <= before["nodes"] * 1.2
    assert after["documents"] <= before["documents"] + 1


def test_it_fits_a_television_without_scrolling(wall: Page):
    wall.goto("/petugas/dinding/")
    size = wall.evaluate("[document.documentElement.scrollWidth, document.documentElement.scrollHeight]")
    assert size == [1920, 1080]
    for box in wall.locator(".wall-figures > div").all():
        assert box.evaluate("box => box.scrollHeight <= box.clientHeight + 1"), box.inner_text()


@pytest.mark.parametrize("path", LIVE_SCREENS)
def test_a_live_screen_says_that_its_data_is_old_and_recovers_by_itself(wall: Page, path: str):
    wall.goto(path)
    expect(wall.locator("#terakhir")).to_have_text(re.compile("Diperbarui"))
    wall.context.set_offline(True)
    expect(wall.locator("#segar")).to_contain_text("Sambungan terputus")
    expect(wall.locator("body")).to_have_class(re.compile("is-stale"))
    wall.context.set_offline(False)
    expect(wall.locator("#segar")).to_be_hidden()
    expect(wall.locator("body")).not_to_have_class(re.compile("is-stale"))


@pytest.mark.parametrize("path", LIVE_SCREENS)
def test_a_live_screen_tells_the_countys_time_whatever_its_machine_believes(wall: Page, path: str):
    wall.goto(path)
    fresh = wall.locator("#terakhir")
    # The server wrote the first one; the script writes those after it.
    expect(fresh).not_to_have_text(fresh.inner_text())
    told = datetime.strptime(fresh.inner_text(), "Diperbarui %H.%M.%S").time()
    now = datetime.now(COUNTY)
    age = now - datetime.combine(now.date(), told, COUNTY)
    assert age % timedelta(days=1) < timedelta(minutes=1)


def read_clock(text: str) -> timedelta:
    """Return how long ago the county's clocks showed this time of day."""
    now = datetime.now(COUNTY)
    told = datetime.strptime(text, "%H.%M").time()
    return (now - datetime.combine(now.date(), told, COUNTY)) % timedelta(days=1)


def test_clocks_go_by_the_server_on_a_machine_whose_own_clock_is_wrong(wall: Page):
    wall.add_init_script("const own = Date.now; Date.now = () => own() + 3 * 3600 * 1000")
    wall.goto("/petugas/dinding/")
    clock = wall.locator("#jam")
    expect(clock).not_to_be_empty()
    assert read_clock(clock.inner_text()) < timedelta(minutes=2)
    # What the page said of the time is forgotten; the answers of its live part tell it anew.
    wall.evaluate("() => { ahead = 0; }")
    wall.wait_for_function("() => Math.abs(ahead + 3 * 3600 * 1000) < 60000")


def test_an_ended_session_is_told_on_the_wall_and_the_sign_in_page_never_stands_there_as_data(wall: Page):
    wall.goto("/petugas/dinding/")
    expect(wall.locator("#terakhir")).to_have_text(re.compile("Diperbarui"))
    wall.context.clear_cookies()
    expect(wall.locator("#segar")).to_contain_text("Sesi Anda berakhir")
    expect(wall.locator("#dinding #id_login")).to_have_count(0)
    expect(wall.locator("#dinding")).to_contain_text("Darurat terbuka")
