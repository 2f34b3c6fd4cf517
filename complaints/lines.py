"""The lines of history that the lifecycle writes."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from complaints.actors import Actor
from complaints.choices import EventKind
from complaints.models import Complaint, Event
from complaints.raising import describe_raise
from complaints.transfers import describe_transfer
from complaints.transitions import Transition
from dispatch.models import Agency, Category


def describe_extras(
    transition: Transition,
    given: dict[str, Any],
    rating: int | None,
    no_proof_reason: str,
    complaint: Complaint,
    left: Agency,
    was: Category,
) -> dict[str, Any]:
    """Return what a line keeps beside its text; `left` and `was` are agency and category before the step."""
    data: dict[str, Any] = {}
    if rating is not None and "rating" in transition.takes:
        data["rating"] = max(1, min(5, rating))
    if no_proof_reason.strip() and "no_proof_reason" in transition.takes:
        data["no_proof_reason"] = no_proof_reason.strip()[:500]
    if given["forwarded_to"]:
        data["forwarded_to"] = given["forwarded_to"]
    if given["merged_into"]:
        data["merged_into"] = given["merged_into"].number
    if given["to_agency"]:
        data |= describe_transfer(left=left, agency=given["to_agency"])
    if given["emergency_category"]:
        data |= describe_raise(left=was, category=complaint.category, from_agency=left, to_agency=complaint.agency)
    return data


def write_step(
    complaint: Complaint,
    transition: Transition,
    actor: Actor,
    before: str,
    text: str,
    data: dict[str, Any],
    now: datetime,
) -> Event:
    """Add the line of one step, in the caller's transaction."""
    return Event.objects.create(
        complaint=complaint,
        kind=EventKind.STATUS,
        action=transition.action,
        from_status=before,
        to_status=transition.target,
        text=text,
        audience=transition.audience,
        actor_name=actor.name,
        user=actor.user,
        agency=actor.agency,
        data=data,
        created_at=now,
    )
