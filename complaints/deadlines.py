"""Working-day deadlines, and how they read.

A working day is Monday to Friday, except national holidays and collective leave
(cuti bersama), as set each year by the Joint Decree of three ministers (SKB 3
Menteri: Agama, Ketenagakerjaan, PANRB) and published in the `holidays` package as
its categories "public" and "government" for Indonesia. Years without a decree yet
carry the package's estimate. Dates are those of the local time zone (TIME_ZONE).

The day something arrives is not counted; it is due at 23:59:59 of the n-th working
day after it.
"""

from __future__ import annotations

from bisect import bisect_right
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from functools import lru_cache
from math import ceil
from typing import TYPE_CHECKING

import holidays
from django.utils import timezone

from complaints.choices import FINAL, UNREAD, Status

if TYPE_CHECKING:
    from complaints.models import Complaint

COUNTRY = "ID"
END_OF_DAY = time(23, 59, 59)
LAST_WEEKDAY = 4  # Friday


@dataclass(frozen=True)
class DeadlineWords:
    """A deadline as a person reads it; `tone` is red (emergencies only), amber, green or grey."""

    text: str
    tone: str


# --- counting ---------------------------------------------------------------


@lru_cache(maxsize=64)
def working_days_of(year: int) -> tuple[date, ...]:
    """Return the working days of a year, in order."""
    off = holidays.country_holidays(COUNTRY, years=year, categories=("public", "government"))
    days = (date(year, 1, 1) + timedelta(days=number) for number in range(366))
    return tuple(day for day in days if day.year == year and day.weekday() <= LAST_WEEKDAY and day not in off)


def is_working_day(day: date) -> bool:
    """Tell whether offices work on this date."""
    days = working_days_of(day.year)
    place = bisect_right(days, day)
    return place > 0 and days[place - 1] == day


def add_working_days(start: datetime, days: int) -> datetime:
    """Return the end of the `days`-th working day after `start` (aware).

    Zero means today if it is a working day, else the next one. Raises ValueError
    for a negative number or a naive time.
    """
    if days < 0:
        raise ValueError("days must not be negative")
    first = _local_date(start)
    if days == 0:
        first, days = first - timedelta(days=1), 1
    return timezone.make_aware(datetime.combine(_find_working_day(first, days), END_OF_DAY))


def count_working_days(start: datetime, end: datetime) -> int:
    """Return how many working days lie after the date of `start`, up to the date of `end`.

    Negative when `end` comes first; raises ValueError for a naive time.
    """
    first, last = _local_date(start), _local_date(end)
    if last < first:
        return -_count_between(last, first)
    return _count_between(first, last)


def shift_deadline(due: datetime, *, paused_at: datetime, resumed_at: datetime) -> datetime:
    """Return the deadline moved by the working days that went by while the clock stood still."""
    stood_still = max(0, count_working_days(paused_at, resumed_at))
    return add_working_days(due, stood_still) if stood_still else due


def subtract_working_days(end: datetime, days: int) -> datetime:
    """Return the start of the day that lies `days` working days before `end`."""
    day = _local_date(end)
    while days > 0:
        day -= timedelta(days=1)
        days -= is_working_day(day)
    return timezone.make_aware(datetime.combine(day, time.min))


def _find_working_day(after: date, number: int) -> date:
    year, place = after.year, bisect_right(working_days_of(after.year), after) + number - 1
    while place >= len(working_days_of(year)):
        place -= len(working_days_of(year))
        year += 1
    return working_days_of(year)[place]


def _count_between(first: date, last: date) -> int:
    whole_years = sum(len(working_days_of(year)) for year in range(first.year, last.year))
    until_first = bisect_right(working_days_of(first.year), first)
    return whole_years + bisect_right(working_days_of(last.year), last) - until_first


def _local_date(moment: datetime) -> date:
    if timezone.is_naive(moment):
        raise ValueError("a deadline needs a time zone")
    return timezone.localtime(moment).date()


# --- words ------------------------------------------------------------------


def describe_deadline(complaint: Complaint, now: datetime | None = None) -> DeadlineWords:
    """Say how much time a complaint has left, for the reporter and for staff alike."""
    now = now or timezone.now()
    if complaint.status in FINAL or complaint.status == Status.RESOLVED:
        return _describe_end(complaint)
    if complaint.status == Status.NEEDS_INFO:
        return DeadlineWords("tenggat berhenti, menunggu keterangan pelapor", "amber")
    if complaint.paused_at is not None:
        return DeadlineWords("tenggat berhenti", "amber")
    if complaint.is_emergency and complaint.acknowledged_at is None:
        return _describe_response(complaint.respond_due_at, now)
    late_tone = "red" if complaint.is_emergency else "amber"
    return _describe_first_step(complaint, now) or _describe_remaining(complaint.due_at, now, late_tone=late_tone)


def _describe_end(complaint: Complaint) -> DeadlineWords:
    if complaint.resolved_at is None:
        return DeadlineWords("tidak ada tenggat", "grey")
    late = count_working_days(complaint.due_at, complaint.resolved_at)
    if late > 0:
        return DeadlineWords(f"selesai, terlambat {late} hari kerja", "grey")
    return DeadlineWords("selesai tepat waktu", "green")


def _describe_response(due: datetime, now: datetime) -> DeadlineWords:
    seconds = (due - now).total_seconds()
    if seconds >= 0:
        return DeadlineWords(f"batas tanggapan {_describe_duration(seconds)} lagi", "amber")
    return DeadlineWords(f"tanggapan terlambat {_describe_duration(-seconds)}", "red")


def _describe_duration(seconds: float) -> str:
    minutes = max(1, ceil(seconds / 60))
    if minutes < 120:
        return f"{minutes} menit"
    return f"{minutes // 60} jam" if minutes < 48 * 60 else f"{minutes // 1440} hari"


def _describe_first_step(complaint: Complaint, now: datetime) -> DeadlineWords | None:
    """Name the first step that is late or must be taken today, unless the whole matter is late."""
    if complaint.is_emergency or now > complaint.due_at:
        return None
    unread, unanswered = complaint.status in UNREAD, complaint.first_answer_at is None
    waits = [("tanggapan pertama ", complaint.respond_due_at if unanswered else None)]
    waits += [("verifikasi ", complaint.verify_due_at if unread else None)]
    pressing = ((what, due) for what, due in waits if due and count_working_days(now, due) <= 0)
    what, due = next(pressing, ("", None))
    return _describe_remaining(due, now, late_tone="amber", what=what) if due else None


def _describe_remaining(due: datetime, now: datetime, *, late_tone: str, what: str = "") -> DeadlineWords:
    if now > due:
        late = count_working_days(due, now)
        return DeadlineWords(what + (f"terlambat {late} hari kerja" if late else "baru saja lewat tenggat"), late_tone)
    left = count_working_days(now, due)
    if left == 0:
        return DeadlineWords(f"{what}hari ini terakhir", "amber")
    return DeadlineWords(f"sisa {left} hari kerja", "amber" if left == 1 else "grey")
