"""A ticket that was handed over, as the agency that had it may still read it: as it was, and no further."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.db.models import Q
from django.utils import timezone

from complaints.choices import STATUS_LOOK, PhotoPurpose
from complaints.models import Event, Handover, Photo
from complaints.querysets import find_photo_scope
from dashboard.words import build_history, describe_age, describe_status, link_photo, write_moment

if TYPE_CHECKING:
    from accounts.models import User


def find_handover(*, user: User, number: str) -> Handover | None:
    """Return the last hand-over of this ticket by this person's agency, if it has the ticket no more."""
    rows = Handover.objects.readable_by(user).select_related(
        "complaint__category", "complaint__village__district", "agency", "to_agency", "event__user"
    )
    return rows.defer("complaint__village__boundary").filter(complaint__number=number).first()


def describe_handovers(handovers: list[Handover]) -> list[Handover]:
    """Give each its state and age in words, as it was when the ticket left."""
    now = timezone.now()
    for handover in handovers:
        handover.state = describe_status(handover.status)  # type: ignore[attr-defined]
        handover.look = STATUS_LOOK[handover.status]  # type: ignore[attr-defined]
        handover.age = describe_age(handover.left_at, now)  # type: ignore[attr-defined]
    return handovers


def build_former(*, user: User, handover: Handover) -> dict[str, Any]:
    """Return what the page shows: no reporter, nothing that came after, nothing to press."""
    complaint = handover.complaint
    own = Q(agency=handover.agency, user__agency=handover.agency)
    events = Event.objects.filter(Q(pk__lte=handover.event_id) | own, complaint=complaint)
    photos = list(Photo.objects.filter(find_photo_scope(user), complaint=complaint))
    return {
        "handover": describe_handovers([handover])[0],
        "complaint": complaint,
        "facts": [
            ("Masuk", write_moment(complaint.filed_at)),
            ("Waktu kejadian", write_moment(complaint.occurred_at)),
            ("Dialihkan", write_moment(handover.left_at)),
            ("Dialihkan ke", handover.to_agency.name),
        ],
        "answers": [(answer.get("question", ""), answer.get("answer", "")) for answer in complaint.answers],
        "photos": [
            link_photo(photo) for photo in photos if photo.event_id is None and photo.purpose == PhotoPurpose.REPORT
        ],
        "history": build_history(events.select_related("agency", "user").order_by("-id"), photos),
    }
