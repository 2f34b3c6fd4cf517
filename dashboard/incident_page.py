"""What the pages of major incidents show, in a fixed number of statements."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any

from django.db.models import Count, Q, QuerySet
from django.http import Http404

from complaints.choices import STATUS_LOOK, UNFINISHED, Look, Status
from complaints.major.reading import MemberCount, Progress, count_members, select_incidents, select_members
from complaints.models import Complaint, IncidentAnswer, MajorIncident
from complaints.querysets import ComplaintQuerySet
from complaints.ticket_numbers import is_valid
from dashboard.paging import Page, read_newest
from dashboard.piles import EVERYTHING
from dashboard.selectors import read_inbox
from dashboard.words import describe_age, describe_status

if TYPE_CHECKING:
    from accounts.models import User

LISTED = 20
# An action of the page takes no more rows than a page has.
MOST_CHOSEN = 100
MOST_EVENTS = 30
MOST_ANSWERS = 5
UNKNOWN_PLACE = "Tempat belum diketahui"


@dataclass(frozen=True)
class IncidentRow:
    """One incident in a list, with what the reader may count of it."""

    incident: MajorIncident
    count: MemberCount
    age: str


@dataclass(frozen=True)
class AnswerRow:
    """One joint answer and how far it is."""

    answer: IncidentAnswer
    progress: Progress


@dataclass(frozen=True)
class StateCount:
    """How many reports are in one state."""

    label: str
    look: Look
    count: int


@dataclass(frozen=True)
class Summary:
    """The reports of an incident that somebody may read: by place, agency and state, the most first."""

    total: int
    unfinished: int
    places: list[tuple[str, int]]
    agencies: list[tuple[str, int]]
    states: list[StateCount]


def find_incident(*, user: User, incident_id: int) -> MajorIncident:
    """Return an incident this person may know of; raises Http404 for any other."""
    rows = select_incidents(user=user).select_related("opened_by", "closed_by")
    incident = rows.filter(pk=incident_id).first()
    if incident is None:
        raise Http404
    return incident


def list_incidents(*, user: User, cursor: str, now: datetime) -> tuple[list[IncidentRow], list[IncidentRow], Page]:
    """Return the open incidents, a page of the closed ones, and that page. Three statements at most."""
    rows = select_incidents(user=user).defer("description")
    open_ones = list(rows.filter(closed_at=None).order_by("-id")[:LISTED])
    page = read_newest(rows.exclude(closed_at=None), cursor=cursor, size=LISTED)
    counts = count_members(user=user, incidents=[*open_ones, *page.rows])
    described = [
        IncidentRow(one, counts.get(one.pk, MemberCount()), describe_age(one.opened_at, now))
        for one in (*open_ones, *page.rows)
    ]
    return described[: len(open_ones)], described[len(open_ones) :], page


def list_open(*, user: User, is_drill: bool) -> list[MajorIncident]:
    """Return the incidents that reports may be gathered into, the newest first."""
    rows = select_incidents(user=user).filter(closed_at=None, is_drill=is_drill)
    return list(rows.defer("description").order_by("-id")[:LISTED])


def read_members(*, user: User, incident: MajorIncident, only_unfinished: bool, cursor: str, now: datetime) -> Page:
    """Return a page of the incident's reports, the newest first, as the inbox describes them."""
    members = select_members(incident=incident, user=user)
    if only_unfinished:
        members = members.filter(status__in=sorted(UNFINISHED))
    return read_inbox(members, pile=EVERYTHING, cursor=cursor, now=now)


def summarise(*, user: User, incident: MajorIncident) -> Summary:
    """Return the counts of an incident's reports, in one statement."""
    members = select_members(incident=incident, user=user).order_by()
    rows = members.values_list("district__name", "agency__short_name", "status").annotate(count=Count("pk"))
    places: Counter[str] = Counter()
    agencies: Counter[str] = Counter()
    states: Counter[str] = Counter()
    for place, agency, status, count in rows:
        places[place or UNKNOWN_PLACE] += count
        agencies[agency] += count
        states[status] += count
    return Summary(
        total=sum(states.values()),
        unfinished=sum(count for status, count in states.items() if status in UNFINISHED),
        places=places.most_common(),
        agencies=agencies.most_common(),
        states=[
            StateCount(describe_status(status), STATUS_LOOK[status], states[status])
            for status in Status.values
            if states[status]
        ],
    )


def list_answers(*, user: User, incident: MajorIncident) -> list[AnswerRow]:
    """Return the latest joint answers with their progress among what this person may read, in one statement."""
    seen = Q(lines__complaint__in=Complaint.objects.visible_to(user).values("pk"))
    done = seen & Q(lines__done_at__isnull=False)
    answers: QuerySet[Any] = IncidentAnswer.objects.filter(incident=incident).select_related("sender")
    counted = answers.annotate(
        total=Count("lines", filter=seen),
        done=Count("lines", filter=done),
        refused=Count("lines", filter=done & Q(lines__event=None)),
    )
    return [
        AnswerRow(one, Progress(total=one.total, done=one.done, refused=one.refused))
        for one in counted.order_by("-id")[:MOST_ANSWERS]
        if one.total
    ]


def find_chosen(*, user: User, numbers: list[str]) -> ComplaintQuerySet:
    """Return the reports of these ticket numbers that this person may read; what is no number finds nothing."""
    wanted = {number for number in numbers[:MOST_CHOSEN] if is_valid(number)}
    return Complaint.objects.visible_to(user).filter(number__in=wanted)
