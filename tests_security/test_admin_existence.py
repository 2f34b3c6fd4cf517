"""The admin answers alike for a row its reader may not see and for one that is not there."""

from __future__ import annotations

import hashlib
import re

import pytest
from django.contrib import admin
from django.contrib.contenttypes.models import ContentType
from django.urls import reverse
from django.utils import timezone

from complaints.models import Complaint
from dispatch.admin.base import RightFirstAdmin
from dispatch.models import InboundMessage
from tests_security.figures import say
from tests_security.matrix_table import ADMIN_ROLES
from tests_security.matrix_world import World, ask, build_world

pytestmark = pytest.mark.django_db
NOT_THERE = 987654321
# Of the moment: tokens of forms, and the number of a fault.
_CHANGING = re.compile(rb"[A-Za-z0-9]{64}|\b[0-9a-f]{12}\b")
PAGES = ("change", "history", "delete")


@pytest.fixture
def world(db, monkeypatch) -> World:
    monkeypatch.setattr("accounts.sessions.NOTE_EVERY", float("inf"))
    return build_world()


def describe(client, method: str, path: str) -> tuple:
    answer = ask(client, method, path)
    words = _CHANGING.sub(b"@", answer.response.getvalue().replace(path.encode(), b"@"))
    return answer.response.status_code, answer.statements, hashlib.sha256(words).hexdigest()


def list_hidden_rows(world: World, person: str) -> list[tuple[str, object]]:
    """Return the model and the key of rows that this person must not find in the admin."""
    hidden: list[tuple[str, object]] = []
    for thing in world.things:
        if thing.ticket in ("secret", "about", "accused"):
            hidden.append(("complaints_complaint", thing.complaint.pk))
            hidden.extend(("complaints_event", event.pk) for event in thing.complaint.events.all()[:2])
    if person != "administrator":
        for label in ("accounts_user", "accounts_auditentry", "accounts_staffsession", "accounts_secretreader"):
            model = next(one for one in admin.site._registry if one._meta.label_lower == label.replace("_", "."))
            row = model._default_manager.first()
            hidden.extend([(label, row.pk)] if row else [])
    return hidden


@pytest.mark.parametrize("person", sorted(ADMIN_ROLES))
def test_what_is_hidden_answers_like_what_is_not_there(world, person):
    compared, faults = 0, []
    for label, key in list_hidden_rows(world, person):
        for page in PAGES:
            for method in ("GET", "POST"):
                asked = [
                    describe(world.clients[person], method, reverse(f"admin:{label}_{page}", args=[one]))
                    for one in (key, NOT_THERE)
                ]
                compared += 1
                if asked[0] != asked[1]:
                    faults.append((label, page, method, asked))
    say(f"admin, rows hidden from the {person}", compared=compared, told_apart=len(faults))
    assert compared >= 24
    assert not faults, faults


@pytest.mark.parametrize("person", sorted(ADMIN_ROLES))
def test_the_short_way_to_an_object_tells_nothing_either(world, person):
    secret = next(thing.complaint for thing in world.things if thing.ticket == "secret")
    kind = ContentType.objects.get_for_model(Complaint).pk
    found = [describe(world.clients[person], "GET", f"/admin/r/{kind}/{key}/") for key in (secret.pk, NOT_THERE)]
    assert found[0] == found[1]
    assert found[0][0] == 404


def test_every_page_of_the_admin_asks_for_the_right_first():
    without = [
        model._meta.label for model, page in admin.site._registry.items() if not isinstance(page, RightFirstAdmin)
    ]
    assert not without, f"Let their admin stand on dispatch.admin.base.RightFirstAdmin: {without}"


def test_a_hold_on_a_secret_report_goes_by_its_number(world):
    from django.core.management import call_command

    secret = next(thing.complaint for thing in world.things if thing.ticket == "secret")
    call_command("legal_hold", secret.number, by="matriks-coordinator", reason="Surat B/12/2026")
    assert Complaint.objects.get(pk=secret.pk).hold_reason == "Surat B/12/2026"
    call_command("legal_hold", secret.grouped_number, by="matriks-coordinator", lift=True)
    assert Complaint.objects.get(pk=secret.pk).hold_since is None


def test_what_wadul_said_of_a_secret_report_is_not_shown(world):
    tickets = {thing.ticket: thing.complaint for thing in world.things}
    pages = {}
    for ticket in ("open", "secret"):
        message = InboundMessage.objects.create(
            channel="wadul", message_id=ticket, subject=tickets[ticket].number, body={"text": "Jawabankhusus"},
            state="applied", received_at=timezone.now(),
        )  # fmt: skip
        path = reverse("admin:dispatch_inboundmessage_change", args=[message.pk])
        pages[ticket] = ask(world.clients["administrator"], "GET", path).response.content.decode()
    assert "Jawabankhusus" in pages["open"]
    assert "Jawabankhusus" not in pages["secret"]
