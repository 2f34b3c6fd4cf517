"""Bars of the figures page as numbers for SVG; the same figures stand in a table beside each chart."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from calls.figures import CallFigures
from calls.responses import ResponseRow

HIGH, COLUMN = 96, 10
# In the order of KINDS; the classes are colours of the kinds (desk.css).
TONES = ("sea", "blue", "grey", "ink", "amber", "line")
DAYS_WIDE = 240
# How many agencies a chart of waits shows: those that took longest.
MOST_AGENCIES = 10


@dataclass(frozen=True)
class Bar:
    """One rectangle and what it says."""

    x: float
    y: float
    width: float
    height: float
    tone: str
    title: str


def stack_hours(calls: CallFigures) -> dict[str, Any]:
    """Return calls by hour, stacked by kind, in a picture 240 wide and 100 high; the legend names the kinds used."""
    highest = max(calls.hours) or 1
    bars = []
    for hour in range(24):
        top: float = 100
        for (label, hours), tone in zip(calls.kind_hours, TONES, strict=True):
            height = round(HIGH * hours[hour] / highest, 2)
            if height:
                top = round(top - height, 2)
                title = f"{hour}.00, {label}: {hours[hour]}"
                bars.append(Bar(hour * COLUMN + 1, top, COLUMN - 2, height, tone, title))
    legend = [(tone, label) for (label, count), tone in zip(calls.kinds, TONES, strict=True) if count]
    return {"bars": bars, "legend": legend, "labels": [(hour * COLUMN + 1, hour) for hour in range(0, 24, 3)]}


def draw_days(days: Sequence[tuple[date, str, int]], *, first: date, last: date) -> dict[str, Any]:
    """Return emergencies a day, of all kinds, in a picture 240 wide and 100 high."""
    counts: Counter[date] = Counter()
    for day, _, count in days:
        counts[day] += count
    length = (last - first).days + 1
    wide, highest = DAYS_WIDE / length, max(counts.values(), default=1)
    bars = []
    for number in range(length):
        day = first + timedelta(days=number)
        height = round(HIGH * counts[day] / highest, 2)
        if height:
            x = round(number * wide, 2)
            bars.append(Bar(x, 100 - height, round(wide * 0.85, 2), height, "red", f"{day:%d.%m.%Y}: {counts[day]}"))
    return {"bars": bars, "first": first, "last": last, "highest": highest}


def draw_waits(rows: Sequence[ResponseRow]) -> list[dict[str, Any]]:
    """Return p90 and median until acknowledged as two bars a row (0 to 100), the slowest first."""
    timed = [(row, row.stages[0]) for row in rows if row.stages[0].p90 is not None]
    timed.sort(key=lambda pair: -(pair[1].p90 or 0))
    longest = max((stage.p90 or 0 for _, stage in timed), default=0) or 1
    return [
        {
            "label": row.label,
            "stage": stage,
            "median": round(100 * (stage.median or 0) / longest, 1),
            "p90": round(100 * (stage.p90 or 0) / longest, 1),
        }
        for row, stage in timed[:MOST_AGENCIES]
    ]
