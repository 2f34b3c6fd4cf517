"""Somebody rings, and a call taker answers: what tests of the call desk share."""

from __future__ import annotations

import json
import re
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime

import httpx
from playwright.sync_api import Browser, Page, Request, expect
from standardwebhooks.webhooks import Webhook

from tests_e2e.conftest import EXCHANGE_SECRET, Product
from tests_e2e.test_officer import sign_in

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


@contextmanager
def open_desk(chromium: Browser, product: Product) -> Iterator[Page]:
    """Sign a call taker in at the desk."""
    context = chromium.new_context(base_url=product.url, viewport={"width": 1440, "height": 900}, locale="id-ID")
    page = context.new_page()
    sign_in(page, username="penerima112")
    page.goto("/petugas/112/")
    yield page
    context.close()


def ring(product: Product, number: str) -> str:
    """Let the exchange say that somebody calls; return its name of the call."""
    call = uuid.uuid4().hex
    tell(product, call, "ringing", number)
    return call


def tell(product: Product, call: str, type_: str, number: str = "") -> None:
    """Let the exchange tell of a call."""
    event, now = f"{call}-{type_}", datetime.now(UTC)
    body = json.dumps({"id": event, "call_id": call, "type": type_, "at": now.isoformat(), "number": number})
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


def watch_posts(desk: Page) -> list[str]:
    """Collect the addresses that get a POST from now on; what keeps a draft or shows life is none of a person's."""
    posts: list[str] = []

    def note(request: Request) -> None:
        if request.method == "POST" and not re.search("/konsep/[^/]+/$|/hidup/$", request.url):
            posts.append(request.url)

    desk.on("request", note)
    return posts


def await_poll(desk: Page) -> None:
    """Return once the list of calls was asked for anew: what a key had begun would have been sent by then."""
    with desk.expect_response("**/112/daftar/"):
        pass
