"""Whether the 112 desk is staffed now, and until when, in words. Local time throughout."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from django.conf import settings
from django.core.cache import cache
from django.utils import timezone

from dispatch.models import HoursException, ServiceHours

CACHE_KEY = "dispatch.hours"
CACHE_SECONDS = 30
DAYS_AHEAD = 8
MIDNIGHT = time(0, 0)
# Indonesia has three zones, all without summer time.
ZONE_NAMES = {"Asia/Jakarta": "WIB", "Asia/Pontianak": "WIB", "Asia/Makassar": "WITA", "Asia/Jayapura": "WIT"}

Span = tuple[datetime, datetime]


@dataclass(frozen=True)
class HoursNow:
    """Whether the desk is open, and the sentence that says so."""

    is_open: bool
    text: str


@dataclass(frozen=True)
class _Timetable:
    weekdays: dict[int, tuple[time, time, bool]]
    exceptions: dict[date, tuple[time | None, time | None]]


def describe_hours(now: datetime | None = None) -> HoursNow:
    """Say whether the desk is open at `now`, until when, or from when again."""
    now = timezone.localtime(now)
    spans = _merge(_list_spans(_read_timetable(now.date()), now.date()))
    for start, end in spans:
        if start <= now < end:
            return HoursNow(True, f"Buka sekarang, {_describe_end(now, end)}")
        if start > now:
            return HoursNow(False, f"Tutup, buka lagi {_describe_day(now, start)} {_describe_time(start)}")
    return HoursNow(False, "Tutup")


def forget_hours() -> None:
    """Show changed hours at once in processes that share this cache."""
    cache.delete(CACHE_KEY)


def _read_timetable(today: date) -> _Timetable:
    found = cache.get(CACHE_KEY)
    if found is None:
        rows = ServiceHours.objects.values_list("weekday", "opens", "closes", "all_day")
        # From some days back, so that the answer stays right for another `now`.
        exceptions = HoursException.objects.filter(date__gte=today - timedelta(days=2)).order_by("date")[:60]
        found = _Timetable(
            weekdays={weekday: (opens, closes, all_day) for weekday, opens, closes, all_day in rows},
            exceptions={row.date: (row.opens, row.closes) for row in exceptions},
        )
        cache.set(CACHE_KEY, found, CACHE_SECONDS)
    return found


def _list_spans(timetable: _Timetable, today: date) -> Iterator[Span]:
    # From yesterday, whose hours may run past midnight.
    for number in range(-1, DAYS_AHEAD + 1):
        day = today + timedelta(days=number)
        if day in timetable.exceptions:
            opens, closes = timetable.exceptions[day]
        elif day.weekday() in timetable.weekdays:
            opens, closes, all_day = timetable.weekdays[day.weekday()]
            opens, closes = (MIDNIGHT, MIDNIGHT) if all_day else (opens, closes)
        else:
            continue
        if opens is not None and closes is not None:
            yield _make_span(day, opens, closes)


def _make_span(day: date, opens: time, closes: time) -> Span:
    last_day = day if closes > opens else day + timedelta(days=1)
    return timezone.make_aware(datetime.combine(day, opens)), timezone.make_aware(datetime.combine(last_day, closes))


def _merge(spans: Iterator[Span]) -> list[Span]:
    merged: list[Span] = []
    for start, end in spans:
        if merged and start <= merged[-1][1]:
            merged[-1] = (merged[-1][0], max(end, merged[-1][1]))
        else:
            merged.append((start, end))
    return merged


def _describe_end(now: datetime, end: datetime) -> str:
    if end - now > timedelta(days=7):
        return "24 jam"
    if end.date() <= now.date() or (end - now < timedelta(days=1) and end.time() == MIDNIGHT):
        return f"sampai {_describe_time(end, is_end=True)}"
    return f"sampai {_describe_day(now, end)} {_describe_time(end)}"


def _describe_day(now: datetime, moment: datetime) -> str:
    days = (moment.date() - now.date()).days
    if days < 2:
        return "besok" if days else "hari ini"
    return str(ServiceHours.Weekday(moment.weekday()).label)


def _describe_time(moment: datetime, *, is_end: bool = False) -> str:
    clock = "24.00" if is_end and moment.time() == MIDNIGHT else f"{moment:%H.%M}"
    return f"{clock} {ZONE_NAMES.get(settings.TIME_ZONE, '')}".rstrip()
