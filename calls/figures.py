"""Figures of the calls of a period, from the kept counters."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date

from calls.choices import CallKind
from calls.limits import read_limit
from calls.models import CallDay
from calls.tally import COUNTS, count_stale_hours, find_percentile, merge_histograms

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

    Costs one statement beside counting what changed lately; reads one row a day.
    """
    count_stale_hours()
    rows = list(CallDay.objects.filter(day__gte=first, day__lte=last).order_by("day"))
    figures = CallFigures()
    for name in COUNTS:
        setattr(figures, name, sum(getattr(row, name) for row in rows))
    _count_kinds(figures, rows)
    _time_calls(figures, rows)
    return figures


def _count_kinds(figures: CallFigures, rows: Iterable[CallDay]) -> None:
    by_hour: Counter[tuple[str, int]] = Counter()
    for row in rows:
        of_day: Counter[str] = Counter()
        for hour, kinds in row.hours.items():
            of_day.update(kinds)
            for kind, count in kinds.items():
                by_hour[kind, int(hour)] += count
        figures.days.append((row.day, [of_day[kind] for kind, _ in KINDS]))
    figures.kind_hours = [(label, [by_hour[kind, hour] for hour in range(24)]) for kind, label in KINDS]
    figures.kinds = [(label, sum(hours)) for label, hours in figures.kind_hours]
    nuisance = sum(by_hour[kind, hour] for kind in ("prank", "ghost") for hour in range(24))
    figures.nuisance_share = _share(nuisance, figures.incoming)


def _time_calls(figures: CallFigures, rows: Iterable[CallDay]) -> None:
    rows = list(rows)
    waits = {name: merge_histograms(getattr(row, f"{name}_seconds") for row in rows) for name in _TIMED}
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
