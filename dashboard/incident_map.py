"""Where the reports of a major incident are: the spots of its map, of what the reader may read alone."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.urls import reverse

from complaints.choices import UNFINISHED
from complaints.major.reading import select_members
from complaints.models import MajorIncident
from dashboard.board_query import UNANSWERED
from dashboard.masked_page import reads_masked
from dispatch.models import Track, Visibility

if TYPE_CHECKING:
    from accounts.models import User

# The newest; more than an incident gathers in one action.
MOST_PLACED = 2000
# Decimals of a degree: what lies within ten metres, or has nothing but the village it is in, is one spot.
CLOSE = 4
WAITING, OPEN, OVER = "waiting", "open", "over"
WORDS = {WAITING: "darurat, belum diterima OPD", OPEN: "belum selesai", OVER: "selesai"}
_COLUMNS = (
    "number",
    "status",
    "track",
    "category__name",
    "lat",
    "lng",
    "village__lat",
    "village__lng",
    "village__name",
    "district__name",
)


@dataclass(frozen=True)
class Member:
    """One report on the map."""

    number: str
    state: str
    kind: str
    place: str


def place_members(*, user: User, incident: MajorIncident) -> dict[str, Any]:
    """Return the spots, those that wait for an agency first, and how many reports have none. One statement.

    A secret report has no place for anybody; lists show none either. Who reads masked finds others by village.
    """
    is_exact = not reads_masked(user)
    members = select_members(incident=incident, user=user).order_by("-pk").values("visibility", *_COLUMNS)
    spots: dict[tuple[float, float], list[Member]] = defaultdict(list)
    unplaced = 0
    for row in members[:MOST_PLACED]:
        at = _find_point(row, is_exact)
        if at is None:
            unplaced += 1
        else:
            spots[at].append(_describe(row))
    found = [_build_spot(at, reports) for at, reports in spots.items()]
    return {"spots": sorted(found, key=lambda spot: list(WORDS).index(spot["state"])), "unplaced": unplaced}


def _find_point(row: dict[str, Any], is_exact: bool) -> tuple[float, float] | None:
    own, village = (row["lat"], row["lng"]), (row["village__lat"], row["village__lng"])
    lat, lng = own if is_exact and None not in own else village
    if row["visibility"] == Visibility.SECRET or lat is None or lng is None:
        return None
    return round(float(lat), CLOSE), round(float(lng), CLOSE)


def _describe(row: dict[str, Any]) -> Member:
    place = ", ".join(name for name in (row["village__name"], row["district__name"]) if name)
    return Member(row["number"], _tell_state(row), row["category__name"], place)


def _tell_state(row: dict[str, Any]) -> str:
    if row["track"] == Track.EMERGENCY and row["status"] in UNANSWERED:
        return WAITING
    return OPEN if row["status"] in UNFINISHED else OVER


def _build_spot(at: tuple[float, float], reports: Sequence[Member]) -> dict[str, Any]:
    states = [report.state for report in reports]
    told = [f"{states.count(state)} {words}" for state, words in WORDS.items() if state in states]
    one = reports[0] if len(reports) == 1 else None
    label = f"{one.kind}, {one.place}: {WORDS[one.state]}" if one else f"{reports[0].place}: {', '.join(told)}"
    return {
        "lat": at[0],
        "lng": at[1],
        "state": next(state for state in WORDS if state in states),
        "count": len(reports),
        "label": label,
        "url": reverse("dashboard:ticket", args=[one.number]) if one else "",
    }
