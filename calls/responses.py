"""How fast emergencies were acknowledged, reached and resolved: by agency, by kind, and how many a day.

All of it is read from the index `emergency_by_time`, which holds every column asked for: in one pass for the
waits, in another for the days. PostgreSQL works out the percentiles itself; for SQLite, where one machine holds
everything, they are worked out here, by the same definition.
"""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from typing import Any

from django.db import connection
from django.db.models import Count, F, Func, IntegerField, QuerySet
from django.db.models.functions import Coalesce, TruncDate
from django.utils import timezone

from complaints.models import Complaint
from dispatch.models import Agency, Category, Track

# From the filing to this stamp, in words.
STAGES = (
    ("acknowledged_at", "Sampai diterima OPD"),
    ("en_route_at", "Sampai berangkat"),
    ("on_scene_at", "Sampai di lokasi"),
    ("resolved_at", "Sampai selesai"),
)
STAMPS = [stamp for stamp, _ in STAGES]
SHARES = (0.5, 0.9)
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


@dataclass(frozen=True)
class Responses:
    """The emergencies of a period: a row per agency and a row per kind, each in the order of its names.

    `days` holds (local day, kind, how many), as the national report asks for them.
    """

    agencies: list[ResponseRow] = field(default_factory=list)
    kinds: list[ResponseRow] = field(default_factory=list)
    days: list[tuple[date, str, int]] = field(default_factory=list)


# (agency, kind, (count, open, escalated, rounds), stages); of agency and kind the one not grouped by is None.
_Group = tuple[int | None, int | None, tuple[int, int, int, int], list[Stage]]


def measure_responses(*, first: date, last: date, agency_id: int | None = None) -> Responses:
    """Return what became of emergencies filed from `first` to `last`, both days whole and local.

    Costs two statements beside the names of agencies and kinds.
    """
    chosen = _select(first, last, agency_id)
    groups = _group_in_database(chosen) if connection.vendor == "postgresql" else _group_here(chosen)
    agencies: dict[int | None, str] = dict(Agency.objects.values_list("pk", "short_name"))
    kinds: dict[int | None, str] = dict(Category.objects.values_list("pk", "name"))
    found = Responses(days=sorted((day, kinds[kind], count) for day, kind, count in _count_days(chosen)))
    for agency, kind, counts, stages in groups:
        if kind is None:
            found.agencies.append(ResponseRow(agencies[agency], *counts, stages))
        else:
            found.kinds.append(ResponseRow(kinds[kind], *counts, stages))
    for rows in (found.agencies, found.kinds):
        rows.sort(key=lambda row: row.label)
    return found


def list_bounds(first: date, last: date) -> tuple[datetime, datetime]:
    """Return the moments at which these local days begin and end."""
    zone = timezone.get_current_timezone()
    start = datetime.combine(first, time.min, tzinfo=zone)
    return start, datetime.combine(last + timedelta(days=1), time.min, tzinfo=zone)


def _select(first: date, last: date, agency_id: int | None) -> QuerySet[Complaint]:
    start, end = list_bounds(first, last)
    rows = Complaint.objects.real().filter(track=Track.EMERGENCY, filed_at__gte=start, filed_at__lt=end).order_by()
    return rows.filter(agency_id=agency_id) if agency_id is not None else rows


def _count_days(chosen: QuerySet[Complaint]) -> Iterable[tuple[date, int, int]]:
    rows = chosen.values(day=TruncDate("filed_at"), kind=F("category_id"))
    return rows.annotate(count=Count("*")).values_list("day", "kind", "count")


def _group_in_database(chosen: QuerySet[Complaint]) -> list[_Group]:
    # Not EXTRACT, which works in exact decimals.
    waits = {
        f"wait_{place}": Func(
            *(F(stamp), BEGAN),
            template="DATE_PART('epoch', %(expressions)s)::int",
            arg_joiner=" - ",
            output_field=IntegerField(),
        )
        for place, stamp in enumerate(STAMPS)
    }
    rows = chosen.values("agency_id", "category_id", "escalation_round").annotate(**waits)
    with connection.cursor() as cursor:
        sql, given = rows.query.sql_with_params()
        cursor.execute(_AGGREGATE.format(rows=sql), [*given, *[list(SHARES)] * len(STAGES)])
        return [_read_group(row) for row in cursor]


# The rows are computed once and grouped twice; one sort of a stage's waits gives all its shares.
_AGGREGATE = """
WITH chosen AS MATERIALIZED ({rows})
SELECT agency_id, category_id, count(*), count(*) - count(wait_3), count(*) FILTER (WHERE escalation_round > 0),
       sum(escalation_round)::int,
       count(wait_0), percentile_disc(%s::float8[]) WITHIN GROUP (ORDER BY wait_0),
       count(wait_1), percentile_disc(%s::float8[]) WITHIN GROUP (ORDER BY wait_1),
       count(wait_2), percentile_disc(%s::float8[]) WITHIN GROUP (ORDER BY wait_2),
       count(wait_3), percentile_disc(%s::float8[]) WITHIN GROUP (ORDER BY wait_3)
FROM chosen GROUP BY GROUPING SETS ((agency_id), (category_id))
"""


def _read_group(row: tuple[Any, ...]) -> _Group:
    agency, kind, count, unfinished, escalated, rounds, *timed = row
    stages = [
        Stage(words, reached, *(waits or NOTHING))
        for (_, words), reached, waits in zip(STAGES, timed[::2], timed[1::2], strict=True)
    ]
    return agency, kind, (count, unfinished, escalated, rounds), stages


def _group_here(chosen: QuerySet[Complaint]) -> list[_Group]:
    rows = chosen.values_list("agency_id", "category_id", "escalation_round", BEGAN, *STAMPS)
    groups: dict[tuple[int | None, int | None], list[tuple[Any, ...]]] = defaultdict(list)
    for agency, kind, *told in rows:
        groups[agency, None].append(tuple(told))
        groups[None, kind].append(tuple(told))
    return [(*key, *_count_group(told)) for key, told in groups.items()]


def _count_group(told: list[tuple[Any, ...]]) -> tuple[tuple[int, int, int, int], list[Stage]]:
    """Count one group of (rounds, beginning, one moment for each stage)."""
    rounds = [row[0] for row in told]
    unfinished = sum(row[-1] is None for row in told)
    stages = [_cut_stage(words, [(row[1], row[place]) for row in told]) for place, (_, words) in enumerate(STAGES, 2)]
    return (len(told), unfinished, sum(map(bool, rounds)), sum(rounds)), stages


def _cut_stage(label: str, moments: list[tuple[datetime, datetime | None]]) -> Stage:
    ordered = sorted(round((end - start).total_seconds()) for start, end in moments if end is not None)
    # As PERCENTILE_DISC has it: the smallest wait within which so many lie.
    found = [ordered[math.ceil(len(ordered) * share) - 1] if ordered else None for share in SHARES]
    return Stage(label, len(ordered), *found)
