"""Events of the telephone exchange become calls: once each, in whatever order they come.

Each event sets the one clock it speaks of, so their order does not matter. A caller who
hangs up before anybody answers leaves a call to be called back.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.db import IntegrityError, transaction
from django.utils import timezone

from calls.choices import Callback, CallKind, Direction, ExchangeEventType
from calls.models import Call, ExchangeEvent
from calls.numbers import hash_number, read_number
from calls.tally import begin_of_hour, mark_hour


@dataclass(frozen=True)
class Ring:
    """One event of one call, as the exchange tells it. `at` is aware; `number` may be empty."""

    event_id: str
    call_id: str
    type: str
    at: datetime
    number: str = ""
    direction: str = Direction.IN
    recording: str = ""
    is_drill: bool = False


def apply_event(*, event: Ring, now: datetime | None = None) -> tuple[Call, bool]:
    """Apply an event once. Returns the call, and whether this event was new."""
    now = now or timezone.now()
    for _ in range(2):
        known = ExchangeEvent.objects.select_related("call").filter(event_id=event.event_id).first()
        if known is not None:
            return known.call, False
        try:
            with transaction.atomic():
                return _apply(event, now), True
        except IntegrityError:
            # The same call or event in another request at this instant: look again.
            continue
    raise AssertionError("an event that is neither known nor new")


def _apply(event: Ring, now: datetime) -> Call:
    call = Call.objects.select_for_update().filter(exchange_id=event.call_id).first() or _start(event)
    counted_at = call.rang_at
    _fill(call, event)
    _set_clock(call, event)
    _settle_ending(call, event, now)
    call.save()
    mark_hour(call.rang_at)
    if begin_of_hour(counted_at) != begin_of_hour(call.rang_at):
        # The event moved the call into another hour; the one that has counted it must let it go.
        mark_hour(counted_at)
    ExchangeEvent.objects.create(event_id=event.event_id, call=call, type=event.type, at=event.at, received_at=now)
    return call


def _start(event: Ring) -> Call:
    return Call(exchange_id=event.call_id, direction=event.direction, rang_at=event.at, is_drill=event.is_drill)


def _fill(call: Call, event: Ring) -> None:
    if event.number and not call.number:
        call.number = read_number(event.number)
        call.number_hash = hash_number(call.number)
    call.recording = event.recording or call.recording


def _set_clock(call: Call, event: Ring) -> None:
    if event.type == ExchangeEventType.RINGING:
        call.rang_at = event.at
    elif event.type == ExchangeEventType.ANSWERED:
        call.answered_at = event.at
    else:
        call.ended_at = event.at
    # Until its own event has come, a call rang no later than the first thing known of it.
    call.rang_at = min(call.rang_at, event.at)


def _settle_ending(call: Call, event: Ring, now: datetime) -> None:
    """A call that ended unanswered was abandoned; an answer that is told late takes that back.

    What a desk that has the call said of it stands; to say nothing yet leaves the call in its hands.
    """
    if call.direction == Direction.OUT:
        return
    if call.taken_at is not None:
        _settle_in_hand(call, event)
    elif call.answered_at is None and call.ended_at is not None:
        call.kind, call.closed_at = CallKind.ABANDONED, call.closed_at or now
        call.callback = call.callback or Callback.WAITING
    elif call.answered_at is not None and call.kind == CallKind.ABANDONED:
        call.kind, call.closed_at = "", None
        _need_no_callback(call)


def _settle_in_hand(call: Call, event: Ring) -> None:
    """Whoever pressed the key too late has a caller who is gone: the exchange knows whether anybody spoke."""
    if call.closed_at is not None:
        return
    if event.type == ExchangeEventType.ANSWERED:
        _need_no_callback(call)
    elif event.type == ExchangeEventType.ABANDONED and not was_answered_there(call):
        call.callback = call.callback or Callback.WAITING


def was_answered_there(call: Call) -> bool:
    """Tell whether the exchange itself said that this call was answered; a desk's key says only that it tried."""
    return ExchangeEvent.objects.filter(call=call, type=ExchangeEventType.ANSWERED).exists()


def _need_no_callback(call: Call) -> None:
    if call.callback == Callback.WAITING:
        call.callback = ""
