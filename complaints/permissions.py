"""Who may move a complaint, and who may speak on it: the lifecycle asks here, and so do the pages."""

from __future__ import annotations

from typing import TYPE_CHECKING

from accounts.roles import AGENCY_ROLES, Right, roles_with
from complaints.actors import Actor
from complaints.choices import EventKind
from complaints.models import Complaint
from complaints.refusals import NotAllowed
from complaints.transitions import MACHINES, REPORTERS, Transition

if TYPE_CHECKING:
    from accounts.models import User

ANSWERERS = roles_with(Right.ANSWER)
NOTERS = roles_with(Right.NOTE)
# Who may write which kind of line; a kind that is not here is written by the lifecycle alone.
_WRITERS: dict[str, frozenset[str]] = {
    EventKind.ANSWER: ANSWERERS,
    EventKind.NOTE: NOTERS | MACHINES,
    EventKind.REPORTER_MESSAGE: REPORTERS,
    EventKind.WADUL: MACHINES,
}


def may_take(*, transition: Transition, complaint: Complaint, actor: Actor) -> bool:
    """Tell whether this actor may take this arrow; an agency moves only what it is responsible for."""
    return actor.kind in transition.actors and is_responsible(complaint=complaint, actor=actor)


def may_write(*, complaint: Complaint, actor: Actor, kind: EventKind) -> bool:
    """Tell whether this actor may add such a line. Supporting agencies write notes, and answer nobody."""
    if actor.kind not in _WRITERS.get(kind, frozenset()):
        return False
    if kind == EventKind.NOTE and actor.kind in AGENCY_ROLES:
        return is_responsible(complaint=complaint, actor=actor) or _supports(complaint, actor)
    return is_responsible(complaint=complaint, actor=actor)


def is_responsible(*, complaint: Complaint, actor: Actor) -> bool:
    """Tell whether the complaint lies with the actor's agency, as far as the actor is bound to one at all."""
    if actor.kind not in AGENCY_ROLES:
        return True
    return actor.agency is not None and actor.agency.pk == complaint.agency_id


def require_sight(*, complaint: Complaint, actor: Actor, is_note: bool = False) -> None:
    """Raise NotAllowed for a person who may not even read this complaint, whoever called on their behalf.

    Whoever took it down may add notes all the same: a caller goes on telling after a secret emergency was sent.
    """
    if actor.user is None or Complaint.objects.visible_to(actor.user).filter(pk=complaint.pk).exists():
        return
    if is_note and actor.user.is_active and complaint.events.filter(kind=EventKind.FILED, user=actor.user).exists():
        return
    if actor.is_at_board and may_follow_alarm(complaint=complaint, user=actor.user):
        return
    raise NotAllowed("Laporan ini tidak dapat Anda ubah.")


def may_follow_alarm(*, complaint: Complaint, user: User) -> bool:
    """Tell whether this person may follow an emergency from the board without reading it: a secret one calls too.

    Whoever works for the agency it is about, or for one that nobody wrote down, has no hand in it here either.
    """
    if not (complaint.is_emergency and user.is_active and user.watches_board):
        return False
    return complaint.about_agency_id is None or user.agency_id not in (None, complaint.about_agency_id)


def _supports(complaint: Complaint, actor: Actor) -> bool:
    return actor.agency is not None and complaint.supporting.filter(pk=actor.agency.pk).exists()
