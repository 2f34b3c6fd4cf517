"""Which agency a report is about, said or corrected after it was filed: the inspector's safeguard begins at once.

Forms ask for it where a category says so; of other reports it shows when somebody reads them. The agency named
loses sight of the report in the same transaction, also of what it had or supported.
"""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from django.db import transaction
from django.db.models import F, QuerySet
from django.utils import timezone

from accounts.audit import record_access
from accounts.models import AuditAction
from accounts.roles import Right
from complaints.actors import Actor, actor_for_user
from complaints.choices import EventKind
from complaints.lifecycle import apply_transition
from complaints.models import Complaint, ComplaintSupport
from complaints.outgoing import name_subject
from complaints.permissions import is_responsible, require_sight
from complaints.public_texts import mask_for_record
from complaints.refusals import MissingField, NotAllowed
from complaints.staff_lines import build_staff_line
from complaints.transfers import TRANSFER, move_to_agency
from complaints.transitions import OPEN
from dispatch.models import Agency, InboxMessage
from dispatch.routing import find_route

if TYPE_CHECKING:
    from accounts.models import User

SHORTEST_REASON = 5
REASON_LIMIT = 300
# Read by everybody, also by the agency that is named: so it names nobody.
PUBLIC_WORDS = "Dialihkan supaya ditangani OPD lain."


def may_say_about(*, user: User, complaint: Complaint) -> bool:
    """Tell whether this person may say whom the report is about: who decides, and whose own agency is known."""
    can = user.may(Right.DECIDE) and user.agency_id is not None
    return can and is_responsible(complaint=complaint, actor=actor_for_user(user))


def select_choices(*, user: User) -> QuerySet[Agency]:
    """Return the agencies to choose from; nobody names their own, which would close the report to themselves."""
    return Agency.objects.filter(is_active=True).exclude(pk=user.agency_id or 0).order_by("short_name")


def say_about(
    *,
    complaint_id: int,
    user: User,
    agency_id: int | None,
    reason: str,
    address: str | None = None,
    now: datetime | None = None,
) -> Complaint:
    """Write which agency the report is about (None: none), and take it away from that one.

    Raises NotAllowed, or MissingField without a reason, or for an agency that cannot be chosen.
    """
    now, reason = now or timezone.now(), reason.strip()[:REASON_LIMIT]
    if len(reason) < SHORTEST_REASON:
        raise MissingField("reason", "Tulis alasannya dengan singkat. Alasan ini dicatat.")
    with transaction.atomic():
        complaint = Complaint.objects.select_for_update(of=("self",)).with_relations().get(pk=complaint_id)
        actor = actor_for_user(user)
        require_sight(complaint=complaint, actor=actor)
        if not may_say_about(user=user, complaint=complaint):
            raise NotAllowed("OPD yang dilaporkan tidak dapat Anda ubah.")
        agency = _find_agency(user, agency_id)
        if complaint.about_agency_id == (agency.pk if agency else None):
            return complaint
        _write(complaint, agency, actor, reason, now)
        if agency is not None:
            _take_away(complaint, agency, actor, now)
        _record(complaint, agency, user, reason, address)
    return Complaint.objects.with_relations().get(pk=complaint_id)


def _find_agency(user: User, agency_id: int | None) -> Agency | None:
    if agency_id is None:
        return None
    agency = select_choices(user=user).filter(pk=agency_id).first()
    if agency is None:
        raise MissingField("agency", "Pilih OPD lain yang aktif dari daftar.")
    return agency


def _write(complaint: Complaint, agency: Agency | None, actor: Actor, reason: str, now: datetime) -> None:
    before = complaint.about_agency_id
    Complaint.objects.filter(pk=complaint.pk).update(about_agency=agency, version=F("version") + 1, updated_at=now)
    complaint.about_agency, complaint.version = agency, complaint.version + 1
    said = f"Laporan ini tentang {agency.short_name}" if agency else "Laporan ini tidak tentang OPD tertentu"
    build_staff_line(
        complaint_id=complaint.pk,
        kind=EventKind.NOTE,
        action="say_about",
        text=f"{said}. Alasan: {reason}",
        actor=actor,
        data={"about_before": before, "about": agency.pk if agency else None},
        now=now,
    ).save()


def _record(complaint: Complaint, agency: Agency | None, user: User, reason: str, address: str | None) -> None:
    record_access(
        user=user,
        action=AuditAction.SAFEGUARD_CHANGED,
        subject=name_subject(complaint.number),
        reason=mask_for_record(complaint=complaint, text=reason),
        detail={"about": agency.code if agency else ""},
        address=address,
    )


def _take_away(complaint: Complaint, agency: Agency, actor: Actor, now: datetime) -> None:
    ComplaintSupport.objects.filter(complaint=complaint, agency=agency).delete()
    InboxMessage.objects.filter(agency=agency, subject=name_subject(complaint.number)).delete()
    if complaint.agency_id != agency.pk:
        return
    route = find_route(category=complaint.category, village=complaint.village, about_agency_id=agency.pk)
    if complaint.status in OPEN:
        apply_transition(
            complaint_id=complaint.pk,
            action=TRANSFER,
            actor=actor,
            text=PUBLIC_WORDS,
            to_agency_id=route.agency.pk,
            now=now,
        )
        return
    # Over already, or waiting for the reporter's word: an objection must find who may read it.
    move_to_agency(complaint=complaint, agency=route.agency, actor_name=actor.name, now=now)
    moved = {"agency": route.agency, "transfers": complaint.transfers}
    Complaint.objects.filter(pk=complaint.pk).update(**moved, routing_explanation=complaint.routing_explanation)
