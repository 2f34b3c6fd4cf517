"""What a tap of the responsible agency does to the complaint: which steps of the lifecycle it stands for."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING
from uuid import UUID

from complaints.actors import Actor
from complaints.choices import Status
from complaints.lifecycle import apply_transition, available_transitions
from complaints.models import Complaint
from complaints.refusals import MissingField, TransitionRefused
from complaints.stamps import note_earlier
from dispatch.models import Agency
from response.choices import TapKind

if TYPE_CHECKING:
    from response.taps import FieldTap

# The step a tap asks for, and the steps that must come before it. Whoever is there has left, and whoever has left
# has accepted, even if those taps are still on their way.
_STEPS: dict[str, tuple[str, tuple[str, ...]]] = {
    TapKind.ACCEPT: ("acknowledge", ()),
    TapKind.DEPART: ("depart", ("acknowledge",)),
    TapKind.ARRIVE: ("arrive", ("acknowledge",)),
    TapKind.DONE: ("resolve", ("acknowledge", "arrive", "start")),
}
# The state that each of these says was reached.
_SAYS: dict[str, str] = {
    TapKind.ACCEPT: Status.ACKNOWLEDGED,
    TapKind.DEPART: Status.EN_ROUTE,
    TapKind.ARRIVE: Status.ON_SCENE,
}
DONE_TEXT = "Selesai ditangani {agency} di lokasi."


@dataclass(frozen=True)
class Move:
    """What became of the complaint: its new state, what is still missing, and whether it used the photos."""

    status: str = ""
    asks: str = ""
    used_photos: bool = False


def move_complaint(
    *,
    complaint: Complaint,
    agency: Agency,
    tap: FieldTap,
    happened_at: datetime,
    photo_ids: Sequence[UUID] = (),
    now: datetime,
) -> Move:
    """Take the steps a tap stands for, as far as the lifecycle allows them now; never refuses.

    `happened_at` is when, within bounds; a step that was known already begins then if that is earlier.
    Supporting agencies move nothing. Call while holding the complaint's row; the object given is stale afterwards.
    """
    if tap.kind not in _STEPS or complaint.agency_id != agency.pk or complaint.is_for_named_readers:
        return Move()
    goal, before = _STEPS[tap.kind]
    # The public reads the agency's name; who it was stands in the line for staff.
    actor = Actor(kind="officer", name=agency.short_name, agency=agency)
    if complaint.is_emergency and tap.kind in _SAYS:
        note_earlier(complaint=complaint, status=_SAYS[tap.kind], happened_at=happened_at)
    status = ""
    while True:
        allowed = {step.action for step in available_transitions(complaint, actor)}
        action = goal if goal in allowed else next((step for step in before if step in allowed), "")
        if not action:
            return Move(status=status)
        is_goal = action == goal
        try:
            complaint = _take(complaint, action, actor, tap, photo_ids, happened_at, now)
        except MissingField as missing:
            return Move(status=status, asks=missing.message)
        except TransitionRefused:
            return Move(status=status)
        status = complaint.status
        if is_goal:
            return Move(status=status, used_photos=action == "resolve")


def _take(
    complaint: Complaint,
    action: str,
    actor: Actor,
    tap: FieldTap,
    photo_ids: Sequence[UUID],
    happened_at: datetime,
    now: datetime,
) -> Complaint:
    if action != "resolve":
        # What a crew says on its way is for colleagues; it stands in the line for staff.
        return apply_transition(complaint_id=complaint.pk, action=action, actor=actor, happened_at=happened_at, now=now)
    return apply_transition(
        complaint_id=complaint.pk,
        action=action,
        actor=actor,
        text=tap.text or DONE_TEXT.format(agency=actor.name),
        proof_photo_ids=photo_ids,
        no_proof_reason=tap.no_proof_reason[:300],
        happened_at=happened_at,
        now=now,
    )
