"""A contact answers an alert test without signing in; the call room sees what came of it."""

from __future__ import annotations

import pytest
from django.test import Client
from django.urls import reverse

from accounts.models import Role
from dispatch.alert_drills import make_token, start_drill
from dispatch.models import Agency, AgencyContact, AlertDrill, Delivery, DrillAnswer

pytestmark = pytest.mark.django_db


@pytest.fixture
def answer() -> DrillAnswer:
    contact = AgencyContact.objects.create(
        agency=Agency.objects.get(code="DISHUB"), name="Piket satu", address="json://x"
    )
    start_drill(slot="uji")
    return DrillAnswer.objects.get(contact=contact)


def test_looking_changes_nothing_and_one_press_answers(answer):
    client = Client()
    page = reverse("contacts:drill_answer", args=[make_token(answer)])
    shown = client.get(page)
    assert "Saya menerima pesan ini" in shown.content.decode()
    assert "LATIHAN" in shown.content.decode()
    client.head(page)
    answer.refresh_from_db()
    assert answer.answered_at is None
    assert "tercatat" in client.post(page, follow=True).content.decode()
    answer.refresh_from_db()
    assert answer.answered_at is not None


def test_the_page_tells_nobodys_name_and_is_kept_by_nobody(answer):
    shown = Client().get(reverse("contacts:drill_answer", args=[make_token(answer)]))
    assert "Piket satu" not in shown.content.decode()
    assert "no-store" in shown["Cache-Control"]


def test_a_wrong_link_opens_nothing(answer):
    assert Client().post(reverse("contacts:drill_answer", args=[f"{answer.pk}:x"])).status_code == 404
    answer.refresh_from_db()
    assert answer.answered_at is None


def test_the_call_room_sees_the_results_in_as_many_statements_however_many_contacts(
    sign_in, answer, django_assert_max_num_queries
):
    client = sign_in(Role.DISPATCHER)
    agency = answer.contact.agency
    AgencyContact.objects.bulk_create(
        [AgencyContact(agency=agency, name=f"Kontak {n}", address="json://x") for n in range(30)]
    )
    start_drill(slot="dua")
    with django_assert_max_num_queries(8):
        page = client.get(reverse("dashboard:drills")).content.decode()
    assert page.count("Sedang dikirim") == 31
    Delivery.objects.update(state="failed")
    assert "<b>31</b> perlu diperiksa" in client.get(reverse("dashboard:drills")).content.decode()


def test_a_dispatcher_begins_a_test_and_others_do_not(sign_in, answer):
    sign_in(Role.CALL_TAKER).post(reverse("dashboard:drill_start"))
    assert AlertDrill.objects.count() == 1
    page = sign_in(Role.DISPATCHER, first_name="Lintang").post(reverse("dashboard:drill_start"), follow=True)
    assert "Uji peringatan dikirim" in page.content.decode()
    assert AlertDrill.objects.count() == 2
