"""Old nuisance calls lose their number and stay in the figures; an erased reporter is erased here too."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.core.management import call_command
from django.db import connection
from django.utils import timezone

from accounts.models import Role, User
from calls.blocks import block_number, revoke_block
from calls.choices import Callback, CallKind
from calls.desk import close_call, link_complaint, start_call
from calls.desk_drafts import open_draft, start_walk_in
from calls.erasure import forget_left_drafts
from calls.models import Call, DeskDraft
from calls.shifts import hand_over
from complaints.erasure import erase_reporter
from complaints.holds import lift_hold, set_hold
from complaints.retention import apply_retention
from complaints.tests.helpers import file_report
from jepara_tanggap.encryption import is_sealed

pytestmark = pytest.mark.django_db


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


LONG_AGO = timedelta(days=100)


def leave_call(user: User, **left) -> Call:
    call = start_call(user=user, number="", now=timezone.now() - LONG_AGO)
    Call.objects.filter(pk=call.pk).update(**left)
    return call


@pytest.mark.parametrize(
    "left",
    [
        pytest.param({"notes": "suara Bu Sri", "kind": CallKind.PRANK}, id="a withheld number that was noted down"),
        pytest.param({"recording": "2026/11/1.wav", "kind": CallKind.GHOST}, id="a recording"),
        pytest.param({"number": "+6281234567890"}, id="a call nobody named"),
        pytest.param({"number": "+6281234567890", "kind": CallKind.GENUINE}, id="a report that never came"),
        pytest.param({"callback_note": "Bu Sri sudah ke kantor", "kind": CallKind.ABANDONED}, id="a word about it"),
    ],
)
def test_whatever_tells_of_a_caller_is_forgotten_after_its_period(ani, left):
    call = leave_call(ani, **left)
    apply_retention(now=timezone.now() - timedelta(days=11))
    assert {getattr(Call.objects.get(pk=call.pk), name) for name in left} == set(left.values())
    assert apply_retention().results["calls"]["erased"] == 1
    call.refresh_from_db()
    assert (call.number, call.notes, call.recording, call.callback_note) == ("", "", "", "")
    assert call.kind == left.get("kind", "")
    assert apply_retention().results["calls"]["due"] == 0


def test_the_draft_of_a_withheld_caller_is_forgotten_with_the_call(ani):
    call = leave_call(ani)
    open_draft(call=Call.objects.get(pk=call.pk), user=ani)
    apply_retention()
    assert not DeskDraft.objects.exists()


def test_nobody_is_called_back_who_is_forgotten(ani):
    leave_call(ani, number="+6281234567890", kind=CallKind.ABANDONED, callback=Callback.WAITING)
    apply_retention()
    assert not Call.objects.filter(callback=Callback.WAITING).exists()


def test_the_reasons_of_a_block_that_is_over_go_with_its_number():
    leader = User.objects.create(username="pemimpin", role=Role.DISPATCHER)
    then = timezone.now() - LONG_AGO
    block = block_number(number="081234567890", user=leader, reason="Iseng, kata Bu Sri", now=then)
    revoke_block(block_id=block.pk, user=leader, reason="Bukan Bu Sri", now=then)
    apply_retention()
    block.refresh_from_db()
    assert (block.number, block.reason, block.revoke_reason) == ("", "", "")
    assert block.revoked_by == leader


def test_a_handover_nobody_took_is_forgotten_too():
    leader = User.objects.create(username="pemimpin", role=Role.DISPATCHER)
    handover = hand_over(user=leader, snapshot=[], notes="Pak Slamet menunggu", now=timezone.now() - LONG_AGO)
    apply_retention()
    handover.refresh_from_db()
    assert handover.notes == ""


def test_what_was_begun_across_the_counter_and_left_goes_after_a_day(ani):
    left, kept = start_walk_in(user=ani), start_walk_in(user=ani)
    called = open_draft(call=start_call(user=ani), user=ani)
    filed = DeskDraft.objects.create(owner=ani, complaint=file_report())
    old = timezone.now() - timedelta(hours=25)
    DeskDraft.objects.exclude(pk=kept.pk).update(updated_at=old)
    assert forget_left_drafts() == 1
    assert set(DeskDraft.objects.values_list("pk", flat=True)) == {kept.pk, called.pk, filed.pk}
    assert left.pk != kept.pk


@pytest.mark.django_db(transaction=True)
def test_words_that_stood_in_the_open_are_sealed_by_the_migration(ani):
    call = leave_call(ani, callback_note="Bu Sri sudah ke kantor")
    try:
        call_command("migrate", "calls", "0011", verbosity=0)
        assert _read_stored() == "Bu Sri sudah ke kantor"
    finally:
        call_command("migrate", verbosity=0)
    assert is_sealed(_read_stored())
    call.refresh_from_db()
    assert call.callback_note == "Bu Sri sudah ke kantor"


def _read_stored() -> str:
    with connection.cursor() as cursor:
        cursor.execute("SELECT callback_note FROM calls_call")
        return cursor.fetchone()[0]
