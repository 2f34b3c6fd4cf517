"""What a call taker does with a call: take it, keep it, say what it was.

A call belongs to the first desk that takes it. A desk shows a sign of life every few
seconds; one that has been silent for 45 s may be relieved by another, which somebody has
to do by hand: nothing is reassigned on its own.
"""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from django.db import transaction
from django.db.models import F, Q
from django.db.models.functions import Coalesce
from django.utils import timezone

from accounts.roles import Right
from calls.choices import Callback, CallKind, Direction
from calls.exchange import was_answered_there
from calls.limits import read_span
from calls.models import Call, KnowledgePage
from calls.numbers import hash_number, read_number
from calls.refusals import AlreadyTaken, CallRefused, NotYours, ScriptFirst
from calls.tally import mark_hour

if TYPE_CHECKING:
    from accounts.models import User
    from complaints.models import Complaint


def start_call(*, user: User, number: str = "", now: datetime | None = None, is_drill: bool = False) -> Call:
    """Log a call by hand, where no exchange tells of it; the desk that typed it has it.

    Only whoever leads the shift begins a drill. Raises NotYours.
    """
    _require(user)
    require_drill_leader(user=user, is_drill=is_drill)
    now = now or timezone.now()
    read = read_number(number)
    mark_hour(now)
    return Call.objects.create(
        number=read,
        number_hash=hash_number(read),
        direction=Direction.IN,
        rang_at=now,
        answered_at=now,
        taker=user,
        taken_at=now,
        desk_seen_at=now,
        is_drill=is_drill,
    )


def take_call(*, call_id: int, user: User, now: datetime | None = None) -> Call:
    """Give the call to the first who asks, or to another desk once its own has gone silent.

    Raises AlreadyTaken, naming who has it.
    """
    _require(user)
    now = now or timezone.now()
    free = Q(taker=None) | Q(taker=user) | Q(desk_seen_at__lt=now - read_span("desk_silent_seconds"))
    # Compare and set in one statement: of two desks at the same instant one wins.
    taken = Call.objects.filter(free, pk=call_id, closed_at=None).update(
        taker=user,
        taken_at=Coalesce(F("taken_at"), now),
        answered_at=Coalesce(F("answered_at"), now),
        desk_seen_at=now,
    )
    call = Call.objects.select_related("taker").get(pk=call_id)
    if not taken:
        raise AlreadyTaken(_say_who_has(call))
    mark_hour(call.rang_at)
    return call


def show_life(*, call_id: int, user: User, now: datetime | None = None) -> bool:
    """Note that this desk is alive. Returns whether the call is still its own."""
    alive = Call.objects.filter(pk=call_id, taker=user, closed_at=None).update(desk_seen_at=now or timezone.now())
    return bool(alive)


def is_silent(call: Call, *, now: datetime | None = None) -> bool:
    """Tell whether the desk that has this open call has given no sign of life for too long."""
    if call.closed_at or call.taker_id is None or call.desk_seen_at is None:
        return False
    return (now or timezone.now()) - call.desk_seen_at > read_span("desk_silent_seconds")


def close_call(
    *,
    call_id: int,
    user: User,
    kind: CallKind | None,
    script_was_read: bool = False,
    notes: str = "",
    topic: KnowledgePage | None = None,
    now: datetime | None = None,
) -> Call:
    """Say what the call was; one that broke off before anybody spoke is to be called back.

    Raises NotYours, CallRefused without a kind, or ScriptFirst for silence before the script was read out.
    """
    _require(user)
    if kind is None:
        raise CallRefused("Pilih jenis panggilan.")
    if kind == CallKind.GHOST and not script_was_read:
        raise ScriptFirst("Bacakan dulu: “Jika Anda tidak bisa bicara, ketuk telepon dua kali.” Lalu tutup lagi.")
    now = now or timezone.now()
    with transaction.atomic():
        call = _lock_own(call_id, user)
        call.kind, call.closed_at = kind, now
        call.ended_at = call.ended_at or now
        call.notes = notes.strip() or call.notes
        call.topic = topic or call.topic
        call.callback = _choose_callback(call, kind)
        if kind == CallKind.ABANDONED and not was_answered_there(call):
            # Taking it was no answer; the times of answering are of those who were spoken to.
            call.answered_at = None
        call.save()
        mark_hour(call.rang_at)
    return call


def _choose_callback(call: Call, kind: CallKind) -> str:
    if kind == CallKind.ABANDONED:
        return call.callback or Callback.WAITING
    return "" if call.callback == Callback.WAITING else call.callback


def reopen_call(*, call_id: int, user: User) -> Call:
    """Take back a kind that was given by a slip of the finger, while the call leads to nothing yet."""
    _require(user)
    with transaction.atomic():
        call = Call.objects.select_for_update().filter(pk=call_id, taker=user, complaint=None).first()
        if call is None or call.kind == "" or call.callback not in ("", Callback.WAITING):
            raise NotYours("Panggilan ini tidak dapat dibuka lagi.")
        call.kind, call.closed_at, call.desk_seen_at, call.callback = "", None, timezone.now(), ""
        call.answered_at = call.answered_at or call.taken_at
        call.save()
        mark_hour(call.rang_at)
    return call


def link_complaint(*, call_id: int, user: User, complaint: Complaint, has_joined: bool) -> Call:
    """Note what the call led to: a complaint of its own, or one that was there already."""
    with transaction.atomic():
        call = _lock_own(call_id, user)
        call.complaint, call.has_joined = complaint, has_joined
        call.kind, call.closed_at = CallKind.GENUINE, timezone.now()
        call.callback = _choose_callback(call, CallKind.GENUINE)
        call.save()
        mark_hour(call.rang_at)
    return call


# --- calling back ---------------------------------------------------------------


def settle_callback(
    *, call_id: int, user: User, callback: Callback, note: str = "", now: datetime | None = None
) -> bool:
    """Note that a missed caller was called back, or why that is not needed. False if somebody did before."""
    _require(user)
    if callback == Callback.DISMISSED and not note.strip():
        raise CallRefused("Tulis mengapa tidak perlu ditelepon balik.")
    return bool(
        Call.objects.filter(pk=call_id, callback=Callback.WAITING).update(
            callback=callback, callback_at=now or timezone.now(), callback_by=user, callback_note=note.strip()[:200]
        )
    )


def require_drill_leader(*, user: User, is_drill: bool) -> None:
    """Raise NotYours if this is to be a drill and the person does not lead the shift."""
    if is_drill and not user.may(Right.SUPERVISE_CALLS):
        raise NotYours("Hanya pemimpin sif yang memulai latihan.")


def _require(user: User) -> None:
    if not user.may(Right.TAKE_CALLS):
        raise NotYours("Peran Anda tidak menerima panggilan.")


def _lock_own(call_id: int, user: User) -> Call:
    call = Call.objects.select_for_update(of=("self",)).filter(pk=call_id).first()
    if call is None or call.taker_id != user.pk or call.closed_at is not None:
        raise NotYours("Panggilan ini sudah selesai atau dipegang meja lain.")
    return call


def _say_who_has(call: Call) -> str:
    if call.closed_at:
        return "Panggilan ini sudah selesai."
    return f"{call.taker} sudah mengambil panggilan ini."
