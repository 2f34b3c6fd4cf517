"""What a card of the board says of its agencies: how many are asked and come, who does not, and what is short."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from dashboard.response_panel import is_declined
from dispatch.models import Agency
from response.choices import RUNG_ORDER, Rung
from response.ladder import find_rung
from response.models import Engagement
from response.shortfalls import find_shortfalls


@dataclass(frozen=True)
class AgencyCount:
    """The agencies of one emergency: `declined` are names, `short` sentences of name and what is short."""

    asked: int
    coming: int
    declined: list[str] = field(default_factory=list)
    short: list[str] = field(default_factory=list)


def count_agencies(*, rows: Sequence[dict[str, Any]], now: datetime) -> dict[int, AgencyCount]:
    """Return the count of each emergency by its id. Three statements, however many emergencies and agencies."""
    engagements = _read_engagements([row["pk"] for row in rows])
    agencies = _name_agencies(rows, engagements)
    short = find_shortfalls(agencies=agencies.values(), now=now)
    return {row["pk"]: _count(row, engagements[row["pk"]], agencies, short) for row in rows}


def _count(
    row: dict[str, Any], engagements: list[Engagement], agencies: dict[int, Agency], short: dict[int, list[str]]
) -> AgencyCount:
    parts = {row["agency"]: None, **{one.agency_id: one for one in engagements if _is_part(one, row)}}
    declined, coming = [], 0
    for agency_id, one in parts.items():
        is_lead = agency_id == row["agency"]
        has_declined = one is not None and is_declined(
            engagement=one, complaint_acknowledged_at=row["acknowledged_at"], is_lead=is_lead
        )
        if has_declined:
            declined.append(agencies[agency_id].short_name)
        elif _comes(one, row["status"] if is_lead else ""):
            coming += 1
    missing = [f"{agencies[pk].short_name} {'; '.join(short[pk])}" for pk in parts if short.get(pk)]
    return AgencyCount(asked=len(parts), coming=coming, declined=declined, short=missing)


def _is_part(one: Engagement, row: dict[str, Any]) -> bool:
    # An agency that only looked was not asked.
    return one.agency_id == row["agency"] or bool(one.asked_for) or one.rung not in ("", Rung.SEEN)


def _comes(one: Engagement | None, status: str) -> bool:
    reached = [rung for rung in (find_rung(status=status), one.rung if one else "") if rung != Rung.DECLINED]
    return any(rung and RUNG_ORDER[rung] >= RUNG_ORDER[Rung.ACCEPTED] for rung in reached)


def _read_engagements(keys: list[int]) -> dict[int, list[Engagement]]:
    found: dict[int, list[Engagement]] = defaultdict(list)
    # Of what is sealed only the request is opened: whether there is one says that somebody asked.
    sealed = ("declined_reason", "needs_help_text", "by", "words")
    parts = Engagement.objects.filter(complaint__in=keys).select_related("agency").order_by("pk")
    for one in parts.defer(*sealed):
        found[one.complaint_id].append(one)
    return found


def _name_agencies(rows: Iterable[dict[str, Any]], engagements: dict[int, list[Engagement]]) -> dict[int, Agency]:
    # The board's rows name the responsible ones already.
    named = {row["agency"]: Agency(pk=row["agency"], short_name=row["agency__short_name"]) for row in rows}
    return named | {one.agency_id: one.agency for some in engagements.values() for one in some}
