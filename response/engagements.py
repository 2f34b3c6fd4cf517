"""Opening and stamping an agency's part in a complaint."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.utils import timezone

from complaints.models import Complaint
from dispatch.models import Agency
from response.choices import EngagementRole, Rung, Via
from response.models import Engagement

# Which column says when a rung was reached.
STAMPS: dict[str, str] = {
    Rung.SEEN: "seen_at",
    Rung.ACCEPTED: "accepted_at",
    Rung.DECLINED: "declined_at",
    Rung.EN_ROUTE: "en_route_at",
    Rung.ON_SCENE: "on_scene_at",
    Rung.DONE: "done_at",
}
# What can be said again later with another meaning: the last time counts, not the first.
_LAST_COUNTS = frozenset({Rung.ACCEPTED, Rung.DECLINED})


def open_engagement(
    *, complaint: Complaint, agency: Agency, role: str = "", asked_for: str = "", now: datetime | None = None
) -> Engagement:
    """Return the agency's part in the complaint, made if there is none; what is given is written over what was.

    Call in the transaction of what it is for. Without a role the responsible agency leads.
    """
    now = now or timezone.now()
    usual = EngagementRole.LEAD if agency.pk == complaint.agency_id else EngagementRole.SUPPORT
    given = {name: value for name, value in (("role", role), ("asked_for", asked_for)) if value}
    engagement, created = Engagement.objects.get_or_create(
        complaint=complaint,
        agency=agency,
        defaults={"role": usual, "created_at": now, "updated_at": now, **given},
    )
    if not created and given:
        Engagement.objects.filter(pk=engagement.pk).update(**given, updated_at=now)
        for name, value in given.items():
            setattr(engagement, name, value)
    return engagement


def stamp_rung(
    *,
    engagement: Engagement,
    rung: str,
    at: datetime,
    by: str = "",
    via: str = "",
    words: str = "",
    now: datetime | None = None,
) -> bool:
    """Note that the agency reached a rung at this time; False if that was known with the same or a better time.

    Call while holding the complaint's row. Words that come in any order leave the same stamps: of a step
    the earliest time counts, of yes and no the last.
    """
    column = STAMPS[rung]
    known = getattr(engagement, column)
    is_better = known is None or (at > known if rung in _LAST_COUNTS else at < known)
    if not is_better:
        return False
    changes: dict[str, Any] = {column: at, "updated_at": now or timezone.now()}
    if by or via:
        changes |= {"by": by, "via": Via(via).value if via else ""}
    if words:
        changes["declined_reason" if rung == Rung.DECLINED else "words"] = words
    for name, value in changes.items():
        setattr(engagement, name, value)
    engagement.save(update_fields=list(changes))
    return True
