"""Adds kept counters up: the hours of a day, the days of a month, and the days and months of any period."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable

from calls.models import CallDay, CallMonth
from calls.models.tally import CallCounts

COUNTS = ("incoming", "answered", "abandoned", "ticketed", "joined")
HISTOGRAMS = ("answer_seconds", "alert_seconds", "filing_seconds")


def add_up(rows: Iterable[CallDay | CallMonth]) -> CallMonth:
    """Return days and months as if they were one month; nothing is saved."""
    rows = list(rows)
    total = CallMonth()
    add_counts(total, rows)
    for row in rows:
        total.days.update(row.list_days())
        for kind, hour, count in row.list_hours():
            total.hours.setdefault(kind, [0] * 24)[hour] += count
    return total


def add_counts(total: CallCounts, rows: Iterable[CallCounts]) -> None:
    """Set the counts and histograms of `total` to the sums of these rows."""
    rows = list(rows)
    for name in COUNTS:
        setattr(total, name, sum(getattr(row, name) for row in rows))
    for name in HISTOGRAMS:
        setattr(total, name, merge_histograms(getattr(row, name) for row in rows))


def merge_histograms(histograms: Iterable[dict[str, int]]) -> Counter[int]:
    """Return one histogram of seconds."""
    merged: dict[int, int] = {}
    for histogram in histograms:
        for seconds, count in histogram.items():
            whole = int(seconds)
            merged[whole] = merged.get(whole, 0) + count
    return Counter(merged)


def find_percentile(histogram: Counter[int], share: float) -> int | None:
    """Return the smallest number of seconds within which this share (0 to 1) lies; None of nothing."""
    wanted = sum(histogram.values()) * share
    reached = 0
    for seconds in sorted(histogram):
        reached += histogram[seconds]
        if reached >= wanted:
            return seconds
    return None
