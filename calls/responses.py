"""How fast emergencies were acknowledged, reached and resolved: by agency, by kind, and how many a day.

One pass over the index `emergency_by_time` for each table. PostgreSQL works out the percentiles itself;
for SQLite, where one machine holds everything, they are worked out here, by the same definition.
"""

from __future__ import annotations

import math
from collections import Counter, defaultdict
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any

from django.db import connection
from django.db.models import Aggregate, Count, F, Field, Func, IntegerField, Q, QuerySet, Sum
from django.db.models.functions import Coalesce, TruncDate
from django.utils import timezone

from complaints.models import Complaint
from dispatch.models import Track

# From the filing to this stamp, in words.
STAGES = (
    ("acknowledged_at", "Sampai diterima OPD"),
    ("en_route_at", "Sampai berangkat"),
    ("on_scene_at", "Sampai di lokasi"),
    ("resolved_at", "Sampai selesai"),
)
SHARES = {"median": 0.5, "p90": 0.9}
NOTHING = (None, None)
# What was filed as something else was asked of nobody before a person raised it.
BEGAN = Coalesce("raised_at", "filed_at")


@dataclass(frozen=True)
class Stage:
    """How long one stage of emergencies took, in seconds; None where nothing has reached it."""

    label: str
    count: int
    median: float | None
    p90: float | None


@dataclass(frozen=True)
class ResponseRow:
    """One agency's or one kind's emergencies.

    `escalated` of them were raised, in `rounds` rounds since the present agency has them.
    """

    label: str
    count: int
    open: int
    escalated: int
    rounds: int
    stages: list[Stage]


class Percentiles(Aggregate):
    """A list of the smallest values within which each of SHARES lies, as `calls.tally.find_percentile` has it.

    PostgreSQL alone. One sort gives them all.
    """

    function = "PERCENTILE_DISC"
    template = "%(function)s(ARRAY[%(shares)s]) WITHIN GROUP (ORDER BY %(expressions)s)"
    output_field = Field()


def measure_responses(*, first: date, last: date, agency_id: int | None = None) -> list[ResponseRow]:
    """Return one row per agency of emergencies filed from `first` to `last`, both days whole and local."""
    return _measure("agency__short_name", first, last, agency_id)


def measure_kinds(*, first: date, last: date, agency_id: int | None = None) -> list[ResponseRow]:
    """Return the same by category: the kinds of the national report."""
    return _measure("category__name", first, last, agency_id)


def count_kinds_by_day(*, first: date, last: date, agency_id: int | None = None) -> list[tuple[date, str, int]]:
    """Return (day, kind, count) of emergencies, as the national report asks for them."""
    rows = _select(first, last, agency_id).annotate(day=TruncDate("filed_at")).values("day", "category__name")
    return list(rows.annotate(count=Count("pk")).order_by("day", "category__name").values_list(
        "day", "category__name", "count"
    ))  # fmt: skip


def list_bounds(first: date, last: date) -> tuple[datetime, datetime]:
    """Return the moments at which these local days begin and end."""
    zone = timezone.get_current_timezone()
    start = datetime.combine(first, time.min, tzinfo=zone)
    return start, datetime.combine(last + timedelta(days=1), time.min, tzinfo=zone)


def _select(first: date, last: date, agency_id: int | None) -> QuerySet[Complaint]:
    start, end = list_bounds(first, last)
    rows = Complaint.objects.real().filter(track=Track.EMERGENCY, filed_at__gte=start, filed_at__lt=end).order_by()
    return rows.filter(agency_id=agency_id) if agency_id is not None else rows


def _measure(by: str, first: date, last: date, agency_id: int | None) -> list[ResponseRow]:
    chosen = _select(first, last, agency_id)
    found = _measure_in_database(by, chosen) if connection.vendor == "postgresql" else _measure_here(by, chosen)
    return sorted(found, key=lambda row: row.label)


def _measure_in_database(by: str, chosen: QuerySet[Complaint]) -> list[ResponseRow]:
    wanted: dict[str, Any] = {}
    for name, _ in STAGES:
        wanted[name + "_count"] = Count(name)
        # Not EXTRACT, which works in exact decimals.
        waited = Func(
            *(F(name), BEGAN),
            template="DATE_PART('epoch', %(expressions)s)::int",
            arg_joiner=" - ",
            output_field=IntegerField(),
        )
        wanted[name + "_waits"] = Percentiles(waited, shares=", ".join(map(str, SHARES.values())))
    rows = chosen.values(by).annotate(
        count=Count("pk"),
        open=Count("pk", filter=Q(resolved_at=None)),
        escalated=Count("pk", filter=Q(escalation_round__gt=0)),
        rounds=Sum("escalation_round"),
        **wanted,
    )
    return [
        ResponseRow(
            *(row[by], row["count"], row["open"], row["escalated"], row["rounds"]),
            [Stage(words, row[f"{name}_count"], *(row[f"{name}_waits"] or NOTHING)) for name, words in STAGES],
        )
        for row in rows
    ]


def _measure_here(by: str, chosen: QuerySet[Complaint]) -> list[ResponseRow]:
    stamps = [name for name, _ in STAGES]
    waits: dict[str, dict[str, list[float]]] = defaultdict(lambda: defaultdict(list))
    counts: dict[str, Counter[str]] = defaultdict(Counter)
    for label, rounds, filed, *moments in chosen.values_list(by, "escalation_round", BEGAN, *stamps):
        counts[label].update(count=1, open=int(moments[-1] is None), escalated=int(rounds > 0), rounds=rounds)
        for name, moment in zip(stamps, moments, strict=True):
            if moment is not None:
                waits[label][name].append(round((moment - filed).total_seconds()))
    return [
        ResponseRow(
            *(label, counted["count"], counted["open"], counted["escalated"], counted["rounds"]),
            [_build_stage(words, sorted(waits[label][name])) for name, words in STAGES],
        )
        for label, counted in counts.items()
    ]


def _build_stage(label: str, ordered: list[float]) -> Stage:
    found = [ordered[math.ceil(len(ordered) * share) - 1] if ordered else None for share in SHARES.values()]
    return Stage(label, len(ordered), *found)
