"""What a card of the board says of its agencies: how far each is, who does not come, what is short, who needs help."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from complaints.choices import Look
from dashboard.response_panel import is_declined
from dashboard.words import describe_moment
from dispatch.models import Agency
from response.choices import RUNG_LOOK, RUNG_ORDER, Rung
from response.engagements import STAMPS
from response.ladder import find_rung
from response.models import Engagement
from response.needs import Need, list_needs
from response.shortfalls import find_shortfalls

# What an agency's staff noted in the lifecycle, by the rung it stands for.
_OWN_STEPS: dict[str, str] = {
    Rung.ACCEPTED: "acknowledged_at",
    Rung.EN_ROUTE: "en_route_at",
    Rung.ON_SCENE: "on_scene_at",
}


@dataclass(frozen=True)
class CrewWord:
    """How far one agency is by its own word: the highest rung, and the clock of that."""

    agency: str
    rung: str
    look: Look
    at: str


@dataclass(frozen=True)
class CrewNeed:
    """What one crew needs from a person at once; `text` are the crew's own words."""

    need: Need
    agency_id: int
    agency: str
    since: str
    text: str = ""


@dataclass(frozen=True)
class AgencyCount:
    """The agencies of one emergency: `declined` are names with clocks, `short` sentences of name and what is short."""

    asked: int
    coming: int
    declined: tuple[str, ...] = ()
    short: tuple[str, ...] = ()
    words: tuple[CrewWord, ...] = ()
    needs: tuple[CrewNeed, ...] = ()


def read_engagements(keys: Sequence[int]) -> dict[int, list[Engagement]]:
    """Return the agencies' parts in these complaints, by complaint. One statement."""
    found: dict[int, list[Engagement]] = defaultdict(list)
    # Of what is sealed the request is opened, since whether there is one says that somebody asked, and a call for help.
    sealed = ("declined_reason", "by", "words")
    parts = Engagement.objects.filter(complaint__in=keys).select_related("agency").order_by("pk")
    for one in parts.defer(*sealed):
        found[one.complaint_id].append(one)
    return found


def count_agencies(
    *, rows: Sequence[dict[str, Any]], engagements: dict[int, list[Engagement]], now: datetime
) -> dict[int, AgencyCount]:
    """Return the agencies of each emergency by its id. One statement, however many emergencies and agencies."""
    agencies = _name_agencies(rows, engagements)
    short = find_shortfalls(agencies=agencies.values(), now=now)
    return {row["pk"]: _count(row, engagements.get(row["pk"], []), agencies, short, now) for row in rows}


def _count(
    row: dict[str, Any],
    engagements: list[Engagement],
    agencies: dict[int, Agency],
    short: dict[int, list[str]],
    now: datetime,
) -> AgencyCount:
    parts = {row["agency"]: None, **{one.agency_id: one for one in engagements if _is_part(one, row)}}
    declined, words, coming = [], [], 0
    for agency_id, one in parts.items():
        name = agencies[agency_id].short_name
        if one is not None and one.declined_at is not None and _has_declined(one, row):
            declined.append(f"{name} ({describe_moment(one.declined_at, now)})")
            continue
        rung = _find_rung(one, row)
        coming += bool(rung) and RUNG_ORDER[rung] >= RUNG_ORDER[Rung.ACCEPTED]
        if rung:
            words.append(CrewWord(name, Rung(rung).label, RUNG_LOOK[rung], _tell_clock(one, row, rung, now)))
    missing = tuple(f"{agencies[pk].short_name} {'; '.join(short[pk])}" for pk in parts if short.get(pk))
    # A crew out there counts whether or not its agency was asked.
    needs = tuple(need for one in engagements for need in _list_needs(one, now))
    return AgencyCount(len(parts), coming, tuple(declined), missing, tuple(words), needs)


def _is_part(one: Engagement, row: dict[str, Any]) -> bool:
    # An agency that only looked was not asked.
    return one.agency_id == row["agency"] or bool(one.asked_for) or one.rung not in ("", Rung.SEEN)


def _has_declined(one: Engagement, row: dict[str, Any]) -> bool:
    return is_declined(
        engagement=one, complaint_acknowledged_at=row["acknowledged_at"], is_lead=one.agency_id == row["agency"]
    )


def _find_rung(one: Engagement | None, row: dict[str, Any]) -> str:
    is_lead = one is None or one.agency_id == row["agency"]
    # Here no is no longer its answer, so it says nothing about how far the agency is.
    said = None if one is None or one.rung == Rung.DECLINED else one
    return find_rung(engagement=said, status=row["status"] if is_lead else "")


def _tell_clock(one: Engagement | None, row: dict[str, Any], rung: str, now: datetime) -> str:
    at = getattr(one, STAMPS[rung]) if one else None
    at = at or row.get(_OWN_STEPS.get(rung, ""))
    return describe_moment(at, now) if at else ""


def _list_needs(one: Engagement, now: datetime) -> list[CrewNeed]:
    return [
        CrewNeed(
            need=need,
            agency_id=one.agency_id,
            agency=one.agency.short_name,
            since=describe_moment(at, now),
            text=one.needs_help_text if need == Need.HELP else "",
        )
        for need, at in list_needs(one)
    ]


def _name_agencies(rows: Iterable[dict[str, Any]], engagements: dict[int, list[Engagement]]) -> dict[int, Agency]:
    # The board's rows name the responsible ones already.
    named = {row["agency"]: Agency(pk=row["agency"], short_name=row["agency__short_name"]) for row in rows}
    return named | {one.agency_id: one.agency for some in engagements.values() for one in some}
