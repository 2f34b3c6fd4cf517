"""The statement behind the dispatch board: what stands on it, in which order, and which clock of each runs."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from django.db import models
from django.db.models import (
    Case,
    CharField,
    Count,
    DateTimeField,
    DurationField,
    ExpressionWrapper,
    F,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
    Value,
    When,
    Window,
)
from django.db.models.functions import Coalesce, Concat, NullIf, Trim

from calls.models import Call
from complaints.choices import UNFINISHED, Status
from complaints.models import Complaint, IncidentMember
from complaints.querysets import ComplaintQuerySet
from complaints.taking import name_holder
from dashboard.bare import BARE, select_undecided
from dashboard.kinds import list_kinds
from dispatch.models import Track
from response.needs import select_needing

MOST_SHOWN = 200
UNANSWERED = (Status.RECEIVED, Status.ASSIGNED)
ON_ITS_WAY = (Status.ACKNOWLEDGED, Status.EN_ROUTE)
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
    "limit",
    "limit_at",
    "escalate_at",
    "escalation_round",
    "district",
    "agency",
    "acknowledged_at",
    "en_route_at",
    "on_scene_at",
    "joined",
    "total",
    "taker",
    "taker_id",
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


class Limit(models.TextChoices):
    """What the clock of a card runs to; the labels stand below it."""

    ANSWER = "answer", "batas diterima OPD"
    ARRIVAL = "arrival", "batas tiba"
    END = "end", "batas selesai"


def select_open() -> ComplaintQuerySet:
    """Return the emergencies that stand on the board, drills left out.

    They are open, or over with a crew that needs somebody; said as the indexes `emergency_open` and `crew_needing`.
    """
    return _select_shown().real()


def select_alarms() -> QuerySet[Complaint]:
    """Return what stands at the board as a bare line, in the list or in the strip of what may be an emergency."""
    undecided = select_undecided().order_by().values("pk")
    return Complaint.objects.filter(BARE, Q(pk__in=_select_shown().values("pk")) | Q(pk__in=undecided))


def read_rows(now: datetime) -> list[dict[str, Any]]:
    """Return what is shown, at most MOST_SHOWN. One statement; each row also says how many there are in all.

    Where a crew needs somebody stands first; then the unacknowledged by their limit to answer, and the others by
    theirs. Drills stand below all of them. Each says which open major incident it belongs to.
    """
    # What folds into the row of its incident stands behind what stands singly, should there be no room for all.
    folds = When(~BARE & Q(pk__in=_select_gathered().values("complaint")), then=3)
    needs = When(pk__in=_select_needing(), then=0)
    ranks = (When(is_drill=True, then=4), needs, When(status__in=UNANSWERED, then=1), folds)
    taker = {"taker": _name_taker(), "taker_id": name_holder(F("user_id"))}
    found = _select_shown().annotate(**_find_limit(), joined=_count_callers(), **taker, **_name_incident())
    found = found.annotate(rank=Case(*ranks, default=2), total=_count_real(), **_count_incident(now))
    return list(found.order_by("rank", "limit_at", "pk").values(*_COLUMNS)[:MOST_SHOWN])


def _select_shown() -> ComplaintQuerySet:
    emergencies = Complaint.objects.filter(track=Track.EMERGENCY)
    unfinished = emergencies.filter(status__in=sorted(UNFINISHED)).order_by().values("pk")
    # Either by its own index: asked with OR, the database would read every emergency there ever was.
    return emergencies.filter(pk__in=unfinished.union(_select_needing(), all=True))


def _select_needing() -> QuerySet[Any]:
    return select_needing().values("complaint")


def _select_gathered() -> QuerySet[IncidentMember]:
    return IncidentMember.objects.filter(released_at=None, incident__closed_at=None).order_by()


def _find_limit() -> dict[str, Case]:
    """Return the limit that is next, and which one: until the agency has it, its crew is there, or all is done."""
    answer = Q(status__in=UNANSWERED)
    began = Coalesce("raised_at", "filed_at")
    times = [When(answer, then=F("respond_due_at"))]
    names = [When(answer, then=Value(Limit.ANSWER))]
    for kind in list_kinds():
        if kind.arrival_minutes:
            on_its_way = Q(category__code=kind.code, status__in=ON_ITS_WAY, on_scene_at=None)
            wait = Value(timedelta(minutes=kind.arrival_minutes), output_field=DurationField())
            times.append(When(on_its_way, then=ExpressionWrapper(began + wait, output_field=DateTimeField())))
            names.append(When(on_its_way, then=Value(Limit.ARRIVAL)))
    return {
        "limit_at": Case(*times, default=F("due_at"), output_field=DateTimeField()),
        "limit": Case(*names, default=Value(Limit.END), output_field=CharField()),
    }


def _count_real() -> Window:
    """Return how many there really are: told by every row, and wanted of the first."""
    return Window(Count("pk", filter=Q(is_drill=False)))


def _count_callers() -> Coalesce:
    """Return how many callers joined an emergency, as part of its own row."""
    joined = Call.objects.filter(complaint=OuterRef("pk"), has_joined=True).order_by().values("complaint")
    return Coalesce(Subquery(joined.annotate(count=Count("pk")).values("count")), 0)


def _name_taker() -> Coalesce:
    """Return who follows an emergency, as `str(user)` writes it; empty for nobody. Part of its own row."""
    full = NullIf(Trim(Concat("user__first_name", Value(" "), "user__last_name")), Value(""))
    name = Coalesce(full, "user__username", Value("petugas papan"), output_field=CharField())
    return Coalesce(name_holder(name), Value(""))


def _name_incident() -> dict[str, Case]:
    """Return the open major incident of an emergency as part of its own row; none of what is a bare line here."""
    member = _select_gathered().filter(complaint=OuterRef("pk"))
    wanted = {"incident": "incident", "incident_name": "incident__name", "incident_kind": "incident__kind"}
    return {
        name: Case(When(BARE, then=None), default=Subquery(member.values(column)[:1]))
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
