"""A call belongs to the first desk that takes it; what it was is said by a person."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone

from accounts.models import Role, User
from calls.blocks import block_number, find_block, revoke_block, suggests_block
from calls.callers import describe_caller
from calls.choices import Callback, CallKind
from calls.desk import (
    close_call,
    is_silent,
    link_complaint,
    reopen_call,
    settle_callback,
    show_life,
    start_call,
    take_call,
)
from calls.exchange import Ring, apply_event
from calls.models import Call
from calls.refusals import AlreadyTaken, CallRefused, NeedsReason, NotYours, ScriptFirst
from complaints.tests.helpers import file_report

pytestmark = pytest.mark.django_db

NUMBER = "081234567890"


@pytest.fixture
def budi() -> User:
    return User.objects.create(username="budi", role=Role.CALL_TAKER)


@pytest.fixture
def supervisor() -> User:
    return User.objects.create(username="supervisor", role=Role.DISPATCHER)


def ring(call: str = "c-1", number: str = NUMBER) -> Call:
    event = Ring(event_id=f"{call}-ringing", call_id=call, type="ringing", at=timezone.now(), number=number)
    return apply_event(event=event)[0]


def play_prank(user: User, times: int = 1) -> str:
    for _ in range(times):
        call = start_call(user=user, number=NUMBER)
        close_call(call_id=call.pk, user=user, kind=CallKind.PRANK)
    return call.number_hash


def test_the_first_desk_gets_the_call_and_the_second_is_told_who_has_it(ani, budi):
    call = ring()
    take_call(call_id=call.pk, user=ani)
    with pytest.raises(AlreadyTaken, match="ani"):
        take_call(call_id=call.pk, user=budi)
    assert Call.objects.get().taker == ani


def test_a_desk_that_has_gone_silent_may_be_relieved_and_nothing_moves_by_itself(ani, budi):
    call = ring()
    now = timezone.now()
    take_call(call_id=call.pk, user=ani, now=now)
    assert not is_silent(Call.objects.get(), now=now + timedelta(seconds=44))
    with pytest.raises(AlreadyTaken):
        take_call(call_id=call.pk, user=budi, now=now + timedelta(seconds=44))
    assert is_silent(Call.objects.get(), now=now + timedelta(seconds=46))
    assert Call.objects.get().taker == ani
    take_call(call_id=call.pk, user=budi, now=now + timedelta(seconds=46))
    assert Call.objects.get().taker == budi
    assert not show_life(call_id=call.pk, user=ani)


def test_a_sign_of_life_keeps_the_call(ani, budi):
    call = ring()
    now = timezone.now()
    take_call(call_id=call.pk, user=ani, now=now)
    assert show_life(call_id=call.pk, user=ani, now=now + timedelta(seconds=40))
    with pytest.raises(AlreadyTaken):
        take_call(call_id=call.pk, user=budi, now=now + timedelta(seconds=60))


def test_being_relieved_does_not_move_the_time_of_the_answer(ani, budi):
    call = ring()
    now = timezone.now()
    take_call(call_id=call.pk, user=ani, now=now)
    take_call(call_id=call.pk, user=budi, now=now + timedelta(seconds=60))
    assert Call.objects.get().answered_at == now


def test_silence_is_closed_only_after_the_script_was_read(ani):
    call = start_call(user=ani, number=NUMBER)
    with pytest.raises(ScriptFirst, match="ketuk"):
        close_call(call_id=call.pk, user=ani, kind=CallKind.GHOST)
    assert Call.objects.get().closed_at is None
    assert close_call(call_id=call.pk, user=ani, kind=CallKind.GHOST, script_was_read=True).closed_at


def test_nobody_closes_the_call_of_another_desk(ani, budi):
    call = start_call(user=ani, number=NUMBER)
    with pytest.raises(NotYours):
        close_call(call_id=call.pk, user=budi, kind=CallKind.PRANK)


def test_a_kind_given_by_a_slip_is_taken_back_while_nothing_came_of_it(ani):
    call = start_call(user=ani, number=NUMBER)
    close_call(call_id=call.pk, user=ani, kind=CallKind.PRANK)
    assert reopen_call(call_id=call.pk, user=ani).closed_at is None
    link_complaint(call_id=call.pk, user=ani, complaint=file_report(), has_joined=False)
    with pytest.raises(NotYours):
        reopen_call(call_id=call.pk, user=ani)


def test_those_who_take_no_calls_are_refused(ani):
    officer = User.objects.create(username="officer", role=Role.OFFICER)
    with pytest.raises(NotYours):
        start_call(user=officer)
    with pytest.raises(NotYours):
        take_call(call_id=ring().pk, user=officer)


def test_a_missed_call_waits_until_one_person_settles_it(ani, budi):
    call = ring()
    gone = Ring(event_id="c-1-abandoned", call_id="c-1", type="abandoned", at=timezone.now())
    apply_event(event=gone)
    with pytest.raises(CallRefused, match="mengapa"):
        settle_callback(call_id=call.pk, user=ani, callback=Callback.DISMISSED)
    assert settle_callback(call_id=call.pk, user=ani, callback=Callback.CALLED)
    assert not settle_callback(call_id=call.pk, user=budi, callback=Callback.CALLED)
    assert Call.objects.get().callback_by == ani


def test_a_caller_is_known_by_earlier_calls_and_open_complaints(ani):
    number_hash = play_prank(ani)
    call = start_call(user=ani, number="+62 812-3456-7890")
    complaint = file_report(phone="+6281234567890")
    caller = describe_caller(number_hash=number_hash, user=ani, but=call.pk)
    assert (caller.calls, caller.kinds, caller.was_prank) == (1, [("Iseng", 1)], True)
    assert caller.complaints == [complaint]
    assert describe_caller(number_hash="", user=ani).calls == 0


def test_pranks_suggest_a_block_and_only_a_supervisor_makes_one(ani, supervisor):
    number_hash = play_prank(ani, times=2)
    assert not suggests_block(number_hash)
    play_prank(ani)
    assert suggests_block(number_hash)
    with pytest.raises(CallRefused, match="pemimpin sif"):
        block_number(number=NUMBER, user=ani, reason="Iseng")
    with pytest.raises(NeedsReason):
        block_number(number=NUMBER, user=supervisor, reason=" ")
    with pytest.raises(CallRefused, match="24 jam"):
        block_number(number=NUMBER, user=supervisor, reason="Iseng", hours=25)
    block = block_number(number=NUMBER, user=supervisor, reason="Iseng tiga kali")
    assert find_block(number_hash) == block
    assert find_block(number_hash, now=block.until) is None


def test_a_revoked_block_stands_no_more(ani, supervisor):
    block = block_number(number=NUMBER, user=supervisor, reason="Salah nomor")
    with pytest.raises(CallRefused):
        revoke_block(block_id=block.pk, user=ani, reason="Salah nomor")
    with pytest.raises(NeedsReason):
        revoke_block(block_id=block.pk, user=supervisor, reason=" ")
    assert revoke_block(block_id=block.pk, user=supervisor, reason="Salah nomor")
    assert not revoke_block(block_id=block.pk, user=supervisor, reason="Sekali lagi")
    block.refresh_from_db()
    assert (block.revoked_by, block.revoke_reason) == (supervisor, "Salah nomor")
    assert find_block(block.number_hash) is None


def test_a_blocked_number_still_reaches_the_log(ani, supervisor):
    block_number(number=NUMBER, user=supervisor, reason="Iseng")
    call = ring()
    assert call.closed_at is None
    take_call(call_id=call.pk, user=ani)
    assert describe_caller(number_hash=call.number_hash, user=ani).block is not None
