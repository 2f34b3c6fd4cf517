"""What the wallboard shows: five figures and where emergencies are open. Nothing of anybody, and no exact place."""

from __future__ import annotations

import statistics
from collections import defaultdict
from dataclasses import dataclass
from datetime import datetime, timedelta
from math import dist
from typing import Any

from django.db.models import Count, F, Q
from django.db.models.functions import Coalesce
from django.template.loader import render_to_string
from django.utils import timezone

from calls.choices import NUISANCE, Callback, Direction
from calls.limits import read_limit, read_span
from calls.models import Call
from calls.waiting import OPEN, RINGING, SPOKEN_FOR, spoken_now
from complaints.models import Complaint
from dashboard.board_query import UNANSWERED, select_open
from dashboard.wall_map import read_outline
from dispatch.hours import describe_hours
from dispatch.models import Track, Visibility

# More than this is not told apart on a wall; the count goes on.
MOST_PLACED = 1000
MOST_TIMED = 5000
# In units of the drawing.
CLOSE = 88


@dataclass(frozen=True)
class Spot:
    """Open emergencies close together: how many, and how many of them no agency has acknowledged."""

    x: float
    y: float
    count: int
    unanswered: int

    @property
    def radius(self) -> float:
        """Size in the drawing; grows with the number, so that ten are seen to be more than one."""
        return round(min(54.0, 30 + 4 * (self.count - 1) ** 0.5), 1)

    @property
    def left(self) -> float:
        """Left edge of the square that stands for unacknowledged ones."""
        return round(self.x - self.radius, 1)

    @property
    def top(self) -> float:
        """Its upper edge."""
        return round(self.y - self.radius, 1)

    @property
    def side(self) -> float:
        """Its side."""
        return 2 * self.radius


@dataclass(frozen=True)
class OpenNow:
    """Open emergencies: how many, how many unacknowledged, where, and how many have no place to show."""

    count: int
    unanswered: int
    spots: list[Spot]
    unplaced: int


@dataclass(frozen=True)
class Slowest:
    """The agency that took longest today, by the median of its emergencies: seconds."""

    agency: str
    seconds: float
    waiting: int


def render_wall() -> str:
    """Return the live part, in at most six statements however much goes on."""
    now = timezone.now()
    start = timezone.localtime(now).replace(hour=0, minute=0, second=0, microsecond=0)
    outline = read_outline()
    context = {
        "outline": outline,
        "open": find_open(),
        "calls": count_calls(start=start, now=now),
        "slowest": find_slowest(start=start, now=now),
        "hours": describe_hours(now),
        "answer_seconds": read_limit("answer_seconds"),
    }
    return render_to_string("dashboard/wall/part.html", context)


def find_open() -> OpenNow:
    """Return the open emergencies by village; secret ones, and those about an agency, are counted without a place."""
    shown = select_open().filter(is_drill=False)
    rows = list(
        shown.values_list("status", "visibility", "about_agency", "village", "village__lat", "village__lng")[
            :MOST_PLACED
        ]
    )
    marks: dict[tuple[float, float], list[bool]] = defaultdict(list)
    outline = read_outline()
    for status, visibility, about, village, lat, lng in rows:
        is_hidden = visibility == Visibility.SECRET or about is not None
        place = None if is_hidden or village is None else outline.place(lat, lng)
        if place is not None:
            marks[place].append(status in UNANSWERED)
    spots = join_close([Spot(*place, len(marks[place]), sum(marks[place])) for place in sorted(marks)])
    total = len(rows) if len(rows) < MOST_PLACED else shown.count()
    unanswered = sum(row[0] in UNANSWERED for row in rows)
    return OpenNow(total, unanswered, spots, total - sum(spot.count for spot in spots))


def join_close(spots: list[Spot]) -> list[Spot]:
    """Return the spots with those that would touch drawn as one: numbers are to be read from five metres."""
    joined: list[Spot] = []
    for spot in sorted(spots, key=lambda one: (-one.count, one.x, one.y)):
        close = next((one for one in joined if dist((one.x, one.y), (spot.x, spot.y)) < CLOSE), None)
        if close is None:
            joined.append(spot)
        else:
            joined[joined.index(close)] = Spot(
                close.x, close.y, close.count + spot.count, close.unanswered + spot.unanswered
            )
    return sorted(joined, key=lambda spot: (spot.unanswered > 0, spot.count))


def count_calls(*, start: datetime, now: datetime) -> dict[str, Any]:
    """Return calls now and since `start`: counts, and shares as percentages or None of nothing. Drills are in none."""
    today = _count_since(start, now)
    # A call whose caller has hung up is nobody's now, though its desk may still be writing.
    running = Call.objects.filter(OPEN, ended_at=None, rang_at__gt=now - SPOKEN_FOR, is_drill=False)
    open_now = running.aggregate(ringing=Count("pk", filter=RINGING), taken=Count("pk", filter=spoken_now(now)))
    return {
        **today,
        **open_now,
        "now": open_now["ringing"] + open_now["taken"],
        "missed": Call.objects.filter(callback=Callback.WAITING, is_drill=False).count(),
        "in_time_share": _share(today["in_time"], today["answered"]),
        "nuisance_share": _share(today["nuisance"], today["incoming"]),
    }


def _count_since(start: datetime, now: datetime) -> dict[str, int]:
    own = Q(direction=Direction.IN, is_drill=False)
    # A call typed after an outage says nothing of how fast anybody answered.
    answered = own & Q(answered_at__isnull=False, typed_at=None)
    in_time = answered & Q(answered_at__lte=F("rang_at") + read_span("answer_seconds"))
    return Call.objects.filter(rang_at__gte=start, rang_at__lte=now + timedelta(minutes=5)).aggregate(
        incoming=Count("pk", filter=own),
        answered=Count("pk", filter=answered),
        in_time=Count("pk", filter=in_time),
        nuisance=Count("pk", filter=own & Q(kind__in=sorted(NUISANCE))),
    )


def find_slowest(*, start: datetime, now: datetime) -> Slowest | None:
    """Return the agency with the longest median until it acknowledged, of today's emergencies.

    One that still waits counts with the time it has waited so far. What a person made an emergency waits since then:
    nobody asked the agency before.
    """
    rows = Complaint.objects.real().filter(track=Track.EMERGENCY, filed_at__gte=start).order_by("-filed_at")
    waits: dict[str, list[float]] = defaultdict(list)
    waiting: dict[str, int] = defaultdict(int)
    wanted = rows.values_list("agency__short_name", "status", Coalesce("raised_at", "filed_at"), "acknowledged_at")
    for agency, status, began, acknowledged in wanted[:MOST_TIMED]:
        if acknowledged is not None or status in UNANSWERED:
            waits[agency].append(((acknowledged or now) - began).total_seconds())
            waiting[agency] += acknowledged is None
    if not waits:
        return None
    medians = {agency: statistics.median(seconds) for agency, seconds in waits.items()}
    slowest = max(medians, key=lambda agency: (medians[agency], agency))
    return Slowest(slowest, medians[slowest], waiting[slowest])


def _share(part: int, whole: int) -> float | None:
    return 100 * part / whole if whole else None
