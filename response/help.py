"""A crew that needs help, or cannot come: who is told at once, and when it is taken care of."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.utils import timezone

from complaints.actors import Actor
from complaints.choices import EventKind
from complaints.escalation import choose_targets
from complaints.models import Complaint
from complaints.outgoing import write_alerts_to
from complaints.permissions import require_sight
from complaints.public_texts import mask_for_provider
from complaints.staff_lines import build_staff_line
from dispatch.models import AgencyContact, EscalationStep
from dispatch.outbox import enqueue
from response.models import Engagement, Tap

Whom = EscalationStep.Whom
HELP_MARK = "BUTUH BANTUAN"
DECLINED_MARK = "TIDAK DAPAT BERANGKAT"


def ask_for_help(
    *, complaint: Complaint, engagement: Engagement, contact: AgencyContact, tap: Tap, now: datetime
) -> None:
    """Call the agency's lead, those who support and the county. Call while holding the complaint's row."""
    if engagement.needs_help_at is None or tap.happened_at > engagement.needs_help_at:
        engagement.needs_help_at = tap.happened_at
        engagement.needs_help_text = tap.text[:300]
        engagement.save(update_fields=["needs_help_at", "needs_help_text"])
    said = f": {mask_for_provider(complaint=complaint, text=tap.text[:200])}" if tap.text else "."
    _alert(
        complaint,
        contact,
        whom=(Whom.LEAD, Whom.SUPPORTING, Whom.COORDINATOR),
        reason=f"help-{tap.pk}",
        ask=f"{contact.agency.short_name} di lapangan butuh bantuan{said}",
        mark=HELP_MARK,
        now=now,
    )


def tell_declined(
    *, complaint: Complaint, engagement: Engagement, contact: AgencyContact, tap: Tap, now: datetime
) -> None:
    """Tell the agency and the county that a crew does not come. Call while holding the complaint's row."""
    if not engagement.has_declined:
        return
    if complaint.agency_id == engagement.agency_id:
        # Nobody has to wait for a round when the answer is no: the next sweep takes it.
        Complaint.objects.filter(pk=complaint.pk, escalate_at__gt=now).update(escalate_at=now)
    said = f": {mask_for_provider(complaint=complaint, text=tap.text[:200])}" if tap.text else "."
    _alert(
        complaint,
        contact,
        whom=(Whom.COORDINATOR,),
        reason=f"declined-{tap.pk}",
        ask=f"{contact.agency.short_name} tidak dapat berangkat{said}",
        mark=DECLINED_MARK,
        now=now,
    )


def settle_help(*, engagement_id: int, actor: Actor, now: datetime | None = None) -> bool:
    """Note that somebody takes care of the help asked for; False if nobody asks any more. Raises NotAllowed."""
    now = now or timezone.now()
    with transaction.atomic():
        complaint_id = Engagement.objects.values_list("complaint_id", flat=True).get(pk=engagement_id)
        complaint = Complaint.objects.select_for_update(of=("self",)).get(pk=complaint_id)
        require_sight(complaint=complaint, actor=actor)
        engagement = Engagement.objects.select_related("agency").get(pk=engagement_id)
        if not engagement.calls_for_help:
            return False
        engagement.help_settled_at = now
        engagement.save(update_fields=["help_settled_at"])
        build_staff_line(
            complaint_id=complaint.pk,
            kind=EventKind.FIELD,
            action="help_settled",
            text=f"Permintaan bantuan {engagement.agency.short_name} ditangani.",
            actor=actor,
            now=now,
        ).save()
    return True


def _alert(
    complaint: Complaint,
    contact: AgencyContact,
    *,
    whom: tuple[str, ...],
    reason: str,
    ask: str,
    mark: str,
    now: datetime,
) -> None:
    targets = [f"inbox:{contact.agency_id}", *choose_targets(complaint, whom, now)]
    # Whoever said it knows it; each other target once.
    others = [target for target in dict.fromkeys(targets) if target != f"contact:{contact.pk}"]
    enqueue(messages=write_alerts_to(complaint=complaint, targets=others, reason=reason, ask=ask, mark=mark), now=now)
