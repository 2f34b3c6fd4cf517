"""Keeps the emergencies of months that are over, so that a year of figures reads twelve rows and not its reports.

On PostgreSQL the database marks a month whenever one of its emergencies changes after it was over (migration 0009);
a marked month is read anew by whoever asks next. On SQLite, where one machine holds everything, nothing is kept.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta

import numpy as np
from django.db import connection, transaction
from django.utils import timezone

from calls.emergency_rows import Rows, list_bounds, pack, read_rows, select_days, unpack
from calls.models import EmergencyMonth, MonthMark
from calls.months import find_next_month

DAY = timedelta(days=1)
# What was filed in a month's last moment is there to be read by then, also if two machines' clocks disagree.
SETTLES = timedelta(hours=1)


def gather_rows(*, first: date, last: date) -> Rows:
    """Return the emergencies filed from `first` to `last`, both days whole and local.

    Months that are over come as they are kept, the rest from the index: three statements, and more only where a month
    has to be kept first.
    """
    over = list(_list_months_over(first, last))
    kept = _read_kept(over)
    rest = find_next_month(over[-1]) if over else first
    live = [read_rows(first=rest, last=last)] if rest <= last else []
    return np.concatenate([*(select_days(rows, first=first, last=last) for rows in kept), *live])


def _list_months_over(first: date, last: date) -> Iterator[date]:
    if connection.vendor != "postgresql":
        return
    month, now = first.replace(day=1), timezone.localtime()
    while month <= last and list_bounds(month, _find_last_day(month))[1] + SETTLES <= now:
        yield month
        month = find_next_month(month)


def _read_kept(months: list[date]) -> list[Rows]:
    # The marks first: whatever changes after they were looked at may be missing, as it may from any reading.
    marked = set(MonthMark.objects.filter(month__in=months).values_list("month", flat=True)) if months else set()
    kept = dict(EmergencyMonth.objects.filter(month__in=months).values_list("month", "packed")) if months else {}
    return [_keep(month) if month in marked or month not in kept else unpack(kept[month]) for month in months]


def _keep(month: date) -> Rows:
    """Read a month's emergencies and keep them."""
    with transaction.atomic():
        EmergencyMonth.objects.bulk_create([EmergencyMonth(month=month)], ignore_conflicts=True)
        row = EmergencyMonth.objects.select_for_update().get(month=month)
        # Away with the marks that are seen, then read: the mark of a change that cannot be seen yet stays.
        MonthMark.objects.filter(month=month).delete()
        rows = read_rows(first=month, last=_find_last_day(month))
        row.packed = pack(rows)
        row.save(update_fields=["packed"])
    return rows


def _find_last_day(month: date) -> date:
    return find_next_month(month) - DAY
