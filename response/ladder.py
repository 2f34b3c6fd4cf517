"""How far each agency is: its own words, and before them what the outbox knows."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.db.models import BigIntegerField, Case, OuterRef, Subquery, When
from django.db.models.functions import Cast, Substr

from complaints.choices import Look, Status
from dispatch.models import AgencyContact, Delivery
from response.choices import RUNG_LOOK, RUNG_ORDER, Rung
from response.models import Engagement

ALERT = "alert"
_CONTACT = "contact:"
_INBOX = "inbox:"
# The responsible agency may have said the same at its desk: then the state of the complaint tells.
_RUNG_OF_STATUS: dict[str, str] = {
    Status.ACKNOWLEDGED: Rung.ACCEPTED,
    Status.IN_PROGRESS: Rung.ACCEPTED,
    Status.EN_ROUTE: Rung.EN_ROUTE,
    Status.ON_SCENE: Rung.ON_SCENE,
    Status.RESOLVED: Rung.DONE,
    Status.CLOSED: Rung.DONE,
}


@dataclass(frozen=True)
class Passage:
    """When an agency's alert was handed to the outbox, and when the first of its contacts had it."""

    handed_at: datetime | None = None
    delivered_at: datetime | None = None


def read_passages(*, subjects: Iterable[str]) -> dict[tuple[str, int], Passage]:
    """Return the way of the alerts by (subject, agency id). One statement, however many subjects."""
    contact = AgencyContact.objects.filter(pk=Cast(Substr(OuterRef("target"), len(_CONTACT) + 1), BigIntegerField()))
    # Only where the target is a contact is its number ever read.
    agency = Case(When(target__startswith=_CONTACT, then=Subquery(contact.values("agency_id")[:1])))
    rows = Delivery.objects.filter(channel=ALERT, subject__in=list(subjects)).annotate(of_contact=agency).order_by()
    found: dict[tuple[str, int], Passage] = {}
    for subject, target, of_contact, handed, delivered in rows.values_list(
        "subject", "target", "of_contact", "created_at", "delivered_at"
    ):
        agency_id = of_contact or _read_inbox(target)
        if agency_id is None:
            continue
        before = found.get((subject, agency_id), Passage())
        reached = delivered if of_contact else None
        found[subject, agency_id] = Passage(
            _earliest(before.handed_at, handed), _earliest(before.delivered_at, reached)
        )
    return found


def find_rung(*, engagement: Engagement | None = None, passage: Passage | None = None, status: str = "") -> str:
    """Return the highest rung known of an agency; empty for one that nobody told.

    `status` is the complaint's, given for its responsible agency alone.
    """
    known = [engagement.rung if engagement else "", _RUNG_OF_STATUS.get(status, "")]
    if passage and passage.delivered_at:
        known.append(Rung.DELIVERED)
    elif passage and passage.handed_at:
        known.append(Rung.HANDED)
    return max(filter(None, known), key=lambda rung: RUNG_ORDER[rung], default="")


def look_of(rung: str) -> Look | None:
    """Return colour and icon of a rung."""
    return RUNG_LOOK.get(rung)


def _read_inbox(target: str) -> int | None:
    number = target.removeprefix(_INBOX)
    return int(number) if number != target and number.isdigit() else None


def _earliest(known: datetime | None, new: datetime | None) -> datetime | None:
    return min((moment for moment in (known, new) if moment is not None), default=None)
