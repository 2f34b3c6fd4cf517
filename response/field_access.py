"""Who holds a link of the field to a complaint, until when; ending one with a reason, and sending a new one."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.db import models, transaction
from django.db.models import CharField, Exists, OuterRef, Q, QuerySet, Subquery, Value
from django.db.models.functions import Cast, Concat
from django.utils import timezone

from accounts.roles import Right
from complaints.actors import Actor
from complaints.choices import FINAL, EventKind
from complaints.models import Complaint, Event, Handover
from complaints.outgoing import ALERT, name_subject, write_alerts_to
from complaints.permissions import require_sight
from complaints.refusals import MissingField, NotAllowed
from complaints.staff_lines import build_staff_line
from dispatch.field_links import allow_links, revoke_links
from dispatch.models import AgencyContact, Delivery, DeliveryState, FieldLinkRevocation
from dispatch.outbox import enqueue
from response.models import Tap

ENDED, SENT = "link_ended", "link_sent"
NEW_MARK = "TAUTAN BARU"
NEW_ASK = "Tautan baru untuk laporan ini. Tautan sebelumnya tidak perlu dibuka lagi."
REASON_LIMIT = 250
# Pressed twice, or by two people at once, it is one message.
AGAIN_AFTER = timedelta(minutes=1)


class LinkState(models.TextChoices):
    """Whether a contact's last link still opens the report."""

    OPEN = "open", "Berlaku"
    OVER = "over", "Berakhir sendiri"
    ENDED = "ended", "Diakhiri"
    VOID = "void", "Tidak membuka apa pun"
    WAITING = "waiting", "Menunggu dikirim"
    FAILED = "failed", "Tidak terkirim"
    NONE = "none", "Belum pernah dikirim"


@dataclass(frozen=True)
class HeldLink:
    """One contact's link: when it was last sent, used and ends; times are None where there is none."""

    contact: AgencyContact
    state: LinkState
    sent_at: datetime | None
    used_at: datetime | None
    ends_at: datetime | None

    @property
    def is_open(self) -> bool:
        """Whether there is something to end: what a provider did not confirm may have arrived all the same."""
        return self.state in (LinkState.OPEN, LinkState.WAITING, LinkState.FAILED)


def list_links(*, complaint: Complaint, now: datetime | None = None) -> list[HeldLink]:
    """Return the contacts that were sent a link, and those that may be sent one. One statement.

    Nobody for a secret report, which no link opens, and for a drill, which rings no telephone.
    """
    now = now or timezone.now()
    if complaint.is_for_named_readers or complaint.is_drill:
        return []
    held = [_judge(contact, now) for contact in _select_contacts(complaint)]
    return [one for one in held if one.state != LinkState.NONE or one.contact.is_active]


def may_manage_links(*, actor: Actor, agency_id: int) -> bool:
    """Tell whether this person ends and sends links of an agency's contacts: 112, and whoever leads that agency."""
    if actor.user is None:
        return False
    leads = actor.user.may(Right.DECIDE) and actor.user.agency_id == agency_id
    return leads or actor.user.may(Right.DISPATCH)


def end_link(
    *, complaint_id: int, contact_id: int, reason: str, actor: Actor, now: datetime | None = None
) -> AgencyContact:
    """End every link of this contact to the complaint: the next look or tap with it is refused, and told why.

    Messages that go out of themselves carry it no more. Raises NotAllowed or MissingField; then nothing is written.
    """
    now = now or timezone.now()
    reason = reason.strip()[:REASON_LIMIT]
    with transaction.atomic():
        complaint, held = _lock(complaint_id, contact_id, actor, now)
        if not held.is_open:
            raise NotAllowed("Tautan ini sudah tidak berlaku.")
        if not reason:
            raise MissingField("reason", "Tulis mengapa tautan ini diakhiri.")
        revoke_links(subject=name_subject(complaint.number), contact_id=contact_id, bars_new=True, now=now)
        _add_line(
            complaint, held.contact, ENDED, f"Tautan lapangan {_name(held.contact)} diakhiri: {reason}", actor, now
        )
    return held.contact


def send_link(*, complaint_id: int, contact_id: int, actor: Actor, now: datetime | None = None) -> AgencyContact:
    """Send this contact a new link, whatever became of an earlier one. Raises NotAllowed; then nothing is written."""
    now = now or timezone.now()
    with transaction.atomic():
        complaint, held = _lock(complaint_id, contact_id, actor, now)
        if complaint.status in FINAL:
            raise NotAllowed("Laporan ini sudah ditutup.")
        if held.state == LinkState.VOID:
            raise NotAllowed("Kontak ini tidak aktif, atau OPD-nya tidak lagi menangani laporan ini.")
        if _was_just_sent(complaint, contact_id, now):
            raise NotAllowed("Tautan baru untuk kontak ini baru saja dikirim.")
        allow_links(subject=name_subject(complaint.number), contact_id=contact_id)
        event = _add_line(
            complaint, held.contact, SENT, f"Tautan lapangan baru untuk {_name(held.contact)}.", actor, now
        )
        messages = write_alerts_to(
            complaint=complaint,
            targets=[f"contact:{contact_id}"],
            reason=f"link-{event.pk}",
            ask=NEW_ASK,
            mark=NEW_MARK,
        )
        enqueue(messages=messages, now=now)
    return held.contact


def _lock(complaint_id: int, contact_id: int, actor: Actor, now: datetime) -> tuple[Complaint, HeldLink]:
    complaint = Complaint.objects.select_for_update(of=("self",)).with_relations().get(pk=complaint_id)
    require_sight(complaint=complaint, actor=actor)
    held = next((one for one in list_links(complaint=complaint, now=now) if one.contact.pk == contact_id), None)
    if held is None or not may_manage_links(actor=actor, agency_id=held.contact.agency_id):
        raise NotAllowed("Anda tidak mengatur tautan kontak ini.")
    return complaint, held


def _select_contacts(complaint: Complaint) -> QuerySet[AgencyContact]:
    subject = name_subject(complaint.number)
    target = Concat(Value("contact:"), Cast(OuterRef("pk"), CharField()))
    told = Delivery.objects.filter(channel=ALERT, subject=subject, target=target)
    ended = FieldLinkRevocation.objects.filter(subject=subject, contact=OuterRef("pk")).order_by("-serial")
    taps = Tap.objects.filter(engagement__complaint=complaint, contact=OuterRef("pk")).order_by("-received_at")
    is_part = Q(agency=complaint.agency_id) | Q(agency__in=complaint.supporting.values("pk"))
    stays = is_part | Q(agency__code=settings.ROUTING_FALLBACK_AGENCY)
    left = Handover.objects.filter(complaint=complaint, agency=OuterRef("agency")).exclude(stays)
    contacts = AgencyContact.objects.select_related("agency").defer("address")
    return (
        contacts.annotate(
            was_told=Exists(told),
            is_waiting=Exists(told.filter(state__in=(DeliveryState.PENDING, DeliveryState.SENDING))),
            sent_at=Subquery(told.filter(state="delivered").order_by("-delivered_at").values("delivered_at")[:1]),
            used_at=Subquery(taps.values("received_at")[:1]),
            ended_at=Subquery(ended.values("revoked_at")[:1]),
            is_barred=Subquery(ended.values("bars_new")[:1]),
            has_left=Exists(left),
        )
        .filter(Q(was_told=True) | (is_part & Q(is_active=True)))
        .exclude(agency=complaint.about_agency_id)
        .order_by("agency__short_name", "order", "pk")
    )


# An AgencyContact with what `_select_contacts` adds to it.
_Row = Any


def _judge(contact: _Row, now: datetime) -> HeldLink:
    ends_at = contact.sent_at + timedelta(hours=settings.FIELD_LINK_HOURS) if contact.sent_at else None
    return HeldLink(contact, _find_state(contact, ends_at, now), contact.sent_at, contact.used_at, ends_at)


def _find_state(contact: _Row, ends_at: datetime | None, now: datetime) -> LinkState:
    # The same as response.links asks when a link is opened.
    if contact.has_left or not (contact.is_active and contact.agency.is_active):
        return LinkState.VOID
    if contact.is_barred:
        return LinkState.ENDED
    if contact.is_waiting:
        return LinkState.WAITING
    if ends_at is None or contact.sent_at is None:
        return LinkState.FAILED if contact.was_told else LinkState.NONE
    if contact.ended_at is not None and contact.ended_at >= contact.sent_at:
        return LinkState.ENDED
    return LinkState.OPEN if now < ends_at else LinkState.OVER


def _was_just_sent(complaint: Complaint, contact_id: int, now: datetime) -> bool:
    rows = Delivery.objects.filter(subject=name_subject(complaint.number), target=f"contact:{contact_id}")
    return rows.filter(idempotency_key__contains=":link-", created_at__gt=now - AGAIN_AFTER).exists()


def _name(contact: AgencyContact) -> str:
    return f"{contact.name} ({contact.agency.short_name})"


def _add_line(
    complaint: Complaint, contact: AgencyContact, action: str, text: str, actor: Actor, now: datetime
) -> Event:
    event = build_staff_line(
        complaint_id=complaint.pk,
        kind=EventKind.FIELD,
        action=action,
        text=text,
        actor=actor,
        data={"contact": contact.pk},
        now=now,
    )
    event.save()
    return event
