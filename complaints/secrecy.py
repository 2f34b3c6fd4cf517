"""Nothing is ever lost: secret reports that nobody at their agency is named to read."""

from __future__ import annotations

from dataclasses import dataclass

from django.db.models import Exists, OuterRef, QuerySet

from accounts.models import AGENCY_ROLES, SecretReader
from complaints.choices import UNFINISHED
from complaints.models import Complaint
from complaints.ticket_numbers import group_number
from dispatch.models import Visibility

MOST_COUNTED = 99
MOST_SHOWN = 20


@dataclass(frozen=True)
class UnreadSecrets:
    """How many wait, in words, and the number and category of the newest; nothing of what they say.

    One about an agency is counted, and has a line only for who is known to work elsewhere.
    """

    count: str
    lines: list[tuple[str, str]]
    has_hidden: bool = False


def select_unread_secrets() -> QuerySet[Complaint]:
    """Return unfinished secret reports whose responsible agency has no active named reader."""
    readers = SecretReader.objects.filter(
        category=OuterRef("category"),
        user__agency=OuterRef("agency"),
        user__is_active=True,
        user__role__in=sorted(AGENCY_ROLES),
    )
    # Said as the index says it, so that only open secret reports are ever read.
    open_ones = Complaint.objects.real().filter(visibility=Visibility.SECRET, status__in=sorted(UNFINISHED))
    return open_ones.filter(~Exists(readers))


def find_unread_secrets(*, agency_id: int | None = None) -> UnreadSecrets | None:
    """Return what an administrator of this agency is told, in one statement; None while every one has a reader."""
    rows = select_unread_secrets().order_by("-id").values_list("number", "category__name", "about_agency")
    found = list(rows[: MOST_COUNTED + 1])
    if not found:
        return None
    count = f"{MOST_COUNTED}+" if len(found) > MOST_COUNTED else str(len(found))
    told = [(group_number(number), category) for number, category, about in found if _may_tell(about, agency_id)]
    return UnreadSecrets(count, told[:MOST_SHOWN], has_hidden=len(told) < len(found))


def _may_tell(about: int | None, agency_id: int | None) -> bool:
    # As everywhere: of those whose agency nobody wrote down it cannot be told.
    return about is None or agency_id not in (None, about)
