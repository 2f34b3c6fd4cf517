"""The one door: every report, from whichever channel, is filed here.

One transaction writes the complaint, its first line of history, and what must go
out; a worker is woken after it commits.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from functools import cached_property
from typing import Any

from django.db import IntegrityError, transaction
from django.utils import timezone

from complaints.actors import REPORTER, SYSTEM, Actor
from complaints.choices import Audience, EventKind, Source, Status
from complaints.escalation import arm_escalation
from complaints.flagging import FlagSign, mark_flagged, read_signs
from complaints.models import Complaint, ComplaintSupport, Draft, Event, Photo, Reporter
from complaints.outgoing import write_filing_messages
from complaints.privacy.notice import get_version_in_force
from complaints.privacy.publication import OPEN_TO_ALL
from complaints.promises import promise_times
from complaints.ticket_numbers import new_number
from dispatch.models import Category, Village, Visibility
from dispatch.outbox import enqueue
from dispatch.routing import Route, find_route


@dataclass(frozen=True)
class NewReport:
    """A report that has passed its form. Coordinates are WGS 84 degrees; phone is E.164."""

    category: Category
    text: str
    village: Village | None = None
    landmark: str = ""
    lat: float | None = None
    lng: float | None = None
    occurred_at: datetime | None = None
    answers: list[dict[str, str]] = field(default_factory=list)
    reporter_name: str = ""
    phone: str = ""
    email: str = ""
    is_anonymous: bool = False
    is_secret: bool = False
    # Publication only ever narrows what the category allows.
    allows_publication: bool = True
    allows_social: bool = False
    # Of the notice the reporter could read; empty for the one in force.
    notice_version: str = ""
    about_agency_id: int | None = None
    # An emergency that ended before it could be typed: nobody is alerted, nothing is raised.
    is_over: bool = False

    @cached_property
    def signs(self) -> list[FlagSign]:
        """The signs of an emergency in the text of what is filed as something else."""
        return [] if self.category.is_emergency else read_signs(self.text)


@dataclass(frozen=True)
class Filed:
    """The complaint, and whether this call made it or an earlier one did."""

    complaint: Complaint
    created: bool


# Two equal numbers among 10^11 are rarer than a broken disk; still nobody loses a report to it.
NUMBER_TRIES = 3


def file_complaint(
    *,
    report: NewReport,
    source: Source,
    intake_key: str | None = None,
    draft: Draft | None = None,
    actor: Actor = REPORTER,
    now: datetime | None = None,
    is_demo: bool = False,
    is_drill: bool = False,
) -> Filed:
    """File a report once, however often it is sent under the same `intake_key`.

    `draft` gives its photos to the complaint and forgets what was personal in it. A drill keeps nobody's
    name or number, is never public, and alerts nobody but the agency's inbox.
    At most 12 SQL statements.
    """
    # Read before the transaction begins, so that nobody waits for it.
    _ = report.signs
    for attempt in range(NUMBER_TRIES):
        # A draft says itself that it was not sent; the unique key catches a race.
        known_unsent = attempt == 0 and draft is not None and draft.complaint_id is None
        filed = None if known_unsent else _find_filed(intake_key)
        if filed is not None:
            return filed
        try:
            with transaction.atomic():
                marks = {"is_demo": is_demo, "is_drill": is_drill}
                return Filed(_write(report, source, intake_key, draft, actor, now or timezone.now(), marks), True)
        except IntegrityError:
            # Another request filed the same key, or the number is taken: look again.
            if attempt == NUMBER_TRIES - 1:
                raise
    raise AssertionError("unreachable")


def _find_filed(intake_key: str | None) -> Filed | None:
    if intake_key is None:
        return None
    complaint = Complaint.objects.with_relations().filter(intake_key=intake_key).first()
    return Filed(complaint, False) if complaint else None


def _write(
    report: NewReport,
    source: Source,
    intake_key: str | None,
    draft: Draft | None,
    actor: Actor,
    now: datetime,
    marks: dict[str, bool],
) -> Complaint:
    route = find_route(category=report.category, village=report.village, about_agency_id=report.about_agency_id)
    told, begun = _copy_report(report), _begin(report.category, route, now)
    complaint = Complaint(source=source, intake_key=intake_key, **marks, **told, **begun)
    if complaint.is_drill:
        complaint.allows_publication = complaint.allows_social = False
    else:
        complaint.reporter = _save_reporter(report)
    mark_flagged(complaint=complaint, signs=report.signs, now=now)
    is_over = report.is_over and complaint.is_emergency
    if not is_over:
        arm_escalation(complaint=complaint, now=now, wait=route.first_wait)
    complaint.save(force_insert=True)
    ComplaintSupport.objects.bulk_create(
        [ComplaintSupport(complaint=complaint, agency=agency) for agency in route.supporting]
    )
    _write_events(complaint, actor, now)
    photos = _adopt_draft(complaint, draft)
    if not is_over:
        enqueue(messages=write_filing_messages(complaint=complaint, photos=photos), now=now)
    return complaint


def _copy_report(report: NewReport) -> dict[str, Any]:
    return {
        "text": report.text,
        "answers": report.answers,
        "village": report.village,
        "district": report.village.district if report.village else None,
        "landmark": report.landmark,
        "lat": report.lat,
        "lng": report.lng,
        "occurred_at": report.occurred_at,
        "is_anonymous": report.is_anonymous,
        "is_secret": report.is_secret,
        "about_agency_id": report.about_agency_id,
        "notice_version": report.notice_version or get_version_in_force(),
        **_choose_openness(report),
    }


def _begin(category: Category, route: Route, now: datetime) -> dict[str, Any]:
    return {
        "number": new_number(),
        "category": category,
        "track": category.track,
        # Nothing is ever unrouted, so a complaint is with an agency from its first moment.
        "status": Status.ASSIGNED,
        "agency": route.agency,
        "routing_explanation": route.explanation,
        "filed_at": now,
        "updated_at": now,
        **promise_times(category=category, extra=route.extra, now=now),
    }


def _choose_openness(report: NewReport) -> dict[str, Any]:
    """Return visibility and consents. "Rahasia" and a declined publication only narrow what the category allows."""
    visibility = report.category.visibility
    is_open = visibility in OPEN_TO_ALL and report.allows_publication and not report.is_secret
    if visibility != Visibility.SECRET and (report.is_secret or not report.allows_publication):
        visibility = Visibility.PRIVATE
    return {
        "visibility": visibility,
        "allows_publication": is_open,
        "allows_social": report.allows_social and is_open,
    }


def _save_reporter(report: NewReport) -> Reporter | None:
    if not (report.reporter_name or report.phone or report.email):
        return None
    return Reporter.objects.create(name=report.reporter_name, phone=report.phone, email=report.email)


def _write_events(complaint: Complaint, actor: Actor, now: datetime) -> None:
    both: dict[str, Any] = {"complaint": complaint, "audience": Audience.PUBLIC, "created_at": now}
    filed = Event(
        **both,
        kind=EventKind.FILED,
        action="file",
        to_status=Status.RECEIVED,
        actor_name=actor.name,
        user=actor.user,
        data=_note_consents(complaint),
    )
    assigned = Event(
        **both,
        kind=EventKind.STATUS,
        action="assign",
        from_status=Status.RECEIVED,
        to_status=Status.ASSIGNED,
        actor_name=SYSTEM.name,
        agency=complaint.agency,
    )
    Event.objects.bulk_create([filed, assigned])


def _note_consents(complaint: Complaint) -> dict[str, Any]:
    consents = {"publication": complaint.allows_publication, "social": complaint.allows_social}
    drill = {"drill": True} if complaint.is_drill else {}
    return {"notice": complaint.notice_version, **consents, **drill}


def _adopt_draft(complaint: Complaint, draft: Draft | None) -> Sequence[Photo]:
    if draft is None:
        return []
    adopted = Photo.objects.filter(draft=draft, complaint=None).update(complaint=complaint)
    # Only Wadul Bupati is sent the photos; an agency sees them on the ticket.
    photos = list(complaint.photos.all()) if adopted and not complaint.is_emergency else []
    Draft.objects.filter(pk=draft.pk).update(complaint=complaint, data={}, updated_at=timezone.now())
    return photos
