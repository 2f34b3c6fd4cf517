"""When each step was reached: as it happened, as far as a phone may say."""

from __future__ import annotations

from datetime import datetime

from complaints.choices import Status
from complaints.models import Complaint
from complaints.transitions import Transition

STAMPS = {
    Status.ACKNOWLEDGED: "acknowledged_at",
    Status.EN_ROUTE: "en_route_at",
    Status.ON_SCENE: "on_scene_at",
    Status.RESOLVED: "resolved_at",
    Status.CLOSED: "closed_at",
}
# What a crew says on its way. Its end counts from when it was heard: from then on the reporter may object.
TOLD_LATER = ("acknowledged_at", "en_route_at", "on_scene_at")


def stamp_step(
    *, complaint: Complaint, transition: Transition, now: datetime, happened_at: datetime | None = None
) -> None:
    """Note in memory when this was reached: for the first time, but what was objected to may be resolved anew.

    `happened_at` is when, if that was before it was heard.
    """
    stamp = STAMPS.get(transition.target)
    if stamp and (stamp == "resolved_at" or getattr(complaint, stamp) is None):
        setattr(complaint, stamp, _bound(complaint, happened_at or now) if stamp in TOLD_LATER else now)
    if transition.is_answer and complaint.first_answer_at is None:
        complaint.first_answer_at = now
    if transition.action == "object":
        complaint.resolved_at = None


def note_earlier(*, complaint: Complaint, status: str, happened_at: datetime) -> None:
    """Let a step that is known begin earlier: a word for it came after others. Call while holding the row.

    Who is there has left: of a departure that the lifecycle passed over this is the first word.
    """
    stamp = STAMPS[Status(status)]
    known, at = getattr(complaint, stamp), _bound(complaint, happened_at)
    skipped = known is None and stamp == "en_route_at" and complaint.on_scene_at and at <= complaint.on_scene_at
    if stamp in TOLD_LATER and (skipped or (known and at < known)):
        Complaint.objects.filter(pk=complaint.pk).update(**{stamp: at})


def _bound(complaint: Complaint, at: datetime) -> datetime:
    # Nobody was asked before it was an emergency.
    return max(at, complaint.raised_at or complaint.filed_at)
