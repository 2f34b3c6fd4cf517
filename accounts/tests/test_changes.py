"""Who changed reference data: values, person, address, and a line of the chain that vouches for them."""

from __future__ import annotations

import pytest
from auditlog.models import LogEntry
from auditlog.registry import auditlog
from django.apps import apps
from django.contrib import admin
from django.core.cache import cache
from django.core.exceptions import ImproperlyConfigured
from django.db import DatabaseError, connection, transaction
from django.http import HttpRequest, HttpResponse
from django.test import Client, RequestFactory
from django.urls import reverse

from accounts.audit_chain import verify_chain
from accounts.changes import registration
from accounts.changes.acting import ActingMiddleware, find_person
from accounts.models import AuditAction, AuditEntry, User
from dispatch.models import Agency, AgencyContact, Category, DirectNumber, District, Village
from jepara_tanggap.tests.flushing.management.commands.flush import triggers_off

pytestmark = pytest.mark.django_db


@pytest.fixture
def editor() -> User:
    return User.objects.create(username="editor", role="administrator", is_staff=True, is_superuser=True)


@pytest.fixture
def desk(client: Client, editor: User) -> Client:
    client.force_login(editor)
    return client


def submit(desk: Client, changed, **typed: str) -> None:
    """Change an object in the admin as a person would: what stood in the form, with `typed` over it."""
    address = reverse(f"admin:{changed._meta.app_label}_{changed._meta.model_name}_change", args=[changed.pk])
    form = desk.get(address)
    data: dict[str, object] = {}
    shown = [form.context["adminform"].form]
    for formset in form.context["inline_admin_formsets"]:
        shown += [formset.formset.management_form, *formset.formset.forms]
    for part in shown:
        for field in part:
            value = field.value()
            if value not in (None, False):
                data[field.html_name] = value
    answer = desk.post(address, {**data, **typed})
    assert answer.status_code == 302, answer.context["errors"]


def change_role(editor: User, other: User, role: str) -> None:
    """Change an account while a request of the editor is answered."""

    def view(request: HttpRequest) -> HttpResponse:
        other.role = role
        other.save()
        return HttpResponse()

    request = RequestFactory().get("/")
    request.user = editor
    ActingMiddleware(view)(request)


def test_a_change_is_kept_with_person_address_and_values(desk: Client, editor: User) -> None:
    number = DirectNumber.objects.create(label="PLN", number="1230", order=9)
    submit(desk, number, number="0800123")
    kept = LogEntry.objects.get()
    assert kept.changes == {"number": ["1230", "0800123"]}
    assert (kept.actor, kept.remote_addr, kept.object_repr) == (editor, "127.0.0.1", "PLN 0800123")
    line = AuditEntry.objects.get(action=AuditAction.REFERENCE_CHANGED)
    assert (line.user, line.subject, line.address) == (editor, f"directnumber:{number.pk}", "127.0.0.1")
    assert line.detail["fields"] == ["number"]
    assert verify_chain().problem == ""


def test_an_alert_address_is_kept_as_changed_but_not_its_token(desk: Client) -> None:
    agency = Agency.objects.first()
    contact = AgencyContact.objects.create(agency=agency, name="Piket", address="tgram://11:OLDTOKEN/1")
    contact.refresh_from_db()
    desk.post(
        reverse("admin:dispatch_agencycontact_change", args=[contact.pk]),
        {
            "agency": contact.agency_id,
            "name": "Piket",
            "order": 0,
            "is_active": "on",
            "address": "tgram://11:NEWTOKEN/1",
            "shifts-TOTAL_FORMS": "0",
            "shifts-INITIAL_FORMS": "0",
        },
    )
    contact.refresh_from_db()
    assert "NEWTOKEN" in contact.address
    kept = LogEntry.objects.get()
    assert kept.changes["address"] == [registration.MASK, registration.MASK]
    assert "TOKEN" not in str(kept.changes) + str(list(AuditEntry.objects.values()))


def test_supporting_agencies_are_followed(desk: Client) -> None:
    category = Category.objects.filter(agency__isnull=False).first()
    assert category is not None
    category.supporting.clear()
    other = Agency.objects.exclude(pk=category.agency_id).first()
    assert other is not None
    submit(desk, category, supporting=str(other.pk))
    kept = LogEntry.objects.order_by("id").last()
    assert kept is not None
    assert kept.changes["supporting"]["objects"] == [str(other)]
    assert AuditEntry.objects.get(action=AuditAction.REFERENCE_CHANGED).subject == f"category:{category.pk}"


def test_an_account_is_followed_without_its_password(desk: Client, editor: User) -> None:
    other = User.objects.create(username="lain", role="executive")
    other.set_password("rahasia sekali")
    other.save()
    change_role(editor, other, "coordinator")
    kept = LogEntry.objects.get()
    assert kept.changes == {"role": ["executive", "coordinator"]}
    assert AuditEntry.objects.filter(action=AuditAction.STAFF_CHANGED, subject=f"user:{other.pk}").exists()


def test_what_a_command_does_is_not_a_persons_change() -> None:
    DirectNumber.objects.create(label="PLN", number="1230", order=9)
    assert find_person() is None
    assert not LogEntry.objects.exists()
    assert not AuditEntry.objects.exists()


def list_changeable(request: HttpRequest) -> set[type]:
    """Return every model the admin lets this person change, on a page of its own or within another's."""
    open_pages = {model: page for model, page in admin.site._registry.items() if page.has_change_permission(request)}
    inlines = [one for page in open_pages.values() for one in page.get_inline_instances(request)]
    return {*open_pages, *(one.model for one in inlines if one.has_change_permission(request))}


def test_every_model_that_can_be_changed_in_the_admin_is_followed(editor: User) -> None:
    request = RequestFactory().get("/")
    request.user = editor
    changeable = list_changeable(request)
    room = set(apps.get_app_config("calls").get_models()) & changeable
    assert {model.__name__ for model in room} == {"CallScript", "KnowledgePage", "Landmark", "ServiceLimit"}
    assert {Agency, AgencyContact, Category, DirectNumber, District, Village, User} <= changeable
    assert [model._meta.label for model in changeable if not auditlog.contains(model)] == []


def test_a_changed_limit_of_the_call_room_leaves_its_old_value(desk: Client) -> None:
    limit = apps.get_model("calls", "ServiceLimit")._default_manager.get(code="prank_hours")
    submit(desk, limit, value="12")
    cache.clear()
    assert LogEntry.objects.get().changes == {"value": ["24", "12"]}


def test_nothing_that_reporters_told_is_followed() -> None:
    personal = [model for model in apps.get_models() if model.__name__ in registration.PERSONAL]
    assert len(personal) == len(registration.PERSONAL)
    assert not [model for model in personal if auditlog.contains(model)]


def test_editing_a_reporter_in_the_admin_would_stop_the_start() -> None:
    reporter = apps.get_model("complaints", "Reporter")
    admin.site.register(reporter, admin.ModelAdmin)
    try:
        with pytest.raises(ImproperlyConfigured, match="Reporter"):
            registration.register_edited_models()
    finally:
        admin.site.unregister(reporter)


def test_kept_changes_cannot_be_altered_and_the_chain_shows_if_they_were(desk: Client) -> None:
    number = DirectNumber.objects.create(label="PLN", number="1230", order=9)
    submit(desk, number, number="456")
    statements = ["UPDATE auditlog_logentry SET object_repr = 'x'", "DELETE FROM auditlog_logentry"]
    for statement in statements:
        with pytest.raises(DatabaseError, match="append-only"), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(statement)
    line = AuditEntry.objects.get(action=AuditAction.REFERENCE_CHANGED)
    for statement in statements:
        with triggers_off(), connection.cursor() as cursor:
            cursor.execute(statement)
        assert verify_chain().broken_id == line.pk


def test_the_history_page_shows_values_to_those_who_may(desk: Client, client: Client) -> None:
    number = DirectNumber.objects.create(label="PLN", number="1230", order=9)
    submit(desk, number, number="0800123")
    history = reverse("admin:dispatch_directnumber_history", args=[number.pk])
    page = desk.get(history).content.decode()
    assert "1230 → 0800123" in page
    assert "127.0.0.1" in page


def test_a_coordinator_sees_changes_but_not_those_of_accounts(desk: Client, client: Client, editor: User) -> None:
    number = DirectNumber.objects.create(label="PLN", number="1230", order=9)
    submit(desk, number, number="456")
    change_role(editor, User.objects.create(username="lain", role="executive"), "coordinator")
    client.force_login(User.objects.create(username="koor", role="coordinator", is_staff=True, is_superuser=True))
    listed = client.get(reverse("admin:changes_keptchange_changelist")).context["cl"].result_list
    assert [entry.object_repr for entry in listed] == ["PLN 456"]
    page = client.get(reverse("admin:changes_keptchange_changelist"), {"tindakan": "1"}).content.decode()
    assert "nomor langsung: PLN 456" in page
    added = client.get(reverse("admin:changes_keptchange_changelist"), {"tindakan": "0"})
    assert not added.context["cl"].result_list
    assert client.get(reverse("admin:changes_keptchange_change", args=[listed[0].pk])).status_code == 200
    client.force_login(User.objects.create(username="petugas", role="call_taker", is_staff=True, is_superuser=True))
    assert client.get(reverse("admin:changes_keptchange_changelist"), follow=True).status_code == 403


def test_an_ordinary_page_reads_no_session_for_it(client: Client, django_assert_num_queries) -> None:
    client.get(reverse("complaints:track"))
    with django_assert_num_queries(0):
        client.get(reverse("complaints:track"))
