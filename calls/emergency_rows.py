"""Emergencies as rows of whole numbers, the way figures read them.

A row holds agency, kind, local day (`date.toordinal`), rounds of escalation, and the seconds until each of STAMPS,
NEVER where it has not come to that. All of it stands in the index `emergency_by_time`.
"""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from typing import Any

import numpy as np
import numpy.typing as npt
from django.db.models import Func, IntegerField, Value
from django.db.models.functions import Coalesce, TruncDate
from django.utils import timezone

from complaints.models import Complaint
from dispatch.models import Track

Rows = npt.NDArray[np.int32]

STAMPS = ("acknowledged_at", "en_route_at", "on_scene_at", "resolved_at")
AGENCY, KIND, DAY, ROUNDS, FIRST_WAIT = range(5)
WIDTH = FIRST_WAIT + len(STAMPS)
NEVER = -(2**31)
# The same on every machine that reads what another one packed.
_PACKED = np.dtype("<i4")


class _Seconds(Func):
    """Whole seconds from the second moment to the first."""

    output_field = IntegerField()
    arg_joiner = " - "
    # Not EXTRACT, which works in exact decimals.
    template = "DATE_PART('epoch', %(expressions)s)::int"

    def as_sqlite(self, compiler: Any, connection: Any, **context: Any) -> Any:
        """SQLite counts in days."""
        template = "CAST(ROUND(86400 * (julianday(%(expressions)s))) AS INTEGER)"
        return self.as_sql(compiler, connection, template=template, arg_joiner=") - julianday(", **context)


def read_rows(*, first: date, last: date) -> Rows:
    """Return the emergencies filed from `first` to `last`, both days whole and local, in one statement; no drills."""
    start, end = list_bounds(first, last)
    chosen = Complaint.objects.real().filter(track=Track.EMERGENCY, filed_at__gte=start, filed_at__lt=end).order_by()
    # What was filed as something else was asked of nobody before a person raised it.
    began = Coalesce("raised_at", "filed_at")
    waits = {f"wait_{place}": Coalesce(_Seconds(stamp, began), Value(NEVER)) for place, stamp in enumerate(STAMPS)}
    named = chosen.annotate(day=TruncDate("filed_at"), **waits)
    found = named.values_list("agency_id", "category_id", "day", "escalation_round", *waits)
    return _build([(agency, kind, day.toordinal(), *rest) for agency, kind, day, *rest in found])


def select_days(rows: Rows, *, first: date, last: date) -> Rows:
    """Return the rows of these days."""
    days = rows[:, DAY]
    return rows[(days >= first.toordinal()) & (days <= last.toordinal())]


def pack(rows: Rows) -> bytes:
    """Return rows as bytes that `unpack` reads on any machine."""
    return rows.astype(_PACKED).tobytes()


def unpack(packed: bytes | memoryview) -> Rows:
    """Return what `pack` packed."""
    return np.frombuffer(packed, dtype=_PACKED).reshape(-1, WIDTH)


def list_bounds(first: date, last: date) -> tuple[datetime, datetime]:
    """Return the moments at which these local days begin and end."""
    zone = timezone.get_current_timezone()
    start = datetime.combine(first, time.min, tzinfo=zone)
    return start, datetime.combine(last + timedelta(days=1), time.min, tzinfo=zone)


def _build(rows: list[tuple[int, ...]]) -> Rows:
    return np.array(rows, dtype=np.int32).reshape(-1, WIDTH)
