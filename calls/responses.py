"""How fast emergencies were acknowledged, reached and resolved: by agency, by kind, and how many a day."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt
from django.conf import settings
from django.db.models import BooleanField, Case, ExpressionWrapper, Q, When

from accounts.secret_readers import select_named_categories
from calls.emergency_months import gather_rows
from calls.emergency_rows import AGENCY, DAY, FIRST_WAIT, KIND, NEVER, ROUNDS, STAMPS, Rows
from calls.limits import read_span
from dispatch.models import Agency, Category, Visibility

if TYPE_CHECKING:
    from accounts.models import User

# From the filing to each stamp, in words.
STAGES = tuple(
    zip(STAMPS, ("Sampai diterima OPD", "Sampai berangkat", "Sampai di lokasi", "Sampai selesai"), strict=True)
)
ON_SCENE = FIRST_WAIT + STAMPS.index("on_scene_at")
SHARES = (0.5, 0.9)
SEALED = "Rahasia"
# No agency and no kind has this number.
_FOLDED = 0


@dataclass(frozen=True)
class Stage:
    """How long one stage of emergencies took, in seconds; None where nothing has reached it."""

    label: str
    count: int
    median: int | None
    p90: int | None


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
class Arrivals:
    """How many fires were reached, and how many of these within the limit (Permendagri 114/2018)."""

    count: int = 0
    in_time: int = 0

    @property
    def share(self) -> float | None:
        """The percentage that was in time; None of nothing."""
        return 100 * self.in_time / self.count if self.count else None


@dataclass(frozen=True)
class Responses:
    """The emergencies of a period: a row per agency and a row per kind, each in the order of its names.

    `days` holds (local day, kind, how many), as the national report asks for them. Secret kinds that the reader is not
    named for are one row SEALED of the county, and on no day: few as they are, an agency and a day would name them.
    """

    agencies: list[ResponseRow] = field(default_factory=list)
    kinds: list[ResponseRow] = field(default_factory=list)
    days: list[tuple[date, str, int]] = field(default_factory=list)
    fires: Arrivals = Arrivals()


def measure_responses(
    *, first: date, last: date, agency_id: int | None = None, reader: User | None = None
) -> Responses:
    """Return what became of emergencies filed from `first` to `last`, both days whole and local, as `reader` sees them.

    Costs at most three statements beside the names of agencies and kinds, and keeping a month that has just ended.
    """
    kinds = _list_kinds(reader)
    names = {pk: name for pk, _, name, _ in kinds}
    rows = _fold(gather_rows(first=first, last=last), [pk for pk, *_, is_folded in kinds if is_folded])
    if agency_id is not None:
        rows = rows[rows[:, AGENCY] == agency_id]
    agencies = dict(Agency.objects.values_list("pk", "short_name"))
    fires = [pk for pk, code, *_ in kinds if code in settings.FIRE_CATEGORIES]
    return Responses(
        agencies=_measure_groups(rows, AGENCY, agencies),
        kinds=_measure_groups(rows, KIND, names),
        days=list(_count_days(rows[rows[:, KIND] != _FOLDED], names)),
        fires=_count_arrivals(rows[np.isin(rows[:, KIND], fires)]),
    )


def _list_kinds(reader: User | None) -> list[tuple[int, str, str, bool]]:
    """Return (id, code, name, whether it is secret and the reader not named for it) of every category."""
    named = select_named_categories(reader) if reader else []
    is_folded = Case(When(Q(visibility=Visibility.SECRET) & ~Q(pk__in=named), then=True), default=False)
    kinds = Category.objects.annotate(is_folded=ExpressionWrapper(is_folded, output_field=BooleanField()))
    return list(kinds.values_list("pk", "code", "name", "is_folded"))


def _fold(rows: Rows, kinds: list[int]) -> Rows:
    """Return the rows without agency and kind where these are not the reader's to know; kept months stay whole."""
    hidden = np.isin(rows[:, KIND], kinds)
    if not hidden.any():
        return rows
    folded = rows.copy()
    folded[hidden, AGENCY] = _FOLDED
    folded[hidden, KIND] = _FOLDED
    return folded


def _measure_groups(rows: Rows, column: int, names: Mapping[int, str]) -> list[ResponseRow]:
    ordered = rows[np.argsort(rows[:, column], kind="stable")]
    keys, starts = np.unique(ordered[:, column], return_index=True)
    groups = np.split(ordered, starts[1:])
    labels = {**names, _FOLDED: SEALED}
    found = [_measure_group(labels[key], group) for key, group in zip(keys.tolist(), groups, strict=False)]
    return sorted(found, key=lambda row: (row.label == SEALED, row.label))


def _measure_group(label: str, rows: Rows) -> ResponseRow:
    rounds = rows[:, ROUNDS]
    stages = [_cut_stage(words, rows[:, place]) for place, (_, words) in enumerate(STAGES, FIRST_WAIT)]
    unfinished = len(rows) - stages[-1].count
    return ResponseRow(label, len(rows), unfinished, int(np.count_nonzero(rounds)), int(rounds.sum()), stages)


def _cut_stage(label: str, waits: npt.NDArray[np.int32]) -> Stage:
    reached = np.sort(waits[waits != NEVER])
    # As PERCENTILE_DISC has it: the smallest wait within which so many lie.
    found = [int(reached[math.ceil(len(reached) * share) - 1]) if len(reached) else None for share in SHARES]
    return Stage(label, len(reached), *found)


def _count_days(rows: Rows, names: Mapping[int, str]) -> Iterator[tuple[date, str, int]]:
    """Yield (day, kind, how many), in the order of days and names."""
    ordered = sorted(names, key=lambda pk: names[pk])
    places = np.zeros(max(names, default=0) + 1, dtype=np.int64)
    places[ordered] = np.arange(len(ordered))
    keys, counts = np.unique(rows[:, DAY].astype(np.int64) * len(ordered) + places[rows[:, KIND]], return_counts=True)
    for key, count in zip(keys.tolist(), counts.tolist(), strict=True):
        day, place = divmod(key, len(ordered))
        yield date.fromordinal(day), names[ordered[place]], count


def _count_arrivals(fires: Rows) -> Arrivals:
    waits = fires[:, ON_SCENE]
    reached = waits[waits != NEVER]
    limit = read_span("fire_arrival_minutes").total_seconds()
    return Arrivals(len(reached), int(np.count_nonzero(reached <= limit)))
