"""Figures of the calls of a period, from the kept counters."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from datetime import date, timedelta

from django.db.models import Q

from calls.choices import CallKind
from calls.limits import read_limit
from calls.models import CallDay, CallMonth
from calls.months import find_next_month
from calls.sums import COUNTS, add_up, find_percentile
from calls.tally import count_stale_hours

DAY = timedelta(days=1)
KINDS = [*CallKind.choices, ("open", "Belum ditentukan")]


@dataclass
class CallFigures:
    """Calls of a period; shares are percentages, waits seconds, and either is None of nothing.

    `kind_hours` holds for each kind 24 counts by local hour, and `days` for each day a count of each kind in the
    order of KINDS.
    """

    incoming: int = 0
    answered: int = 0
    abandoned: int = 0
    ticketed: int = 0
    joined: int = 0
    kinds: list[tuple[str, int]] = field(default_factory=list)
    kind_hours: list[tuple[str, list[int]]] = field(default_factory=list)
    days: list[tuple[date, list[int]]] = field(default_factory=list)
    answered_in_time: float | None = None
    answer_median: int | None = None
    answer_p90: int | None = None
    alerted_in_time: float | None = None
    alert_median: int | None = None
    alert_p90: int | None = None
    filing_median: int | None = None
    filing_p90: int | None = None
    nuisance_share: float | None = None

    @property
    def hours(self) -> list[int]:
        """24 counts by local hour, of all kinds."""
        return [sum(counts) for counts in zip(*(hours for _, hours in self.kind_hours), strict=True)] or [0] * 24


def count_calls_of(*, first: date, last: date) -> CallFigures:
    """Return the figures of calls from `first` to `last`, both days whole and local.

    Costs two statements beside counting what changed lately; reads one row a month, and a row a day of a part of one.
    """
    count_stale_hours()
    total = add_up(_list_spans(first, last))
    figures = CallFigures()
    for name in COUNTS:
        setattr(figures, name, getattr(total, name))
    _count_kinds(figures, total)
    _time_calls(figures, total)
    return figures


def _list_spans(first: date, last: date) -> list[CallDay | CallMonth]:
    """Return the months that lie within the period, and the days of the two that do not."""
    begin = first if first.day == 1 else find_next_month(first)
    end = max(begin, find_next_month(last) if find_next_month(last) - last == DAY else last.replace(day=1))
    months = CallMonth.objects.filter(month__gte=begin, month__lt=end)
    days = CallDay.objects.filter(Q(day__lt=begin) | Q(day__gte=end), day__gte=first, day__lte=last)
    return sorted([*months, *days], key=lambda row: row.pk)


def _count_kinds(figures: CallFigures, total: CallMonth) -> None:
    names = [kind for kind, _ in KINDS]
    figures.kind_hours = [(label, total.hours.get(kind, [0] * 24)) for kind, label in KINDS]
    figures.kinds = [(label, sum(hours)) for label, hours in figures.kind_hours]
    figures.days = [
        (date.fromisoformat(day), [kinds.get(kind, 0) for kind in names]) for day, kinds in total.days.items()
    ]
    nuisance = sum(sum(total.hours.get(kind, ())) for kind in ("prank", "ghost"))
    figures.nuisance_share = _share(nuisance, figures.incoming)


def _time_calls(figures: CallFigures, total: CallMonth) -> None:
    waits: dict[str, Counter[int]] = {name: getattr(total, f"{name}_seconds") for name in _TIMED}
    for name, histogram in waits.items():
        setattr(figures, f"{name}_median", find_percentile(histogram, 0.5))
        setattr(figures, f"{name}_p90", find_percentile(histogram, 0.9))
    figures.answered_in_time = _share_within(waits["answer"], read_limit("answer_seconds"))
    figures.alerted_in_time = _share_within(waits["alert"], read_limit("alert_seconds"))


_TIMED = ("answer", "alert", "filing")


def _share(part: int, whole: int) -> float | None:
    return 100 * part / whole if whole else None


def _share_within(histogram: Counter[int], limit: int) -> float | None:
    return _share(sum(count for seconds, count in histogram.items() if seconds <= limit), sum(histogram.values()))
