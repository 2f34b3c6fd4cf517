"""Old nuisance calls lose their number and stay in the figures; an erased reporter is erased here too."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone

from accounts.models import Role, User
from calls.choices import CallKind
from calls.desk import close_call, link_complaint, start_call
from calls.desk_drafts import open_draft
from calls.models import Call, DeskDraft
from complaints.erasure import erase_reporter
from complaints.holds import lift_hold, set_hold
from complaints.retention import apply_retention
from complaints.tests.helpers import file_report

pytestmark = pytest.mark.django_db


@pytest.fixture
def ani() -> User:
    return User.objects.create(username="ani", role=Role.CALL_TAKER)


@pytest.mark.parametrize(("days", "number"), [(91, ""), (89, "+6281234567890")])
def test_a_prank_older_than_its_period_loses_its_number_and_stays_a_prank(ani, days, number):
    call = start_call(user=ani, number="081234567890", now=timezone.now() - timedelta(days=days))
    close_call(call_id=call.pk, user=ani, kind=CallKind.PRANK, notes="tertawa")
    apply_retention()
    call = Call.objects.get()
    assert (call.number, call.kind) == (number, CallKind.PRANK)
    assert bool(call.number_hash) == bool(call.notes) == bool(number)


def test_a_dry_run_forgets_nothing(ani):
    call = start_call(user=ani, number="081234567890", now=timezone.now() - timedelta(days=100))
    close_call(call_id=call.pk, user=ani, kind=CallKind.PRANK)
    run = apply_retention(dry_run=True)
    assert run.results["calls"]["due"] == 1
    assert Call.objects.get().number


def test_erasing_a_reporter_erases_their_calls_and_what_the_desk_typed(ani):
    complaint = file_report(phone="+6281234567890")
    call = start_call(user=ani, number="081234567890")
    draft = open_draft(call=call, user=ani)
    DeskDraft.objects.filter(pk=draft.pk).update(complaint=complaint)
    link_complaint(call_id=call.pk, user=ani, complaint=complaint, has_joined=False)
    erase_reporter(complaint=complaint, reason="permintaan pelapor")
    call = Call.objects.get()
    assert (call.number, call.number_hash) == ("", "")
    assert DeskDraft.objects.get().data == {}


@pytest.mark.parametrize("known_by", ["call", "web"])
def test_a_legal_hold_keeps_what_else_the_same_number_called(ani, known_by):
    long_ago = timezone.now() - timedelta(days=100)
    for number in ("081234567890", "081299990000"):
        call = start_call(user=ani, number=number, now=long_ago)
        close_call(call_id=call.pk, user=ani, kind=CallKind.PRANK, notes="mengancam")
    complaint = file_report(phone="+6281234567890" if known_by == "web" else "")
    if known_by == "call":
        led = start_call(user=ani, number="081234567890")
        link_complaint(call_id=led.pk, user=ani, complaint=complaint, has_joined=False)
    boss = User.objects.create(username="koordinator", role=Role.COORDINATOR)
    set_hold(complaint_id=complaint.pk, user=boss, reason="Surat 12/2026")
    run = apply_retention()
    assert (run.results["calls"]["held"], run.results["calls"]["erased"]) == (1, 1)
    old = Call.objects.filter(rang_at__lt=long_ago + timedelta(days=1))
    assert list(old.exclude(number="").values_list("number", "notes")) == [("+6281234567890", "mengancam")]
    lift_hold(complaint_id=complaint.pk, user=boss)
    assert apply_retention().results["calls"]["erased"] == 1
    assert not old.exclude(number="").exists()
