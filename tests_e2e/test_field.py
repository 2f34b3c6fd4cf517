"""A crew with a cheap phone: the link of its alert, five thumbs, no signal, and exactly one of each tap."""

from __future__ import annotations

import re
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from json import loads

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, Request, expect

from tests_e2e.axe import assert_accessible
from tests_e2e.conftest import Product
from tests_e2e.line import Line
from tests_e2e.story import go_on, read_ticket
from tests_e2e.test_board import fill_in_until_sending
from tests_e2e.test_officer import sign_in
from tests_e2e.waiting import wait_until

pytestmark = pytest.mark.e2e

LIMIT = 20 * 1024
AGENCY = "Satpol PP & Damkar"


@dataclass(frozen=True)
class Alert:
    """An alert as the crew's telephone got it: which ticket, and where its link leads."""

    number: str
    path: str


class Provider:
    """Stands in for the provider of messages: keeps the first lines of what it was to send."""

    def __init__(self) -> None:
        self.lines: list[str] = []
        provider = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                provider.lines.append(loads(self.rfile.read(int(self.headers["Content-Length"])))["title"])
                self.send_response(200)
                self.end_headers()

            def log_message(self, *args: object) -> None:
                pass

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        threading.Thread(target=self.server.serve_forever, daemon=True).start()


@pytest.fixture(scope="module")
def provider(chromium: Browser, product: Product) -> Iterator[Provider]:
    """A contact of the fire brigade, written in the admin, whose messages come here."""
    provider = Provider()
    context = chromium.new_context(base_url=product.url, locale="id-ID")
    page = context.new_page()
    sign_in(page, username="admin")
    page.goto("/admin/dispatch/agencycontact/add/")
    page.select_option("#id_agency", label=AGENCY)
    page.fill("#id_name", "Regu 1")
    page.fill("#id_address", f"json://127.0.0.1:{provider.server.server_port}/")
    page.click("[name=_save]")
    expect(page.locator(".success")).to_be_visible()
    context.close()
    yield provider
    provider.server.shutdown()


@pytest.fixture
def alert(chromium: Browser, product: Product, provider: Provider) -> Alert:
    """A fire that was just filed, and the alert of it."""
    context = chromium.new_context(base_url=product.url, locale="id-ID")
    citizen = context.new_page()
    fill_in_until_sending(citizen)
    go_on(citizen)
    number = read_ticket(citizen).number
    context.close()
    wait_until(lambda: any(number in line for line in provider.lines))
    line = next(line for line in provider.lines if number in line)
    return Alert(number, re.search(r"/l/[\w-]+/", line)[0])


@pytest.fixture
def line(product: Product) -> Iterator[Line]:
    line = Line(product.url)
    yield line
    line.close()


@pytest.fixture
def telephone(chromium: Browser, line: Line) -> Iterator[BrowserContext]:
    """A cheap phone, 360 pixels wide, signed in nowhere."""
    context = chromium.new_context(
        base_url=line.url,
        viewport={"width": 360, "height": 740},
        locale="id-ID",
        geolocation={"latitude": -6.5907, "longitude": 110.6681},
        permissions=["geolocation"],
    )
    context.set_default_timeout(15_000)
    yield context
    context.close()


@pytest.fixture
def count_lines(chromium: Browser, product: Product) -> Iterator[Callable[[Alert, str], int]]:
    """Count the lines of a ticket's history that tell of a tap, as a coordinator reads them."""
    context = chromium.new_context(base_url=product.url, locale="id-ID")
    page = context.new_page()
    sign_in(page, username="koordinator")

    def count(alert: Alert, words: str) -> int:
        page.goto(f"/petugas/tiket/{alert.number}/")
        return page.get_by_text(f"Regu 1: {words}").count()

    yield count
    context.close()


def open_page(telephone: BrowserContext, alert: Alert) -> Page:
    page = telephone.new_page()
    page.goto(alert.path)
    page.wait_for_function("() => document.getElementById('lapangan').dataset.isKept")
    return page


def test_a_tap_without_a_signal_waits_in_the_phone_and_counts_once(telephone, line, alert, count_lines):
    page = open_page(telephone, alert)
    assert_accessible(page)
    line.cut()
    telephone.set_offline(True)
    page.get_by_role("button", name="Terima").click()
    expect(page.get_by_text("Tersimpan di ponsel, dikirim saat ada sinyal.")).to_be_visible()
    assert_accessible(page)
    # The page opens again without a signal, and still knows what it owes.
    page.reload()
    expect(page.get_by_role("heading", name="Kebakaran")).to_be_visible()
    expect(page.get_by_text("Tersimpan di ponsel")).to_be_visible()
    assert count_lines(alert, "terima") == 0
    line.mend()
    telephone.set_offline(False)
    expect(page.get_by_text("Tercatat: diterima.")).to_be_visible()
    page.reload()
    expect(page.get_by_text("Tersimpan di ponsel")).to_have_count(0)
    assert count_lines(alert, "terima") == 1


def test_the_five_taps_with_photo_and_position_end_the_report(telephone, alert, count_lines, tmp_path):
    from complaints.tests.citizen import make_photo

    picture = tmp_path / "foto.jpg"
    picture.write_bytes(make_photo().read())
    page = open_page(telephone, alert)
    page.get_by_text("Keterangan, foto, posisi").click()
    page.get_by_label("Sertakan posisi saya").check()
    assert_accessible(page)
    for button, said in (("Terima", "diterima"), ("Berangkat Regu", "berangkat"), ("Di lokasi", "di lokasi")):
        page.get_by_role("button", name=button).click()
        expect(page.get_by_text(f"Tercatat: {said}.")).to_be_visible()
    page.get_by_role("button", name="Butuh bantuan").click()
    expect(page.get_by_text("Permintaan bantuan sudah disampaikan")).to_be_visible()
    page.get_by_role("button", name="Selesai").click()
    expect(page.get_by_text("Tambahkan foto bukti")).to_be_visible()
    page.set_input_files("#photo", picture)
    page.get_by_label("Keterangan", exact=False).first.fill("Api padam, tidak ada korban")
    page.get_by_role("button", name="Selesai").click()
    expect(page.get_by_text("Tercatat: selesai.")).to_be_visible()
    assert [
        count_lines(alert, words) for words in ("terima", "berangkat", "di lokasi", "butuh bantuan", "selesai")
    ] == [
        1,
        1,
        1,
        1,
        1,
    ]


def test_without_javascript_plain_forms_do_the_same(chromium, product, alert, count_lines):
    context = chromium.new_context(
        base_url=product.url, viewport={"width": 360, "height": 740}, java_script_enabled=False, locale="id-ID"
    )
    page = context.new_page()
    page.goto(alert.path)
    page.get_by_role("button", name="Berangkat Regu").click()
    expect(page.get_by_text("Tercatat: berangkat.")).to_be_visible()
    context.close()
    assert count_lines(alert, "berangkat") == 1


def test_the_page_transfers_under_twenty_kilobytes(telephone, alert):
    finished: list[Request] = []
    page = telephone.new_page()
    page.on("requestfinished", lambda request: finished.append(request))
    page.goto(alert.path, wait_until="load")
    sizes = {
        one.url.rpartition("/")[2] or "page": one.sizes()["responseBodySize"] + one.sizes()["responseHeadersSize"]
        for one in finished
    }
    print(f"\nfield page: {sum(sizes.values())} bytes, {sizes}")  # noqa: T201
    assert len(sizes) >= 3, "the page and at least its style and script are counted"
    assert sum(sizes.values()) < LIMIT, sizes


def test_a_contact_answers_the_alert_test_on_a_phone_and_the_room_sees_it(chromium, product, provider, telephone):
    context = chromium.new_context(base_url=product.url, viewport={"width": 1440, "height": 900}, locale="id-ID")
    room = context.new_page()
    sign_in(room, username="dispatcher")
    room.goto("/petugas/papan/")
    room.get_by_role("link", name="Uji peringatan").click()
    expect(room.get_by_text("Belum pernah diuji.")).to_be_visible()
    assert_accessible(room)
    # By keyboard: the button begins it, and says so.
    room.get_by_role("button", name="Uji sekarang").press("Enter")
    expect(room.get_by_text("Uji peringatan dikirim ke semua kontak.")).to_be_visible()
    wait_until(lambda: any("LATIHAN: uji peringatan" in line for line in provider.lines))
    line = next(line for line in provider.lines if "LATIHAN: uji peringatan" in line)
    phone = telephone.new_page()
    phone.goto(re.search(r"/uji/\S+/", line)[0])
    expect(phone.get_by_text("Bukan kejadian nyata.")).to_be_visible()
    assert_accessible(phone)
    assert phone.evaluate("document.documentElement.scrollWidth <= window.innerWidth")
    phone.get_by_role("button", name="Saya menerima pesan ini").click()
    expect(phone.get_by_text("Jawaban Anda tercatat")).to_be_visible()
    assert_accessible(phone)
    room.reload()
    expect(room.get_by_role("row", name="Regu 1").get_by_text("Menjawab")).to_be_visible()
    expect(room.get_by_text("1 menjawab · 0 perlu diperiksa")).to_be_visible()
    assert_accessible(room)
    context.close()
