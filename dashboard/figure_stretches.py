"""The rows of the long tables: each hour of the day; each day of a short period, each month of a long one.

A year holds thousands of rows by day and kind: nobody reads them on a screen, and a phone pays for them.
"""

from __future__ import annotations

from calendar import monthrange
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any
from urllib.parse import urlencode

from django.utils.formats import date_format

from calls.figures import CallFigures
from dashboard.figure_files import Figures

# Two months are still read by day.
LONGEST_BY_DAY = timedelta(days=62)


@dataclass(frozen=True)
class Stretch:
    """An hour, a day, or a month with the query of the page that shows its days."""

    label: str
    query: str = ""


# A stretch, and how many of each kind, in the order of KINDS.
CallRow = tuple[Stretch, list[int]]


def is_folded(figures: Figures) -> bool:
    """Return whether the period is told by month."""
    return figures.last - figures.first >= LONGEST_BY_DAY


def list_hours(calls: CallFigures) -> list[CallRow]:
    """Return how many calls of each kind for each local hour of the day."""
    by_hour = zip(*(hours for _, hours in calls.kind_hours), strict=True)
    return [(Stretch(f"{hour}.00"), list(counts)) for hour, counts in enumerate(by_hour)]


def fold_calls(figures: Figures, kept: Mapping[str, Any]) -> list[CallRow]:
    """Return how many calls of each kind for each stretch; links keep what `kept` holds."""
    if figures.calls is None:
        return []
    counted: dict[date, list[int]] = {}
    for day, counts in figures.calls.days:
        begin = _begin(figures, day)
        counted[begin] = [*map(sum, zip(counted.get(begin, [0] * len(counts)), counts, strict=True))]
    return [(_name(figures, begin, kept), counts) for begin, counts in counted.items()]


def fold_emergencies(figures: Figures, kept: Mapping[str, Any]) -> list[tuple[Stretch, str, int]]:
    """Return how many emergencies for each stretch and kind; links keep what `kept` holds."""
    counted: Counter[tuple[date, str]] = Counter()
    for day, kind, count in figures.days:
        counted[_begin(figures, day), kind] += count
    names = {begin: _name(figures, begin, kept) for begin, _ in counted}
    return [(names[begin], kind, count) for (begin, kind), count in sorted(counted.items())]


def _begin(figures: Figures, day: date) -> date:
    return max(figures.first, day.replace(day=1)) if is_folded(figures) else day


def _name(figures: Figures, begin: date, kept: Mapping[str, Any]) -> Stretch:
    if not is_folded(figures):
        return Stretch(date_format(begin, "j M Y"))
    end = min(figures.last, begin.replace(day=monthrange(begin.year, begin.month)[1]))
    return Stretch(date_format(begin, "F Y"), urlencode({"dari": begin, "sampai": end, **kept}))
