"""Lines of a report's history that only staff read, beside those of the lifecycle (complaints/lines.py)."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from complaints.actors import Actor
from complaints.choices import Audience, EventKind
from complaints.models import Event

# The action of a line that holds a caller's own words: crews read those, and no other note of staff.
CALLER_NEWS = "caller_news"


def build_staff_line(
    *,
    complaint_id: int,
    kind: EventKind,
    text: str,
    actor: Actor,
    now: datetime,
    action: str = "",
    data: dict[str, Any] | None = None,
) -> Event:
    """Return a line, to be saved in the caller's transaction; `data` is what programs read of it."""
    return Event(
        complaint_id=complaint_id,
        kind=kind,
        action=action,
        text=text,
        audience=Audience.STAFF,
        actor_name=actor.name,
        user=actor.user,
        agency=actor.agency,
        data=data or {},
        created_at=now,
    )
