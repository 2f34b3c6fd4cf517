"""What a citizen does, step by step, as the tests tell it."""

from __future__ import annotations

import io
import re
from dataclasses import dataclass

from PIL import Image
from playwright.sync_api import Page, expect

from tests_e2e.axe import assert_accessible

PLACE = "Desa Sekuro, Kec. Mlonggo"


@dataclass(frozen=True)
class Ticket:
    """What the citizen takes home."""

    number: str
    pin: str
    private_path: str


def file_report(page: Page, *, code: str, text: str, phone: str = "") -> Ticket:
    """File a report through every page, checking each with axe, and return its ticket."""
    start_report(page, text=text)
    choose_kind(page, code=code)
    go_through_questions(page)
    expect(page).to_have_url(re.compile("/lokasi/$"))
    page.fill("#id_village", PLACE)
    page.fill("#id_landmark", "Depan balai desa")
    go_on(page)
    expect(page).to_have_url(re.compile("/kontak/$"))
    page.fill("#id_phone", phone)
    go_on(page)
    expect(page).to_have_url(re.compile("/periksa/$"))
    expect(page.get_by_text(text)).to_be_visible()
    go_on(page)
    return read_ticket(page)


def start_report(page: Page, *, text: str) -> None:
    """Begin at the front door, and tell what happened, with a photo."""
    page.goto("/")
    assert_accessible(page)
    page.get_by_role("link", name="Buat laporan").first.click()
    expect(page.get_by_role("heading", name="Apa yang terjadi?")).to_be_visible()
    page.fill("#id_text", text)
    page.set_input_files("#id_photos", {"name": "foto.png", "mimeType": "image/png", "buffer": draw_photo()})
    go_on(page)


def choose_kind(page: Page, *, code: str) -> None:
    """Choose a category by its card."""
    expect(page).to_have_url(re.compile("/jenis/$"))
    page.locator(f'label:has(input[value="{code}"])').click()
    go_on(page)


def go_through_questions(page: Page) -> None:
    """Skip the category's own questions where it has any."""
    if page.url.endswith("/rincian/"):
        go_on(page)


def go_on(page: Page) -> None:
    """Check the page, then press its one button at the bottom."""
    assert_accessible(page)
    with page.expect_navigation():
        page.locator(".next button").click()


def read_ticket(page: Page) -> Ticket:
    """Return number, PIN and private link from the answer page."""
    expect(page).to_have_url(re.compile("/terima-kasih/$"))
    assert_accessible(page)
    number = re.sub(r"\D", "", page.locator(".ticket-number").first.inner_text())
    path = page.get_by_role("link", name="Buka laporan saya").get_attribute("href") or ""
    return Ticket(number=number[:12], pin=page.locator(".keys .number").inner_text().strip(), private_path=path)


def draw_photo() -> bytes:
    """Return a small picture as PNG."""
    file = io.BytesIO()
    Image.new("RGB", (640, 480), (90, 120, 110)).save(file, "PNG")
    return file.getvalue()
