"""Counts calls by the hour, and counts an hour again whenever one of its calls has changed.

A day is the sum of its hours, and a month of its days.

A change leaves a mark in its own transaction; whoever counts takes away the marks it sees first, so the mark of
a change that comes in between, or is not there to be seen yet, stays. Drills are in no figure.
"""

from __future__ import annotations

from collections import Counter
from datetime import date, datetime, time, timedelta
from itertools import groupby
from typing import Any

from django.db import transaction
from django.db.models import Manager
from django.utils import timezone

from calls.choices import Direction
from calls.models import Call, CallDay, CallHour, CallMonth, HourMark
from calls.months import find_next_month
from calls.sums import HISTOGRAMS, add_counts, add_up

HOUR = timedelta(hours=1)
MOST_AT_ONCE = 500
_OF_CALL = (
    *("kind", "rang_at", "answered_at", "closed_at"),
    *("complaint__filed_at", "complaint__track", "has_joined", "typed_at"),
)


def mark_hour(moment: datetime) -> None:
    """Let the hour of this moment be counted anew; part of the change itself."""
    HourMark.objects.create(hour=begin_of_hour(moment))


def begin_of_hour(moment: datetime) -> datetime:
    """Return the beginning of the hour of an aware moment."""
    return moment.replace(minute=0, second=0, microsecond=0)


def count_stale_hours(*, limit: int = MOST_AT_ONCE) -> int:
    """Count anew the hours that changed, and add up their days; returns how many hours."""
    marked = HourMark.objects.order_by("hour").values_list("hour", flat=True)
    hours = list(marked.distinct()[:limit])
    for day, of_day in groupby(hours, key=find_day):
        with transaction.atomic():
            _recount(day, list(of_day))
    return len(hours)


def find_day(moment: datetime) -> date:
    """Return the local day of a moment."""
    return timezone.localtime(moment).date()


def count_hour(hour: datetime) -> CallHour:
    """Count one hour from its calls."""
    rows = Call.objects.filter(rang_at__gte=hour, rang_at__lt=hour + HOUR, direction=Direction.IN, is_drill=False)
    tally = CallHour(hour=hour)
    for name in ("kinds", *HISTOGRAMS):
        setattr(tally, name, Counter())
    for kind, rang, answered, closed, filed, track, joined, typed in rows.values_list(*_OF_CALL):
        _add(tally, kind, answered)
        if answered is not None and typed is None:
            own = None if joined else filed
            _time(tally, rang, answered, own if track == "emergency" else None, closed if own else None)
        tally.ticketed += filed is not None and not joined
        tally.joined += joined
    tally.save(force_insert=False)
    return tally


def _recount(day: date, hours: list[datetime]) -> None:
    # First the day: of two who count hours of the same one, the second adds up what the first has written.
    _lock(CallDay, day)
    # Then the marks: a call that changes while its hour is counted marks it once more.
    HourMark.objects.filter(hour__in=hours).delete()
    for hour in hours:
        count_hour(hour)
    _add_up_day(day)
    month = day.replace(day=1)
    _lock(CallMonth, month)
    _add_up_month(month)


def _lock(model: type[CallDay] | type[CallMonth], key: date) -> None:
    rows: Manager[Any] = model._default_manager
    rows.bulk_create([model(pk=key)], ignore_conflicts=True)
    rows.select_for_update().get(pk=key)


def _add_up_day(day: date) -> None:
    start = timezone.make_aware(datetime.combine(day, time.min))
    rows = list(CallHour.objects.filter(hour__gte=start, hour__lt=start + timedelta(days=1)).order_by("hour"))
    tally = CallDay(day=day, hours={timezone.localtime(row.hour).hour: row.kinds for row in rows})
    add_counts(tally, rows)
    tally.save(force_insert=False)


def _add_up_month(month: date) -> None:
    days = CallDay.objects.filter(day__gte=month, day__lt=find_next_month(month))
    tally = add_up(days.order_by("day"))
    tally.month = month
    tally.save(force_insert=False)


def _add(tally: CallHour, kind: str, answered: datetime | None) -> None:
    tally.incoming += 1
    tally.answered += answered is not None
    tally.abandoned += kind == "abandoned"
    tally.kinds[kind or "open"] += 1


def _time(
    tally: CallHour, rang: datetime, answered: datetime, alerted: datetime | None, recorded: datetime | None
) -> None:
    """Add the waits of one answered call. What was typed after the fact has none: its clocks are of the typing."""
    tally.answer_seconds[_whole_seconds(rang, answered)] += 1
    if alerted is not None:
        tally.alert_seconds[_whole_seconds(answered, alerted)] += 1
    if recorded is not None:
        tally.filing_seconds[_whole_seconds(answered, recorded)] += 1


def _whole_seconds(start: datetime, end: datetime) -> int:
    return max(0, round((end - start).total_seconds()))
