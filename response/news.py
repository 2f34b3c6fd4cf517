"""What callers tell after the alert: to every crew that is still at it, once."""

from __future__ import annotations

from datetime import datetime

from django.db.models import QuerySet

from complaints.models import Complaint, Event
from complaints.outgoing import write_alerts_to
from dispatch.duty import find_alerted
from dispatch.models import Agency, AgencyContact
from dispatch.outbox import enqueue
from response.models import Engagement

NEWS_MARK = "KABAR BARU"


def tell_crews(*, complaint: Complaint, event: Event, now: datetime) -> None:
    """Alert those who work at an emergency to a line of its history; the same line again is the same alert.

    The responsible agency hears it whatever it said before: a fire may burn again. Those who support hear it from
    their first word or the desk's asking until they have finished or declined. Call while holding the complaint's row.
    """
    if not complaint.is_emergency:
        return
    parts = [part for part in Engagement.objects.filter(complaint=complaint, done_at=None) if not part.has_declined]
    helping = complaint.supporting.filter(pk__in=[part.agency_id for part in parts], is_active=True)
    # The agency a report is about is never told of it, in whatever role.
    agencies = [one for one in (complaint.agency, *helping) if one.pk != complaint.about_agency_id]
    targets = [f"inbox:{agency.pk}" for agency in agencies]
    targets += [f"contact:{pk}" for pk in (*find_alerted(agencies=agencies, now=now), *_find_phones(parts, agencies))]
    messages = write_alerts_to(
        complaint=complaint,
        targets=dict.fromkeys(targets),
        reason=f"event-{event.pk}",
        ask=event.text,
        mark=NEWS_MARK,
    )
    enqueue(messages=messages, now=now)


def _find_phones(parts: list[Engagement], agencies: list[Agency]) -> QuerySet[AgencyContact, int]:
    """Return whoever spoke last for these agencies: theirs is the telephone at the scene, also after their shift."""
    told = [part.contact_id for part in parts if part.contact_id]
    return AgencyContact.objects.filter(pk__in=told, agency__in=agencies, is_active=True).values_list("pk", flat=True)
