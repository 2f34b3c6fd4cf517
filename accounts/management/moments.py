"""Times as they are typed behind a command."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.core.management.base import CommandError
from django.utils import timezone
from django.utils.dateparse import parse_date, parse_datetime

ADVICE = "Tulis waktu seperti 2026-11-24 atau 2026-11-24T07:30, menurut WIB."


def read_period(start: str, end: str) -> tuple[datetime, datetime]:
    """Return both ends; without them everything until now. Raises CommandError."""
    first = read_moment(start, default=datetime(2000, 1, 1, tzinfo=timezone.get_default_timezone()))
    last = read_moment(end, default=timezone.now(), is_end=True)
    if first >= last:
        raise CommandError("--from harus sebelum --to.")
    return first, last


def read_moment(text: str, *, default: datetime, is_end: bool = False) -> datetime:
    """Return what was typed as an aware time; a day alone means its beginning, or its end. Raises CommandError."""
    if not text:
        return default
    try:
        day = parse_date(text)
        moment = parse_datetime(text) if day is None else datetime(day.year, day.month, day.day)
    except ValueError as error:
        raise CommandError(ADVICE) from error
    if moment is None:
        raise CommandError(ADVICE)
    if day is not None and is_end:
        moment += timedelta(days=1)
    return moment if timezone.is_aware(moment) else timezone.make_aware(moment, timezone.get_default_timezone())
