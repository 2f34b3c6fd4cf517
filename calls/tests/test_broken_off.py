"""A call that broke off before anybody spoke is to be called back, whoever pressed which key meanwhile."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone

from calls.choices import Callback, CallKind
from calls.desk import close_call, link_complaint, reopen_call, settle_callback, start_call, take_call
from calls.exchange import Ring, apply_event
from calls.models import Call
from calls.refusals import CallRefused, NotYours
from complaints.tests.helpers import file_report

pytestmark = pytest.mark.django_db


def tell(kind: str, seconds: int = 0) -> Call:
    at = timezone.now() - timedelta(minutes=1) + timedelta(seconds=seconds)
    return apply_event(event=Ring(f"c-{kind}", "c", kind, at, number="081234567890"))[0]


def read() -> Call:
    return Call.objects.get()


@pytest.fixture
def gone(ani) -> Call:
    """A call that a desk took by its key while the caller hung up: nobody spoke."""
    call = tell("ringing")
    take_call(call_id=call.pk, user=ani)
    return tell("abandoned", 20)


def test_a_caller_who_hung_up_while_a_desk_pressed_its_key_is_to_be_called_back(ani, gone):
    assert (gone.callback, gone.kind, gone.taker) == (Callback.WAITING, "", ani)
    close_call(call_id=gone.pk, user=ani, kind=CallKind.ABANDONED)
    assert (read().kind, read().callback, read().answered_at) == (CallKind.ABANDONED, Callback.WAITING, None)


def test_what_the_desk_says_of_such_a_call_stands(ani, gone):
    close_call(call_id=gone.pk, user=ani, kind=CallKind.PRANK)
    assert (read().kind, read().callback) == (CallKind.PRANK, "")
    tell("ended", 30)
    assert (read().kind, read().callback) == (CallKind.PRANK, "")


def test_a_report_that_came_of_it_after_all_needs_no_call_back(ani, gone):
    link_complaint(call_id=gone.pk, user=ani, complaint=file_report(), has_joined=False)
    assert (read().kind, read().callback) == (CallKind.GENUINE, "")


@pytest.mark.parametrize("late", [False, True])
def test_an_answer_that_the_exchange_knows_of_is_one(ani, late):
    call = tell("ringing")
    take_call(call_id=call.pk, user=ani)
    for kind in ("abandoned", "answered") if late else ("answered", "abandoned"):
        tell(kind, 20)
    assert (read().kind, read().callback, read().taker) == ("", "", ani)


def test_a_missed_call_is_logged_by_hand_where_there_is_no_exchange(ani):
    call = start_call(user=ani, number="081234567890")
    close_call(call_id=call.pk, user=ani, kind=CallKind.ABANDONED)
    assert (read().callback, read().answered_at) == (Callback.WAITING, None)
    assert settle_callback(call_id=call.pk, user=ani, callback=Callback.CALLED)


def test_a_call_that_broke_off_in_the_middle_keeps_its_answer_and_the_word_of_the_desk(ani):
    call = tell("ringing")
    take_call(call_id=call.pk, user=ani)
    answered = tell("answered", 5).answered_at
    close_call(call_id=call.pk, user=ani, kind=CallKind.ABANDONED)
    tell("ended", 30)
    assert (read().kind, read().callback, read().answered_at) == (CallKind.ABANDONED, Callback.WAITING, answered)


def test_a_slip_is_taken_back_until_somebody_called(ani):
    call = start_call(user=ani, number="081234567890")
    close_call(call_id=call.pk, user=ani, kind=CallKind.ABANDONED)
    again = reopen_call(call_id=call.pk, user=ani)
    assert (again.kind, again.callback, again.answered_at) == ("", "", again.taken_at)
    close_call(call_id=call.pk, user=ani, kind=CallKind.ABANDONED)
    settle_callback(call_id=call.pk, user=ani, callback=Callback.CALLED)
    with pytest.raises(NotYours):
        reopen_call(call_id=call.pk, user=ani)


def test_a_call_is_not_closed_without_a_kind(ani):
    call = start_call(user=ani, number="081234567890")
    with pytest.raises(CallRefused, match="jenis"):
        close_call(call_id=call.pk, user=ani, kind=None)
    assert read().closed_at is None
