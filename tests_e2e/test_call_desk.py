"""The call desk by keyboard alone: a prank in 2 keystrokes, an emergency in at most 30, a joined caller in 4."""

from __future__ import annotations

import json
import re
import time
import uuid
from collections.abc import Iterator
from datetime import UTC, datetime

import httpx
import pytest
from playwright.sync_api import Browser, Page, expect
from standardwebhooks.webhooks import Webhook

from tests_e2e.axe import assert_accessible
from tests_e2e.conftest import EXCHANGE_SECRET, Product
from tests_e2e.test_officer import sign_in

pytestmark = pytest.mark.e2e

DESK = re.compile("/petugas/112/$")
CALL = re.compile(r"/petugas/112/\d+/")


class Keyboard:
    """Presses keys and counts them; the words of the free text are counted apart."""

    def __init__(self, page: Page) -> None:
        self.page, self.pressed = page, 0

    def press(self, key: str) -> None:
        self.pressed += 1
        self.page.keyboard.press(key)

    def type(self, letters: str) -> None:
        for letter in letters:
            self.press(letter)


@pytest.fixture
def desk(chromium: Browser, product: Product) -> Iterator[Page]:
    """A call taker at the desk."""
    context = chromium.new_context(base_url=product.url, viewport={"width": 1440, "height": 900}, locale="id-ID")
    page = context.new_page()
    sign_in(page, username="penerima112")
    page.goto("/petugas/112/")
    yield page
    context.close()


def ring(product: Product, number: str) -> None:
    """Let the exchange say that somebody calls."""
    call, now = uuid.uuid4().hex, datetime.now(UTC)
    event = f"{call}-ringing"
    body = json.dumps({"id": event, "call_id": call, "type": "ringing", "at": now.isoformat(), "number": number})
    headers = {
        "content-type": "application/json",
        "webhook-id": event,
        "webhook-timestamp": str(int(now.timestamp())),
        "webhook-signature": Webhook(EXCHANGE_SECRET).sign(event, now, body),
    }
    httpx.post(f"{product.url}/api/telephony/v1/events", content=body, headers=headers).raise_for_status()


def answer(desk: Page, product: Product, number: str) -> Keyboard:
    """Let somebody ring, and answer with the first keystroke."""
    ring(product, number)
    expect(desk.locator(".call.ringing")).to_be_visible()
    keys = Keyboard(desk)
    keys.press("Space")
    expect(desk).to_have_url(CALL)
    expect(desk.locator("#pegang .caller")).to_be_visible()
    return keys


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
    joining.press("k")
    expect(desk.locator("#tempat")).to_be_focused()
    desk.keyboard.type("bandengan")
    desk.keyboard.press("Enter")
    expect(desk.locator("#dekat").get_by_text("1 pelapor")).to_be_visible()
    joining.press("Escape")
    joining.press("4")
    expect(desk).to_have_url(DESK)
    expect(desk.get_by_text("Penelepon digabung")).to_be_visible()
    assert joining.pressed <= 4


def test_what_was_typed_survives_a_browser_that_dies(desk: Page, product: Product, chromium: Browser):
    answer(desk, product, "0899000115").press("k")
    expect(desk.locator("#tempat")).to_be_focused()
    desk.locator("#isi-cerita").fill("Asap hitam dari pabrik")
    expect(desk.locator("#simpan")).to_contain_text("Tersimpan")
    desk.wait_for_function("() => Number(document.getElementById('laporan').dataset.version) > 1", timeout=4000)
    where = desk.url
    again = desk.context.new_page()
    desk.close(run_before_unload=False)
    again.goto(where)
    expect(again.locator("#isi-cerita")).to_have_value("Asap hitam dari pabrik")
    again.locator("body").press("Escape")
    again.keyboard.press("1")
    expect(again).to_have_url(DESK)
