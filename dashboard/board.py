"""What the dispatch board shows: open emergencies, those that need a hand next first. The same for every watcher."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Case, CharField, Count, F, Func, OuterRef, Q, Subquery, Value, When, Window
from django.db.models.functions import Coalesce, Concat, NullIf, Trim
from django.template.loader import render_to_string
from django.utils import timezone

from calls.models import Call
from complaints.choices import STATUS_LOOK, UNFINISHED, Look, Status
from complaints.models import Complaint, Event, IncidentMember
from complaints.taking import TAKEN
from complaints.ticket_numbers import group_number
from dashboard.board_agencies import AgencyCount, count_agencies, read_engagements
from dashboard.board_groups import Membership, fold_rows, read_membership
from dashboard.words import describe_age, describe_status
from dispatch.models import Track, Visibility
from response.needs import tell_needing

MOST_SHOWN = 200
UNANSWERED = (Status.RECEIVED, Status.ASSIGNED)
_COLUMNS = (
    "pk",
    "number",
    "status",
    "filed_at",
    "raised_at",
    "lat",
    "lng",
    "is_demo",
    "is_drill",
    "visibility",
    "about_agency",
    "limit_at",
    "agency",
    "acknowledged_at",
    "en_route_at",
    "on_scene_at",
    "joined",
    "total",
    "taker",
    "incident",
    "incident_name",
    "incident_kind",
    "incident_total",
    "incident_waiting",
    "incident_late",
    "category__name",
    "agency__short_name",
    "village__name",
    "village__lat",
    "village__lng",
    "district__name",
)


@dataclass(frozen=True)
class BoardRow:
    """One open emergency. A secret one has only its agency, state and clocks."""

    agency: str
    status: str
    state: str
    look: Look
    filed_at: datetime
    age: str
    limit_at: datetime
    is_unanswered: bool
    is_late: bool
    is_secret: bool
    number: str = ""
    grouped: str = ""
    kind: str = "Laporan rahasia"
    place: str = ""
    lat: str = ""
    lng: str = ""
    callers: int = 1
    taker: str = ""
    is_demo: bool = False
    is_drill: bool = False
    is_needing: bool = False
    agencies: AgencyCount | None = None
    membership: Membership | None = None

    @property
    def is_new(self) -> bool:
        """Whether it calls for somebody: neither taken at the board nor acknowledged by the agency. No drill does."""
        return self.is_unanswered and not self.taker and not self.is_secret and not self.is_drill


def render_board() -> str:
    """Return the live list, in three statements however many are open."""
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


def select_open():
    """Return open emergencies that really are, said as the index `emergency_open` says it."""
    return _select_shown().real()


def _select_shown():
    return Complaint.objects.filter(track=Track.EMERGENCY, status__in=sorted(UNFINISHED))


def list_open(now: datetime) -> list[BoardRow]:
    """Return the open emergencies in the order of the board."""
    return read_open(now)[0]


def read_open(now: datetime) -> tuple[list[BoardRow], int]:
    """Return the open emergencies that are shown, and how many there really are.

    Where a crew needs somebody stands first; then the unacknowledged by their limit to answer, and the others by
    theirs to finish. Drills stand below all of them. Each says which open major incident it belongs to.
    """
    is_unanswered = Q(status__in=UNANSWERED)
    limit = Case(When(is_unanswered, then=F("respond_due_at")), default=F("due_at"))
    # What folds into the row of its incident stands behind what stands singly, should there be no room for all.
    folds = When(incident__isnull=False, then=3)
    ranks = (When(is_drill=True, then=4), When(Q(is_needing=True), then=0), When(is_unanswered, then=1), folds)
    found = _select_shown().annotate(is_needing=tell_needing(), limit_at=limit, joined=_count_callers())
    found = found.annotate(taker=_name_taker(), total=_count_open(), **_name_incident())
    found = found.annotate(rank=Case(*ranks, default=2), **_count_incident(now))
    rows = list(found.order_by("rank", "limit_at", "pk").values(*_COLUMNS)[:MOST_SHOWN])
    engagements = read_engagements([row["pk"] for row in rows])
    agencies = count_agencies(rows=rows, engagements=engagements, now=now)
    return [_describe(row, agencies[row["pk"]], now) for row in rows], rows[0]["total"] if rows else 0


def _describe(row: dict[str, Any], agencies: AgencyCount, now: datetime) -> BoardRow:
    # Not everybody at a board may read these, and all boards show the same bytes.
    is_secret = row["visibility"] == Visibility.SECRET or row["about_agency"] is not None
    open_to_all = {
        "agency": row["agency__short_name"],
        "status": row["status"],
        "state": describe_status(row["status"]),
        "look": STATUS_LOOK[row["status"]],
        "filed_at": row["raised_at"] or row["filed_at"],
        "age": describe_age(row["raised_at"] or row["filed_at"], now),
        "limit_at": row["limit_at"],
        "is_unanswered": row["status"] in UNANSWERED,
        "is_late": row["limit_at"] < now,
        "is_secret": is_secret,
        "is_drill": row["is_drill"],
        "is_needing": bool(agencies.needs),
    }
    if is_secret:
        return BoardRow(**open_to_all)
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
        taker=row["taker"],
        is_demo=row["is_demo"],
        agencies=agencies,
        membership=read_membership(row),
    )


def _count_open() -> Subquery:
    """Return how many are really open: counted once, with the first row."""
    return Subquery(select_open().order_by().values(count=Func(F("pk"), function="COUNT")))


def _count_callers() -> Coalesce:
    """Return how many callers joined an emergency, as part of its own row."""
    joined = Call.objects.filter(complaint=OuterRef("pk"), has_joined=True).order_by().values("complaint")
    return Coalesce(Subquery(joined.annotate(count=Count("pk")).values("count")), 0)


def _name_taker() -> Coalesce:
    """Return who follows an emergency, as `str(user)` writes it; empty for nobody. Part of its own row."""
    full = NullIf(Trim(Concat("user__first_name", Value(" "), "user__last_name")), Value(""))
    name = Coalesce(full, "user__username", Value("petugas papan"), output_field=CharField())
    lines = Event.objects.filter(complaint=OuterRef("pk"), action=TAKEN).order_by("pk")
    return Coalesce(Subquery(lines.annotate(taker=name).values("taker")[:1]), Value(""))


def _name_incident() -> dict[str, Case]:
    """Return the open major incident of an emergency as part of its own row; none of what is a bare line here."""
    member = IncidentMember.objects.filter(complaint=OuterRef("pk"), released_at=None, incident__closed_at=None)
    is_bare = Q(visibility=Visibility.SECRET) | Q(about_agency__isnull=False)
    wanted = {"incident": "incident", "incident_name": "incident__name", "incident_kind": "incident__kind"}
    return {
        name: Case(When(is_bare, then=None), default=Subquery(member.values(column)[:1]))
        for name, column in wanted.items()
    }


def _count_incident(now: datetime) -> dict[str, Window]:
    """Return how many emergencies of the row's incident are open, in all: also those that find no room here."""
    unanswered = Q(status__in=UNANSWERED)
    wanted = {"total": None, "waiting": unanswered, "late": unanswered & Q(respond_due_at__lt=now)}
    return {
        f"incident_{name}": Window(Count("pk", filter=only), partition_by=F("incident"))
        for name, only in wanted.items()
    }
