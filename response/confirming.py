"""A person confirms more than the lead: each further agency is asked once, alerted, and may read the ticket then."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from django.db import transaction
from django.utils import timezone

from accounts.roles import Right
from complaints.actors import Actor
from complaints.choices import UNFINISHED, EventKind
from complaints.models import Complaint, ComplaintSupport
from complaints.outgoing import name_subject, write_alerts
from complaints.permissions import require_sight
from complaints.refusals import NotAllowed
from complaints.staff_lines import build_staff_line
from dispatch.models import Agency, Delivery
from dispatch.outbox import enqueue
from response.choices import EngagementRole
from response.engagements import open_engagement
from response.plans import USUAL_ASK

# The line of history that says an agency was asked; data["agency"] is its id.
ASKED = "ask_agency"
ASK_LIMIT = 300


def ask_agencies(
    *, complaint_id: int, asks: Mapping[int, str], actor: Actor, now: datetime | None = None
) -> list[Agency]:
    """Ask these agencies (id: what for) to come to an open emergency. Returns those that had not been asked before.

    Each is alerted once, however often and by however many people it is confirmed. Raises NotAllowed for whoever
    does not dispatch, or once the emergency is over; then nothing is written.
    """
    now = now or timezone.now()
    with transaction.atomic():
        complaint = lock_open(complaint_id=complaint_id, actor=actor)
        if actor.user is None or not actor.user.may(Right.DISPATCH):
            raise NotAllowed("Peran Anda tidak meminta OPD lain.")
        asked = find_asked(number=complaint.number, agency_ids=list(asks))
        fresh = Agency.objects.filter(pk__in=set(asks) - asked, is_active=True).exclude(pk=complaint.agency_id)
        # The agency that a report is about never hears of it.
        agencies = [agency for agency in fresh if agency.pk != complaint.about_agency_id]
        for agency in agencies:
            _ask(complaint, agency, asks[agency.pk].strip()[:ASK_LIMIT] or USUAL_ASK, actor, now)
    return agencies


def find_asked(*, number: str, agency_ids: list[int]) -> set[int]:
    """Return which of these agencies were asked to a complaint: the outbox knows. One statement."""
    keys = {_name_key(number, pk): pk for pk in agency_ids}
    known = Delivery.objects.filter(subject=name_subject(number), idempotency_key__in=list(keys))
    return {keys[key] for key in known.values_list("idempotency_key", flat=True)}


def lock_open(*, complaint_id: int, actor: Actor) -> Complaint:
    """Return an open emergency, locked, that this person may read. Raises NotAllowed."""
    complaint = Complaint.objects.select_for_update(of=("self",)).with_relations().get(pk=complaint_id)
    require_sight(complaint=complaint, actor=actor)
    if not complaint.is_emergency or complaint.status not in UNFINISHED:
        raise NotAllowed("Darurat ini tidak lagi terbuka.")
    return complaint


def _ask(complaint: Complaint, agency: Agency, asked_for: str, actor: Actor, now: datetime) -> None:
    ComplaintSupport.objects.get_or_create(complaint=complaint, agency=agency)
    open_engagement(complaint=complaint, agency=agency, role=EngagementRole.SUPPORT.value, asked_for=asked_for, now=now)
    build_staff_line(
        complaint_id=complaint.pk,
        kind=EventKind.NOTE,
        action=ASKED,
        text=f"Diminta kepada {agency.short_name}: {asked_for}",
        actor=actor,
        data={"agency": agency.pk},
        now=now,
    ).save()
    ask = f"Anda diminta membantu: {asked_for}"
    enqueue(
        messages=write_alerts(complaint=complaint, agencies=[agency], reason=_name_reason(agency.pk), ask=ask, now=now),
        now=now,
    )


def _name_reason(agency_id: int) -> str:
    return f"ask-{agency_id}"


def _name_key(number: str, agency_id: int) -> str:
    # Every agency has an inbox, so its alert is always among those written.
    return f"alert:{number}:{_name_reason(agency_id)}:inbox:{agency_id}"
