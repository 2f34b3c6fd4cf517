"""Counts calls by the hour, and counts an hour again whenever one of its calls has changed.

A change leaves a mark in its own transaction; whoever counts takes the mark away first, so a change
that comes in between leaves a new one. Drills are in no figure.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from datetime import datetime, timedelta

from django.db import transaction

from calls.choices import Direction
from calls.models import Call, CallHour, StaleHour

HOUR = timedelta(hours=1)
MOST_AT_ONCE = 500


def mark_hour(moment: datetime) -> None:
    """Let the hour of this moment be counted anew; part of the change itself."""
    StaleHour.objects.bulk_create([StaleHour(hour=begin_of_hour(moment))], ignore_conflicts=True)


def begin_of_hour(moment: datetime) -> datetime:
    """Return the beginning of the hour of an aware moment."""
    return moment.replace(minute=0, second=0, microsecond=0)


def count_stale_hours(*, limit: int = MOST_AT_ONCE) -> int:
    """Count anew the hours that changed; returns how many."""
    hours = list(StaleHour.objects.order_by("hour").values_list("hour", flat=True)[:limit])
    for hour in hours:
        with transaction.atomic():
            # First the mark: a call that changes while its hour is counted marks it once more.
            StaleHour.objects.filter(hour=hour).delete()
            count_hour(hour)
    return len(hours)


def count_hour(hour: datetime) -> CallHour:
    """Count one hour from its calls."""
    rows = Call.objects.filter(
        rang_at__gte=hour, rang_at__lt=hour + HOUR, direction=Direction.IN, is_drill=False
    ).values_list("kind", "rang_at", "answered_at", "complaint__filed_at", "complaint__track", "has_joined")
    tally = CallHour(hour=hour, kinds=Counter(), answer_seconds=Counter(), alert_seconds=Counter())
    for kind, rang, answered, filed, track, joined in rows:
        _add(tally, kind, rang, answered, filed if track == "emergency" and not joined else None)
        tally.ticketed += filed is not None and not joined
        tally.joined += joined
    tally.save(force_insert=False)
    return tally


def merge_histograms(histograms: Iterable[dict[str, int]]) -> Counter[int]:
    """Return one histogram of seconds."""
    merged: Counter[int] = Counter()
    for histogram in histograms:
        for seconds, count in histogram.items():
            merged[int(seconds)] += count
    return merged


def find_percentile(histogram: Counter[int], share: float) -> int | None:
    """Return the smallest number of seconds within which this share (0 to 1) lies; None of nothing."""
    wanted = sum(histogram.values()) * share
    reached = 0
    for seconds in sorted(histogram):
        reached += histogram[seconds]
        if reached >= wanted:
            return seconds
    return None


def _add(tally: CallHour, kind: str, rang: datetime, answered: datetime | None, alerted: datetime | None) -> None:
    tally.incoming += 1
    tally.abandoned += kind == "abandoned"
    tally.kinds[kind or "open"] += 1
    if answered is not None:
        tally.answered += 1
        tally.answer_seconds[_whole_seconds(rang, answered)] += 1
        if alerted is not None:
            tally.alert_seconds[_whole_seconds(answered, alerted)] += 1


def _whole_seconds(start: datetime, end: datetime) -> int:
    return max(0, round((end - start).total_seconds()))
