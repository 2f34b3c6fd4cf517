"""The panel "Tautan lapangan" of a ticket: who holds a link, until when, and whom one may be sent to."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Any

from accounts.roles import Right
from complaints.actors import actor_for_user
from complaints.choices import FINAL, Look
from complaints.models import Complaint
from response.field_access import LinkState, list_links, may_manage_links

if TYPE_CHECKING:
    from accounts.models import User

LOOKS: dict[str, Look] = {
    LinkState.OPEN: Look("green", "check"),
    LinkState.WAITING: Look("blue", "clock"),
    LinkState.FAILED: Look("amber", "warning"),
    LinkState.OVER: Look("grey", "clock"),
    LinkState.ENDED: Look("ink", "slash"),
    LinkState.VOID: Look("grey", "slash"),
}


def build_links_panel(*, user: User, complaint: Complaint, now: datetime) -> dict[str, Any]:
    """Return the links this person may end or send, in one statement; nothing, and none, for everybody else."""
    if not (user.may(Right.DISPATCH) or user.may(Right.DECIDE)):
        return {}
    actor = actor_for_user(user)
    links = list_links(complaint=complaint, now=now)
    own = [one for one in links if may_manage_links(actor=actor, agency_id=one.contact.agency_id)]
    held = [(one, LOOKS[one.state]) for one in own if one.state != LinkState.NONE]
    # A report that rings no telephones needs no such panel until somebody was told of it.
    if not held and not complaint.is_emergency:
        return {}
    may_send = complaint.status not in FINAL
    sendable = [one.contact for one in own if one.state != LinkState.VOID] if may_send else []
    return {"links": {"held": held, "sendable": sendable}} if held or sendable else {}
