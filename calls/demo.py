"""Invents the calls of the last days, in the mix that rooms like this one know, so that every screen shows life."""

from __future__ import annotations

import random
from collections.abc import Iterator
from datetime import datetime, time, timedelta

from django.db import transaction
from django.utils import timezone

from accounts.models import User
from accounts.roles import Role
from calls.choices import Callback, CallKind
from calls.models import Call, HourMark, KnowledgePage
from calls.numbers import hash_number
from calls.tally import begin_of_hour, count_stale_hours
from complaints.choices import Source
from complaints.models import Complaint

# Of the first 900 calls to Jepara's 112, 742 were pranks or trials: these weights keep that share.
NUISANCES = {CallKind.PRANK: 55, CallKind.GHOST: 27, CallKind.INFORMATION: 8, CallKind.ABANDONED: 4}
OPENS, CLOSES = time(7), time(21)
# Invented numbers: so many telephones, of which some call again and again.
TELEPHONES = 400


def invent_calls(*, days: int, per_day: int, now: datetime, seed: int) -> int:
    """Add calls of the past days, those that led to the invented reports among them; returns how many.

    Nothing is added where there are calls already. The figures are counted before this returns.
    """
    if Call.objects.exists():
        return 0
    dice = random.Random(seed)
    takers = list(User.objects.filter(role=Role.CALL_TAKER, is_active=True))
    with transaction.atomic():
        rows = [*_invent_nuisances(dice, takers, days * per_day, now, days), *_answer_reporters(dice, takers)]
        Call.objects.bulk_create(rows, batch_size=500)
        hours = {begin_of_hour(row.rang_at) for row in rows}
        HourMark.objects.bulk_create(HourMark(hour=hour) for hour in hours)
    while count_stale_hours():
        pass
    return len(rows)


def _invent_nuisances(dice: random.Random, takers: list[User], count: int, now: datetime, days: int) -> Iterator[Call]:
    kinds, weights = list(NUISANCES), list(NUISANCES.values())
    topics = list(KnowledgePage.objects.all())
    for _ in range(count):
        rang_at = _choose_moment(dice, now, days)
        if rang_at < now - timedelta(minutes=20):
            yield _invent(dice, takers, dice.choices(kinds, weights)[0], rang_at, topics)


def _choose_moment(dice: random.Random, now: datetime, days: int) -> datetime:
    day = timezone.localdate(now) - timedelta(days=dice.randrange(days))
    span = (datetime.combine(day, CLOSES) - datetime.combine(day, OPENS)).total_seconds()
    return timezone.make_aware(datetime.combine(day, OPENS)) + timedelta(seconds=dice.random() * span)


def _invent(dice: random.Random, takers: list[User], kind: str, rang_at: datetime, topics: list[KnowledgePage]) -> Call:
    # A third of the telephones make most of the pranks.
    place = int(TELEPHONES * dice.random() ** (3 if kind in (CallKind.PRANK, CallKind.GHOST) else 1))
    call = _ring(kind, rang_at, f"+6281100{place:05}")
    if kind == CallKind.ABANDONED or not takers:
        call.kind = CallKind.ABANDONED
        call.ended_at = call.closed_at = rang_at + timedelta(seconds=dice.uniform(4, 40))
        call.callback, call.callback_at = Callback.CALLED, rang_at + timedelta(minutes=dice.uniform(2, 15))
        return call
    _answer(dice, takers, call, seconds=dice.uniform(10, 90))
    if kind == CallKind.INFORMATION and topics:
        call.topic = dice.choice(topics)
    return call


def _answer_reporters(dice: random.Random, takers: list[User]) -> Iterator[Call]:
    """Yield the call that each invented report by telephone began with."""
    if not takers:
        return
    reports = Complaint.objects.filter(is_demo=True, source=Source.CALL).select_related("reporter").order_by("pk")
    for report in reports:
        number = report.reporter.phone if report.reporter else ""
        call = _ring(CallKind.GENUINE, report.filed_at - timedelta(seconds=dice.uniform(35, 80)), number)
        call.complaint = report
        _answer(dice, takers, call, seconds=dice.uniform(90, 240))
        yield call


def _ring(kind: str, rang_at: datetime, number: str) -> Call:
    return Call(kind=kind, rang_at=rang_at, number=number, number_hash=hash_number(number))


def _answer(dice: random.Random, takers: list[User], call: Call, *, seconds: float) -> None:
    call.answered_at = call.taken_at = call.rang_at + timedelta(seconds=min(30.0, dice.gammavariate(2, 3.4)))
    call.taker = dice.choice(takers)
    call.ended_at = call.closed_at = call.desk_seen_at = call.answered_at + timedelta(seconds=seconds)
