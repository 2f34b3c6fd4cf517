"""Local months, each named by its first day."""

from __future__ import annotations

from datetime import date, timedelta


def find_next_month(day: date) -> date:
    """Return the first day of the month after the one this day lies in."""
    return (day.replace(day=1) + timedelta(days=31)).replace(day=1)
