"""What the dispatch board shows: open emergencies, those that need a hand next first. The same for every watcher."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.template.loader import render_to_string
from django.utils import timezone

from complaints.choices import STATUS_LOOK, UNFINISHED, Look
from complaints.ticket_numbers import group_number
from dashboard.bare import is_bare
from dashboard.board_agencies import AgencyCount, count_agencies, read_engagements
from dashboard.board_groups import Membership, fold_rows, read_membership
from dashboard.board_query import UNANSWERED, Limit, read_rows
from dashboard.board_rounds import NextRound, find_next_rounds
from dashboard.words import describe_age, describe_status


@dataclass(frozen=True)
class BoardRow:
    """One open emergency. A secret one has only its agency, state and clocks, and who follows it."""

    agency: str
    status: str
    state: str
    look: Look
    filed_at: datetime
    age: str
    limit: str
    limit_at: datetime
    is_unanswered: bool
    is_late: bool
    is_secret: bool
    # What a bare line is known by at the board, in place of a number.
    alarm: int | None = None
    number: str = ""
    grouped: str = ""
    kind: str = "Laporan rahasia"
    place: str = ""
    lat: str = ""
    lng: str = ""
    callers: int = 1
    next_round: NextRound | None = None
    taker: str = ""
    taker_id: int | None = None
    is_demo: bool = False
    is_drill: bool = False
    is_needing: bool = False
    # What is over stands here only while a crew needs somebody.
    is_over: bool = False
    agencies: AgencyCount | None = None
    membership: Membership | None = None

    @property
    def is_new(self) -> bool:
        """Whether it calls for somebody: neither taken at the board nor acknowledged by the agency. No drill does."""
        return self.is_unanswered and not self.taker and not self.is_drill

    @property
    def is_round_first(self) -> bool:
        """Whether the next round of escalation comes before the limit."""
        return self.next_round is not None and self.next_round.at < self.limit_at


def render_board() -> str:
    """Return the live list: three statements however many are open, and now and then one each for kinds and plans."""
    rows, total = read_open(timezone.now())
    real = [row for row in rows if not row.is_drill]
    context = {
        "items": fold_rows(rows),
        "total": total,
        "left_out": total - len(real),
        "waiting": sum(row.is_unanswered for row in real),
        "late": sum(row.is_late and row.is_unanswered for row in real),
        "needing": sum(row.is_needing for row in real),
    }
    return render_to_string("dashboard/board/list.html", context)


def read_open(now: datetime) -> tuple[list[BoardRow], int]:
    """Return the emergencies that are shown, what needs a hand next first, and how many there really are."""
    rows = read_rows(now)
    engagements = read_engagements([row["pk"] for row in rows])
    agencies = count_agencies(rows=rows, engagements=engagements, now=now)
    rounds = find_next_rounds(rows)
    described = [_describe(row, agencies[row["pk"]], rounds.get(row["pk"]), now) for row in rows]
    return described, rows[0]["total"] if rows else 0


def _describe(row: dict[str, Any], agencies: AgencyCount, next_round: NextRound | None, now: datetime) -> BoardRow:
    is_secret = is_bare(row)
    open_to_all = {
        "agency": row["agency__short_name"],
        "status": row["status"],
        "state": describe_status(row["status"]),
        "look": STATUS_LOOK[row["status"]],
        "filed_at": row["raised_at"] or row["filed_at"],
        # As of the whole minute, so that all cards change with it and none between; the page's script counts on.
        "age": describe_age(row["raised_at"] or row["filed_at"], now.replace(second=0, microsecond=0)),
        "limit": Limit(row["limit"]).label,
        "limit_at": row["limit_at"],
        "is_unanswered": row["status"] in UNANSWERED,
        "is_late": row["limit_at"] < now and row["status"] in UNFINISHED,
        "is_secret": is_secret,
        "is_drill": row["is_drill"],
        "is_needing": bool(agencies.needs),
        "next_round": next_round,
        "taker": row["taker"],
        "taker_id": row["taker_id"],
        "is_over": row["status"] not in UNFINISHED,
    }
    if is_secret:
        return BoardRow(**open_to_all, alarm=row["pk"])
    place = [name for name in (row["village__name"], row["district__name"]) if name]
    lat, lng = (row["lat"], row["lng"]) if row["lat"] is not None else (row["village__lat"], row["village__lng"])
    return BoardRow(
        **open_to_all,
        number=row["number"],
        grouped=group_number(row["number"]),
        kind=row["category__name"],
        place=", ".join(place) or "Tempat belum diketahui",
        lat="" if lat is None else str(lat),
        lng="" if lng is None else str(lng),
        callers=1 + row["joined"],
        is_demo=row["is_demo"],
        agencies=agencies,
        membership=read_membership(row),
    )
