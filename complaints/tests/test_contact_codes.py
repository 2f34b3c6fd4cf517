"""A confirmed phone or e-mail finds all its reports, and nobody learns who is known."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from django.core.cache import cache
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from complaints.models import ContactCode, DataRequest
from complaints.privacy.confirmation import CodeRefused, confirm_code, forget_old_codes, send_code
from complaints.tests.helpers import file_report
from dispatch.models import Delivery

pytestmark = pytest.mark.django_db

PHONE = "+6281234567890"
TYPED = "0812 3456 7890"


@pytest.fixture(autouse=True)
def _can_send(settings):
    settings.TEXT_MESSAGE_URL = "json://sms.contoh.id/{to}"
    settings.EMAIL_CONFIGURED = True
    cache.clear()
    yield
    cache.clear()


def ask(client: Client, contact: str = TYPED) -> str:
    """Ask for a code, and return the signed name of it from the page."""
    page = client.post("/hak-data/", {"contact": contact})
    assert page.status_code == 200
    return re.search(r'name="ref" value="([^"]+)"', page.content.decode())[1]


def read_code() -> str:
    return re.search(r"Kode Anda (\d{6})", Delivery.objects.latest("pk").payload["text"])[1]


def enter(client: Client, contact: str = TYPED):
    return client.post("/hak-data/kode/", {"ref": ask(client, contact), "code": read_code()}, follow=True)


def test_the_right_code_opens_all_reports_of_the_contact_and_no_others():
    mine, other = file_report(phone=PHONE), file_report(phone="+6281298765432")
    page = enter(Client()).content.decode()
    assert mine.grouped_number in page
    assert other.grouped_number not in page


def test_an_address_is_found_however_its_letters_are_cased():
    mine = file_report(email="Sri@Contoh.id")
    assert mine.grouped_number in enter(Client(), "sri@contoh.ID").content.decode()


def test_secret_reports_never_open_by_a_contact_somebody_else_may_hold():
    secret, quiet = file_report("D-KDRT", phone=PHONE), file_report(phone=PHONE, is_secret=True)
    page = enter(Client()).content.decode()
    assert secret.grouped_number not in page
    assert quiet.grouped_number not in page


def test_known_and_unknown_contacts_get_the_same_answer_at_the_same_cost():
    file_report(phone=PHONE)
    answers, costs = [], []
    for contact in (TYPED, "0813 9999 0000"):
        cache.clear()
        with CaptureQueriesContext(connection) as statements:
            page = Client().post("/hak-data/", {"contact": contact})
        costs.append([re.sub(r"\d+|'[^']*'", "?", one["sql"])[:60] for one in statements])
        answers.append(re.sub(r'value="[^"]*"', "", page.content.decode()))
    assert answers[0] == answers[1]
    assert costs[0] == costs[1]
    assert [one.payload["known"] for one in Delivery.objects.filter(channel="person").order_by("pk")] == [True, False]


def test_a_wrong_code_is_refused_five_times_and_then_even_the_right_one():
    row, code = send_code(kind="phone", value=PHONE)
    wrong = "000000" if code != "000000" else "111111"
    for _ in range(5):
        with pytest.raises(CodeRefused):
            confirm_code(code_id=row.pk, typed=wrong)
    with pytest.raises(CodeRefused):
        confirm_code(code_id=row.pk, typed=code)


def test_a_code_works_once_and_for_ten_minutes():
    row, code = send_code(kind="phone", value=PHONE)
    assert confirm_code(code_id=row.pk, typed=code).kind == "phone"
    with pytest.raises(CodeRefused):
        confirm_code(code_id=row.pk, typed=code)
    old, code = send_code(kind="phone", value=PHONE)
    with pytest.raises(CodeRefused):
        confirm_code(code_id=old.pk, typed=code, now=timezone.now() + timedelta(minutes=11))


def test_somebody_elses_reference_opens_nothing():
    client = Client()
    ask(client)
    code = read_code()
    ref = ask(client, "0813 9999 0000")
    assert client.post("/hak-data/kode/", {"ref": ref, "code": code}).status_code == 422
    for ref in ("", "x", "1", "MQ:1:2"):
        assert client.post("/hak-data/kode/", {"ref": ref, "code": code}).status_code == 422


def test_without_a_confirmed_contact_the_list_leads_back():
    client = Client()
    client.cookies["hak"] = "gadungan"
    assert client.get("/hak-data/laporan/")["Location"] == "/hak-data/"


def test_a_contact_is_asked_for_at_most_five_times_an_hour():
    client = Client()
    for _ in range(5):
        ask(client)
    assert client.post("/hak-data/", {"contact": TYPED}).status_code == 429
    assert client.post("/hak-data/", {"contact": "0813 9999 0000"}).status_code == 200


def test_neither_contact_nor_code_can_be_read_from_the_row():
    row, code = send_code(kind="phone", value=PHONE)
    stored = str(ContactCode.objects.filter(pk=row.pk).values().get())
    assert code not in re.sub(r"datetime\([^)]*\)", "", stored.replace(row.digest, "").replace(row.contact_hash, ""))
    assert "81234567890" not in stored


def test_the_page_shows_the_code_in_the_embedded_demo_alone(settings):
    settings.DEMO = True
    page = Client().post("/hak-data/", {"contact": TYPED}).content.decode()
    assert read_code() in page
    cache.clear()
    settings.EMBEDDED = False
    page = Client().post("/hak-data/", {"contact": TYPED}).content.decode()
    assert read_code() not in page


def test_where_no_code_can_be_sent_the_page_says_what_to_do(settings):
    settings.TEXT_MESSAGE_URL, settings.EMAIL_CONFIGURED = "", False
    assert "nomor dan PIN" in Client().get("/hak-data/").content.decode()
    assert Client().post("/hak-data/", {"contact": TYPED}).status_code == 422
    assert not ContactCode.objects.exists()


def test_everything_can_be_asked_to_be_erased_at_once_and_once():
    file_report(phone=PHONE), file_report(phone=PHONE)
    client = Client()
    enter(client)
    for _ in range(2):
        assert client.post("/hak-data/laporan/", {"action": "erase"}).status_code == 303
    assert DataRequest.objects.count() == 2


def test_leaving_forgets_the_contact():
    client = Client()
    enter(client)
    client.post("/hak-data/laporan/", {"action": "leave"})
    assert client.get("/hak-data/laporan/").status_code == 303


def test_what_is_no_contact_is_explained_and_kept():
    answer = Client().post("/hak-data/", {"contact": "bukan nomor"})
    assert answer.status_code == 422
    assert "bukan nomor" in answer.content.decode()


def test_old_codes_are_forgotten():
    send_code(kind="phone", value=PHONE)
    assert forget_old_codes() == 0
    assert forget_old_codes(now=timezone.now() + timedelta(days=2)) == 1
