"""Who does something to a complaint, in the lifecycle's own terms."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from accounts.models import Role

if TYPE_CHECKING:
    from accounts.models import User
    from dispatch.models import Agency


@dataclass(frozen=True)
class Actor:
    """Somebody or something that acts. `name` is what history shows."""

    kind: str
    name: str
    user: User | None = None
    agency: Agency | None = None
    # Answers an alarm of the dispatch board, whether or not it may read what the report says.
    is_at_board: bool = False


REPORTER = Actor(kind="reporter", name="Pelapor")
SYSTEM = Actor(kind="system", name="Sistem")
WADUL = Actor(kind="wadul", name="Wadul Bupati")


def actor_for_user(user: User) -> Actor:
    """Return the actor a member of staff is; citizens see the agency's name, not the person's."""
    agency = user.agency
    name = agency.short_name if agency else Role(user.role).label
    return Actor(kind=user.role, name=name, user=user, agency=agency)
