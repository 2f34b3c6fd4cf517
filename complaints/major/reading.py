"""What is read of major incidents, scoped to who asks. Nobody learns of a report they may not read, nor counts it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.core.cache import cache
from django.db.models import Count, Exists, OuterRef, Q, QuerySet

from accounts.roles import Right
from complaints.choices import UNFINISHED
from complaints.masking import mask_text
from complaints.masking.villages import read_place_words
from complaints.models import Complaint, IncidentAnswer, IncidentAnswerLine, IncidentMember, MajorIncident
from complaints.querysets import ComplaintQuerySet
from dispatch.models import Visibility

if TYPE_CHECKING:
    from accounts.models import User

# On a flood night thousands look at their own ticket.
PUBLIC_COUNT_SECONDS = 30


@dataclass(frozen=True)
class MemberCount:
    """How many reports of an incident somebody may read, and how many of these are not finished."""

    total: int = 0
    unfinished: int = 0


@dataclass(frozen=True)
class PublicIncident:
    """What a reporter and the public read of an incident."""

    name: str
    count: int
    is_open: bool


@dataclass(frozen=True)
class Progress:
    """How far a joint answer is, among the reports somebody may read."""

    total: int
    done: int
    refused: int

    @property
    def answered(self) -> int:
        """How many reporters can read it by now."""
        return self.done - self.refused

    @property
    def is_over(self) -> bool:
        """Whether nothing waits any more."""
        return self.done == self.total


def select_incidents(*, user: User) -> QuerySet[MajorIncident]:
    """Return the incidents somebody may know of: all for who manages them, else those with a report they may read."""
    if not (user.is_authenticated and user.is_active):
        return MajorIncident.objects.none()
    if user.may(Right.MANAGE_INCIDENTS):
        return MajorIncident.objects.all()
    members = IncidentMember.objects.filter(incident=OuterRef("pk"), released_at=None)
    return MajorIncident.objects.filter(Exists(members.filter(complaint__in=_select_visible(user).values("pk"))))


def select_members(*, incident: MajorIncident, user: User | None) -> ComplaintQuerySet:
    """Return the reports of an incident that somebody may read; all for the system (None)."""
    members = IncidentMember.objects.filter(incident=incident, released_at=None)
    seen = Complaint.objects.visible_to(user) if user is not None else Complaint.objects.all()
    return seen.filter(pk__in=members.values("complaint"))


def count_members(*, user: User, incidents: Iterable[MajorIncident]) -> dict[int, MemberCount]:
    """Return the counts by incident id, in one statement."""
    members = IncidentMember.objects.filter(incident__in=list(incidents), released_at=None)
    members = members.filter(complaint__in=_select_visible(user).values("pk")).order_by()
    unfinished = Count("pk", filter=Q(complaint__status__in=sorted(UNFINISHED)))
    rows = members.values("incident").annotate(total=Count("pk"), unfinished=unfinished)
    return {row["incident"]: MemberCount(row["total"], row["unfinished"]) for row in rows}


def find_incident_of(complaint: Complaint) -> MajorIncident | None:
    """Return the incident a report belongs to now. Whoever may read the report may know."""
    member = IncidentMember.objects.filter(complaint=complaint, released_at=None).select_related("incident").first()
    return member.incident if member else None


def tell_public(complaint: Complaint) -> PublicIncident | None:
    """Return what the pages of citizens say of the incident; None without a name for them."""
    incident = find_incident_of(complaint)
    if incident is None or incident.is_drill or not incident.public_name:
        return None
    # It was clean when it was written; a rule that was mended since holds for it too.
    name = mask_text(incident.public_name, places=read_place_words()).text
    return PublicIncident(name, _count_for_public(incident), incident.is_open)


def measure_progress(*, answer: IncidentAnswer, user: User) -> Progress:
    """Return how far an answer is, in one statement."""
    lines = IncidentAnswerLine.objects.filter(answer=answer, complaint__in=_select_visible(user).values("pk"))
    refused = Q(done_at__isnull=False, event=None)
    found = lines.aggregate(
        total=Count("pk"), done=Count("pk", filter=Q(done_at__isnull=False)), refused=Count("pk", filter=refused)
    )
    return Progress(**found)


def _select_visible(user: User) -> ComplaintQuerySet:
    return Complaint.objects.visible_to(user)


def _count_for_public(incident: MajorIncident) -> int:
    key = f"complaints.incident.{incident.pk}.count"
    count = cache.get(key)
    if count is None:
        members = IncidentMember.objects.filter(incident=incident, released_at=None, complaint__about_agency=None)
        count = members.exclude(complaint__visibility=Visibility.SECRET).count()
        cache.set(key, count, PUBLIC_COUNT_SECONDS)
    return count
