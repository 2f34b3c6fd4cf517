"""The admin of complaints, deliveries and staff: to look at, to send again, and at a fixed cost."""

from __future__ import annotations

import pytest
from django.contrib import admin
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from accounts.models import Role, User
from complaints.models import Complaint, Event
from dashboard.tests.lists import copy_rows
from dispatch.admin.base import COUNT_CAP
from dispatch.models import (
    Agency,
    AgencyContact,
    Category,
    Delivery,
    DeliveryState,
    DutyShift,
    InboundMessage,
    Question,
    TargetBreaker,
)
from jepara_tanggap.urls import urlpatterns  # noqa: F401 - loads every admin module
from response.models import ResponsePlan

pytestmark = pytest.mark.django_db
MODELS = sorted(model._meta.label_lower for model in admin.site._registry)


@pytest.fixture
def boss(make_user) -> Client:
    client = Client()
    client.user = make_user(Role.ADMINISTRATOR, is_staff=True, is_superuser=True)
    client.force_login(client.user)
    return client


def add_rows(file_report, count: int) -> None:
    """Give every table that grows some more rows."""
    agency, now = Agency.objects.first(), timezone.now()
    for _ in range(count):
        lamp = file_report()
        place = Complaint.objects.count()
        InboundMessage.objects.create(
            channel="wadul", message_id=f"m{place}", body={"a": 1}, state="unknown_ticket", received_at=now
        )
        TargetBreaker.objects.create(channel="wadul", target=f"t{place}")
        AgencyContact.objects.create(agency=agency, name="Piket", address="mailto://rahasia@example.id")
        User.objects.create_user(f"orang-{place}", agency=lamp.agency)


def count_statements(client: Client, path: str) -> int:
    with CaptureQueriesContext(connection) as captured:
        answer = client.get(path)
    assert answer.status_code == 200
    assert " style=" not in answer.content.decode()
    return len(captured)


@pytest.mark.parametrize("label", MODELS)
def test_every_list_costs_the_same_however_many_rows(boss, file_report, label):
    path = reverse(f"admin:{label.replace('.', '_')}_changelist")
    add_rows(file_report, 3)
    few = count_statements(boss, path)
    add_rows(file_report, 12)
    assert count_statements(boss, path) <= few


@pytest.mark.parametrize("label", MODELS)
def test_every_row_can_be_opened(boss, file_report, label):
    add_rows(file_report, 1)
    for model, model_admin in admin.site._registry.items():
        row = model._default_manager.order_by("pk").last()
        if model._meta.label_lower == label and row is not None:
            path = reverse(f"admin:{label.replace('.', '_')}_change", args=[row.pk])
            assert model_admin is not None
            count_statements(boss, path)


def test_a_complaint_opens_at_the_same_cost_however_long_its_history(boss, file_report):
    lamp = file_report()
    path = reverse("admin:complaints_complaint_change", args=[lamp.pk])
    few = count_statements(boss, path)
    Event.objects.bulk_create(
        Event(complaint=lamp, kind="note", audience="staff", actor_name="x", user=boss.user, created_at=timezone.now())
        for _ in range(20)
    )
    assert count_statements(boss, path) <= few + 1


def add_contact(agency: Agency) -> None:
    AgencyContact.objects.create(agency=agency, name="Piket", address="mailto://piket@example.id")


def add_question(category: Category) -> None:
    Question.objects.create(category=category, text="Masih menyala?")


def add_shift(contact: AgencyContact) -> None:
    DutyShift.objects.create(contact=contact, starts="07:00", ends="15:00")


def add_plan_step(plan: ResponsePlan) -> None:
    free = Agency.objects.exclude(pk__in=plan.steps.exclude(agency=None).values("agency"))
    plan.steps.create(agency=free.first(), asked_for="Bantu")


@pytest.mark.parametrize("add", [add_contact, add_question, add_shift, add_plan_step])
def test_a_form_costs_the_same_however_many_rows_stand_in_it(boss, add):
    add_contact(Agency.objects.first())
    model = {add_contact: Agency, add_question: Category, add_shift: AgencyContact, add_plan_step: ResponsePlan}[add]
    row = model.objects.first()
    path = reverse(f"admin:{model._meta.app_label}_{model._meta.model_name}_change", args=[row.pk])
    add(row)
    few = count_statements(boss, path)
    for _ in range(8):
        add(row)
    assert count_statements(boss, path) <= few


def test_nobody_edits_or_deletes_complaints_history_or_deliveries(boss, file_report):
    lamp = file_report()
    rows = [lamp, lamp.events.first(), Delivery.objects.first()]
    for row in rows:
        name = f"admin:{row._meta.app_label}_{row._meta.model_name}"
        assert boss.get(reverse(f"{name}_add")).status_code == 403
        assert boss.post(reverse(f"{name}_change", args=[row.pk]), {"status": "closed"}).status_code == 403
        assert boss.post(reverse(f"{name}_delete", args=[row.pk]), {"post": "yes"}).status_code == 403


@pytest.mark.parametrize("table", ["complaint", "event"])
def test_complaints_and_history_are_found_by_number_and_by_words(boss, file_report, table):
    broken, lamp = file_report(text="Trotoar rusak parah"), file_report()
    path = reverse(f"admin:complaints_{table}_changelist")
    for words in (broken.number, broken.grouped_number, "trotoar", "trotoar par"):
        page = boss.get(path, {"q": words}).content.decode()
        assert broken.grouped_number in page, words
        assert lamp.grouped_number not in page, words
    assert boss.get(path, {"q": '"; NEAR( *\x00'}).status_code == 200


def test_an_anonymous_reporter_is_not_named_in_the_admin(boss, file_report):
    lamp = file_report(reporter_name="Siti Aminah", is_anonymous=True)
    page = boss.get(reverse("admin:complaints_complaint_change", args=[lamp.pk])).content.decode()
    assert "Siti Aminah" not in page


def test_a_long_table_is_counted_only_so_far(boss, file_report, monkeypatch):
    file_report()
    monkeypatch.setattr("dispatch.admin.base.COUNT_CAP", 20)
    copy_rows(60)
    with CaptureQueriesContext(connection) as captured:
        page = boss.get(reverse("admin:complaints_complaint_changelist")).content.decode()
    counts = [query["sql"] for query in captured if "COUNT(" in query["sql"]]
    assert counts
    assert all("LIMIT 20" in sql for sql in counts)
    assert "laporan terbaru; yang lebih lama" in page
    assert COUNT_CAP > 20


# --- deliveries ---------------------------------------------------------------


@pytest.fixture
def failed(file_report) -> Delivery:
    delivery = Delivery.objects.get(subject=f"complaint:{file_report().number}")
    Delivery.objects.filter(pk=delivery.pk).update(state=DeliveryState.FAILED, attempts=1, last_error="422 ditolak")
    return delivery


def act(client: Client, action: str, *deliveries: Delivery):
    path = reverse("admin:dispatch_delivery_changelist")
    return client.post(path, {"action": action, "_selected_action": [d.pk for d in deliveries]}, follow=True)


@pytest.mark.parametrize(
    ("action", "state", "words"),
    [
        ("resend_selected", DeliveryState.PENDING, "1 pengiriman dikirim ulang."),
        ("skip_selected", DeliveryState.SKIPPED, "1 pengiriman dilewati."),
    ],
)
def test_a_failed_delivery_is_sent_again_or_let_go(boss, failed, action, state, words):
    assert words in act(boss, action, failed).content.decode()
    failed.refresh_from_db()
    assert failed.state == state


def test_what_has_arrived_is_not_sent_again(boss, failed):
    Delivery.objects.update(state=DeliveryState.DELIVERED)
    assert "Tidak ada yang gagal" in act(boss, "resend_selected", failed).content.decode()
    failed.refresh_from_db()
    assert failed.state == DeliveryState.DELIVERED


def test_a_delivery_shows_payload_attempts_and_error(boss, failed):
    page = boss.get(reverse("admin:dispatch_delivery_change", args=[failed.pk])).content.decode()
    assert "422 ditolak" in page
    assert "category_code" in page
    assert 'class="json"' in page


def test_deliveries_are_filtered_by_state_and_found_by_ticket(boss, failed, file_report):
    other = file_report()
    path = reverse("admin:dispatch_delivery_changelist")
    number = failed.subject.removeprefix("complaint:")
    for query in ({"state": "failed"}, {"q": number}, {"q": Complaint.objects.get(number=number).grouped_number}):
        page = boss.get(path, query).content.decode()
        assert number in page
        assert other.number not in page


def test_callbacks_of_unknown_tickets_have_their_own_list(boss):
    now = timezone.now()
    for state in ("unknown_ticket", "applied"):
        InboundMessage.objects.create(channel="wadul", message_id=f"id-{state}", body={}, state=state, received_at=now)
    page = boss.get(reverse("admin:dispatch_inboundmessage_changelist"), {"state": "unknown_ticket"}).content.decode()
    assert "id-unknown_ticket" in page
    assert "id-applied" not in page


def test_the_secret_address_of_a_contact_is_not_in_the_list(boss):
    AgencyContact.objects.create(agency=Agency.objects.first(), name="Piket", address="mailto://rahasia@example.id")
    page = boss.get(reverse("admin:dispatch_agencycontact_changelist")).content.decode()
    assert "mailto" in page
    assert "rahasia@" not in page


# --- staff -----------------------------------------------------------------------


def test_an_officer_needs_an_agency_and_a_coordinator_does_not(boss):
    path = reverse("admin:accounts_user_add")
    person = {"username": "budi", "usable_password": "true", "password1": "kayu-ukir-7", "password2": "kayu-ukir-7"}
    refused = boss.post(path, {**person, "role": Role.OFFICER})
    assert "perlu OPD" in refused.content.decode()
    assert boss.post(path, {**person, "role": Role.COORDINATOR}).status_code == 302
    agency = Agency.objects.get(code="DISHUB")
    assert boss.post(path, {**person, "username": "ani", "role": Role.LEAD, "agency": agency.pk}).status_code == 302
    assert User.objects.get(username="ani").check_password("kayu-ukir-7")
