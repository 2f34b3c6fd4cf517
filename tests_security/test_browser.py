"""What only a real browser shows: the admin, and the proof of work, under the one Content-Security-Policy."""

from __future__ import annotations

import os
import re
import shutil
import time
from dataclasses import dataclass, field

import pytest
from django.conf import settings
from django.test import Client
from playwright.sync_api import Page, sync_playwright

from accounts.models import User
from accounts.roles import Role
from dispatch.models import Agency, Category
from jepara_tanggap.limits import LIMITS, take
from tests_security.figures import say

CHROMIUM_FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking"]
CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser")


@dataclass
class Desk:
    """An administrator's browser, and ids of rows to open; asked for before the browser's event loop begins."""

    page: Page
    agency: int
    category: int
    refused: list[str] = field(default_factory=list)

    def visit(self, path: str) -> None:
        """Open a page; what the browser refuses or what breaks is kept in `refused`."""
        answer = self.page.goto(path, wait_until="load")
        assert answer is not None
        assert answer.status == 200, path


@pytest.fixture
def desk(live_server):
    if CHROMIUM is None:
        (pytest.fail if os.environ.get("CI") else pytest.skip)("needs chromium")
    boss = User.objects.create_user("kepala", password="x", role=Role.ADMINISTRATOR, is_staff=True, is_superuser=True)
    client = Client()
    client.force_login(boss)
    cookie = client.cookies[settings.SESSION_COOKIE_NAME]
    agency, category = Agency.objects.values_list("pk", flat=True)[0], Category.objects.values_list("pk", flat=True)[0]
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=CHROMIUM_FLAGS)
        context = browser.new_context(base_url=live_server.url)
        context.add_cookies([{"name": cookie.key, "value": cookie.value, "url": live_server.url}])
        desk = Desk(context.new_page(), agency, category)
        desk.page.on("console", lambda line: desk.refused.append(line.text) if line.type == "error" else None)
        desk.page.on("pageerror", lambda error: desk.refused.append(str(error)))
        yield desk
        browser.close()


@pytest.mark.django_db(transaction=True)
def test_no_admin_page_asks_for_what_the_policy_refuses(desk):
    paths = ["", "accounts/user/add/", "accounts/user/?q=kepala", "complaints/complaint/", "accounts/user/"]
    for model in ("agency", "category", "village", "servicehours", "routingoverride", "delivery", "inboundmessage"):
        paths.append(f"dispatch/{model}/")
    for form in (f"agency/{desk.agency}/change", f"category/{desk.category}/change", "hoursexception/add",
                 "routingoverride/add", "agencycontact/add"):  # fmt: skip
        paths.append(f"dispatch/{form}/")
    for path in paths:
        desk.visit(f"/admin/{path}")
    say("admin under the policy", pages=len(paths), refused=len(desk.refused))
    assert not desk.refused


@pytest.mark.django_db(transaction=True)
def test_calendar_and_inline_rows_work_in_the_admin(desk):
    desk.visit("/admin/dispatch/hoursexception/add/")
    desk.page.locator(".datetimeshortcuts a").first.click()
    assert desk.page.locator("input.vDateField").first.input_value()
    desk.visit(f"/admin/dispatch/agency/{desk.agency}/change/")
    rows = desk.page.locator(".dynamic-contacts").count()
    desk.page.locator(".add-row a").first.click()
    assert desk.page.locator(".dynamic-contacts").count() == rows + 1
    assert not desk.refused


@pytest.mark.django_db(transaction=True)
def test_a_noisy_address_sends_its_report_by_work_alone(desk):
    for _ in range(LIMITS["filing_noisy"].most):
        take("filing_noisy", "127.0.0.1")
    page = desk.page
    desk.visit("/lapor/")
    page.get_by_label("Ceritakan apa yang terjadi").fill("Lampu jalan mati")
    page.get_by_role("button", name="Lanjut").last.click()
    page.locator("input[name=category][value=N-PJU]").check(force=True)
    page.get_by_role("button", name="Lanjut").last.click()
    page.wait_for_url(re.compile("rincian|lokasi"))
    if "rincian" in page.url:
        page.get_by_role("button", name="Lanjut").last.click()
    page.get_by_label("Desa atau kelurahan").fill("Bandengan")
    page.get_by_role("button", name="Lanjut").last.click()
    page.wait_for_url("**/kontak/")
    page.get_by_role("button", name="Lanjut").last.click()
    begun = time.monotonic()
    page.get_by_role("button", name="Kirim laporan").click()
    page.wait_for_url("**/terima-kasih/", timeout=60_000)
    say("proof of work in a browser", seconds=f"{time.monotonic() - begun:.1f}")
    # The page that asks for the work is itself a 429, which a browser notes.
    assert [one for one in desk.refused if "429" not in one] == []
