"""Figures of a period: calls from the kept counters, emergencies in one pass over an index."""

from __future__ import annotations

import statistics
from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta

from django.utils import timezone

from calls.choices import CallKind
from calls.limits import read_limit
from calls.models import CallHour
from calls.tally import count_stale_hours, find_percentile, merge_histograms
from complaints.models import Complaint
from dispatch.models import Track

KINDS = [*CallKind.choices, ("open", "Belum ditentukan")]
# From, stamp that ends it, in words.
STAGES = (
    ("acknowledged_at", "Sampai diterima OPD"),
    ("en_route_at", "Sampai berangkat"),
    ("on_scene_at", "Sampai di lokasi"),
    ("resolved_at", "Sampai selesai"),
)


@dataclass
class CallFigures:
    """Calls of a period. `hours` holds 24 counts by local hour; shares are percentages or None of nothing."""

    incoming: int = 0
    answered: int = 0
    abandoned: int = 0
    ticketed: int = 0
    joined: int = 0
    kinds: list[tuple[str, int]] = field(default_factory=list)
    hours: list[int] = field(default_factory=lambda: [0] * 24)
    days: list[tuple[date, int]] = field(default_factory=list)
    answered_in_time: float | None = None
    answer_median: int | None = None
    answer_p90: int | None = None
    alerted_in_time: float | None = None
    alert_median: int | None = None
    alert_p90: int | None = None
    nuisance_share: float | None = None


@dataclass(frozen=True)
class Stage:
    """How long one stage of emergencies took, in seconds; None where nothing has reached it."""

    label: str
    count: int
    median: float | None
    p90: float | None


@dataclass(frozen=True)
class ResponseRow:
    """One agency's or one kind's emergencies."""

    label: str
    count: int
    open: int
    stages: list[Stage]


def count_calls_of(*, first: date, last: date) -> CallFigures:
    """Return the figures of calls from `first` to `last`, both days whole and local.

    Costs one statement beside counting what changed lately; reads one row an hour.
    """
    count_stale_hours()
    start, end = list_bounds(first, last)
    rows = list(CallHour.objects.filter(hour__gte=start, hour__lt=end).order_by("hour"))
    figures = CallFigures()
    kinds: Counter[str] = Counter()
    days: Counter[date] = Counter()
    for row in rows:
        local = timezone.localtime(row.hour)
        figures.hours[local.hour] += row.incoming
        days[local.date()] += row.incoming
        kinds.update(row.kinds)
        for name in ("incoming", "answered", "abandoned", "ticketed", "joined"):
            setattr(figures, name, getattr(figures, name) + getattr(row, name))
    figures.kinds = [(label, kinds.get(kind, 0)) for kind, label in KINDS]
    figures.days = sorted(days.items())
    figures.nuisance_share = _share(kinds["prank"] + kinds["ghost"], figures.incoming)
    _time_calls(figures, rows)
    return figures


def measure_responses(*, first: date, last: date, agency_id: int | None = None) -> list[ResponseRow]:
    """Return one row per agency of how fast emergencies were acknowledged, reached and resolved.

    One pass over the emergencies of the period; drills are not among them.
    """
    return _measure("agency__short_name", first, last, agency_id)


def measure_kinds(*, first: date, last: date, agency_id: int | None = None) -> list[ResponseRow]:
    """Return the same by category: the kinds of the national report."""
    return _measure("category__name", first, last, agency_id)


def count_kinds_by_day(*, first: date, last: date, agency_id: int | None = None) -> list[tuple[date, str, int]]:
    """Return (day, kind, count) of emergencies, as the national report asks for them."""
    rows = _select(first, last, agency_id).values_list("category__name", "filed_at")
    counted: Counter[tuple[date, str]] = Counter((timezone.localtime(at).date(), kind) for kind, at in rows)
    return [(day, kind, count) for (day, kind), count in sorted(counted.items())]


def list_bounds(first: date, last: date) -> tuple[datetime, datetime]:
    """Return the moments at which these local days begin and end."""
    zone = timezone.get_current_timezone()
    start = datetime.combine(first, time.min, tzinfo=zone)
    return start, datetime.combine(last + timedelta(days=1), time.min, tzinfo=zone)


def _time_calls(figures: CallFigures, rows: Iterable[CallHour]) -> None:
    rows = list(rows)
    answers = merge_histograms(row.answer_seconds for row in rows)
    alerts = merge_histograms(row.alert_seconds for row in rows)
    figures.answered_in_time = _share_within(answers, read_limit("answer_seconds"))
    figures.answer_median, figures.answer_p90 = find_percentile(answers, 0.5), find_percentile(answers, 0.9)
    figures.alerted_in_time = _share_within(alerts, read_limit("alert_seconds"))
    figures.alert_median, figures.alert_p90 = find_percentile(alerts, 0.5), find_percentile(alerts, 0.9)


def _measure(by: str, first: date, last: date, agency_id: int | None) -> list[ResponseRow]:
    stamps = [name for name, _ in STAGES]
    waits: dict[str, dict[str, list[float]]] = defaultdict(lambda: defaultdict(list))
    counts: Counter[str] = Counter()
    unfinished: Counter[str] = Counter()
    for label, filed, *moments in _select(first, last, agency_id).values_list(by, "filed_at", *stamps):
        counts[label] += 1
        unfinished[label] += moments[-1] is None
        for name, moment in zip(stamps, moments, strict=True):
            if moment is not None:
                waits[label][name].append((moment - filed).total_seconds())
    return [
        ResponseRow(
            label, counts[label], unfinished[label], [_build_stage(words, waits[label][name]) for name, words in STAGES]
        )
        for label in sorted(counts)
    ]


def _select(first: date, last: date, agency_id: int | None):
    start, end = list_bounds(first, last)
    rows = Complaint.objects.real().filter(track=Track.EMERGENCY, filed_at__gte=start, filed_at__lt=end)
    return rows.filter(agency_id=agency_id) if agency_id is not None else rows


def _build_stage(label: str, waits: list[float]) -> Stage:
    if not waits:
        return Stage(label, 0, None, None)
    ordered = sorted(waits)
    return Stage(label, len(waits), statistics.median(ordered), ordered[min(len(ordered) - 1, int(len(ordered) * 0.9))])


def _share(part: int, whole: int) -> float | None:
    return 100 * part / whole if whole else None


def _share_within(histogram: Counter[int], limit: int) -> float | None:
    return _share(sum(count for seconds, count in histogram.items() if seconds <= limit), sum(histogram.values()))
