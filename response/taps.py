"""A word from the field, whichever way it comes: stamped, told, and moving the complaint where it may.

Each tap is one transaction and counts once. Taps may come late, twice and in any order; what the lifecycle no
longer allows is kept as a word all the same, so that no phone ever sends it for ever.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from uuid import UUID

from django.db import transaction
from django.utils import timezone
from django.utils.formats import date_format

from complaints.choices import Audience, EventKind, PhotoPurpose
from complaints.models import Complaint, Event, Photo
from dispatch.models import AgencyContact
from response.bounds import bound_moment
from response.choices import Rung, TapKind, Via
from response.crew_checks import follow_sign_of_life
from response.engagements import open_engagement, stamp_rung
from response.help import ask_for_help, tell_declined
from response.models import Engagement, Tap
from response.moving import Move, move_complaint

TEXT_LIMIT = 1000
_RUNGS: dict[str, str] = {
    TapKind.ACCEPT: Rung.ACCEPTED,
    TapKind.DECLINE: Rung.DECLINED,
    TapKind.DEPART: Rung.EN_ROUTE,
    TapKind.ARRIVE: Rung.ON_SCENE,
    TapKind.DONE: Rung.DONE,
}


@dataclass(frozen=True)
class FieldTap:
    """One tap as it was told. `key` is the phone's own; `point` is (lat, lng) in WGS 84 degrees."""

    kind: TapKind
    key: UUID
    happened_at: datetime | None = None
    text: str = ""
    no_proof_reason: str = ""
    point: tuple[Decimal, Decimal] | None = None
    via: Via = Via.LINK


@dataclass(frozen=True)
class TapOutcome:
    """What became of a tap: whether it is new, the state it brought, and what is still missing to end the report."""

    is_new: bool
    moved_to: str = ""
    asks: str = ""


def record_tap(
    *,
    complaint_id: int,
    contact: AgencyContact,
    tap: FieldTap,
    photo_ids: Sequence[UUID] = (),
    now: datetime | None = None,
) -> TapOutcome:
    """Keep one tap of a contact, and do what it stands for. The same tap again changes nothing.

    Whether this contact may speak here is the caller's question (response.links). `photo_ids` are photos of this
    complaint that belong to no line of history yet.
    """
    now = now or timezone.now()
    with transaction.atomic():
        complaint = Complaint.objects.select_for_update(of=("self",)).with_relations().get(pk=complaint_id)
        engagement = open_engagement(complaint=complaint, agency=contact.agency, now=now)
        if Tap.objects.filter(engagement=engagement, key=tap.key, kind=tap.kind).exists():
            return TapOutcome(is_new=False)
        happened_at = bound_moment(said=tap.happened_at, filed_at=complaint.filed_at, now=now)
        move = move_complaint(
            complaint=complaint,
            agency=contact.agency,
            tap=tap,
            happened_at=happened_at,
            photo_ids=tuple(photo_ids),
            now=now,
        )
        row = _keep(engagement, contact, tap, happened_at, move, now)
        _stamp(engagement, contact, tap, happened_at, now)
        event = _write_event(complaint, contact, row, now)
        _attach_photos(complaint, event, tap, photo_ids if not move.used_photos else ())
        follow_sign_of_life(
            engagement=engagement, kind=tap.kind, at=happened_at, minutes=complaint.category.crew_check_minutes
        )
        _call_others(complaint, engagement, contact, row, now)
    return TapOutcome(is_new=True, moved_to=move.status, asks=move.asks)


def mark_seen(*, complaint_id: int, contact: AgencyContact, via: Via = Via.LINK, now: datetime | None = None) -> bool:
    """Note that somebody has the page before their eyes; False if that is known."""
    now = now or timezone.now()
    seen = Engagement.objects.filter(complaint=complaint_id, agency=contact.agency_id, seen_at__isnull=False)
    if seen.exists():
        return False
    with transaction.atomic():
        complaint = Complaint.objects.select_for_update(of=("self",)).get(pk=complaint_id)
        engagement = open_engagement(complaint=complaint, agency=contact.agency, now=now)
        if not stamp_rung(engagement=engagement, rung=Rung.SEEN, at=now, by=contact.name, via=via, now=now):
            return False
        _add_line(complaint, contact, f"{contact.name}: dilihat.", {"tap": "dilihat"}, now)
    return True


def _keep(
    engagement: Engagement, contact: AgencyContact, tap: FieldTap, happened_at: datetime, move: Move, now: datetime
) -> Tap:
    return Tap.objects.create(
        engagement=engagement,
        contact=contact,
        key=tap.key,
        kind=tap.kind,
        via=tap.via,
        text=tap.text.strip()[:TEXT_LIMIT],
        happened_at=happened_at,
        received_at=now,
        moved_to=move.status,
    )


def _stamp(engagement: Engagement, contact: AgencyContact, tap: FieldTap, happened_at: datetime, now: datetime) -> None:
    # Whoever taps has seen it, with or without scripts.
    for rung in filter(None, (Rung.SEEN, _RUNGS.get(tap.kind))):
        words = tap.text[:300] if rung == Rung.DECLINED else ""
        stamp_rung(engagement=engagement, rung=rung, at=happened_at, by=contact.name, via=tap.via, words=words, now=now)
    engagement.contact = contact
    engagement.updated_at = now
    fields = ["contact", "updated_at"]
    if tap.point and (engagement.position_at is None or happened_at >= engagement.position_at):
        engagement.lat, engagement.lng = tap.point
        engagement.position_at = happened_at
        fields += ["lat", "lng", "position_at"]
    engagement.save(update_fields=fields)


def _write_event(complaint: Complaint, contact: AgencyContact, row: Tap, now: datetime) -> Event:
    late = (now - row.happened_at).total_seconds() >= 60
    when = f" pukul {_write_clock(row.happened_at)}, sampai {_write_clock(now)}" if late else ""
    line = f"{contact.name}: {row.get_kind_display().lower()}{when}."
    text = "\n".join(part for part in (line, row.text) if part)
    data = {"tap": row.kind, "happened_at": row.happened_at.isoformat(), "via": row.via, "moved_to": row.moved_to}
    return _add_line(complaint, contact, text, data, now)


def _add_line(complaint: Complaint, contact: AgencyContact, text: str, data: dict, now: datetime) -> Event:
    return Event.objects.create(
        complaint=complaint,
        kind=EventKind.FIELD,
        action=f"field_{data['tap']}",
        text=text,
        audience=Audience.STAFF,
        actor_name=contact.agency.short_name,
        agency=contact.agency,
        data=data,
        created_at=now,
    )


def _attach_photos(complaint: Complaint, event: Event, tap: FieldTap, photo_ids: Sequence[UUID]) -> None:
    if photo_ids:
        purpose = PhotoPurpose.AFTER if tap.kind == TapKind.DONE else PhotoPurpose.BEFORE
        Photo.objects.filter(pk__in=list(photo_ids), complaint=complaint, event=None).update(
            event=event, purpose=purpose
        )


def _call_others(complaint: Complaint, engagement: Engagement, contact: AgencyContact, row: Tap, now: datetime) -> None:
    if row.kind == TapKind.HELP:
        ask_for_help(complaint=complaint, engagement=engagement, contact=contact, tap=row, now=now)
    elif row.kind == TapKind.DECLINE:
        tell_declined(complaint=complaint, engagement=engagement, contact=contact, tap=row, now=now)


def _write_clock(moment: datetime) -> str:
    return date_format(timezone.localtime(moment), "H.i")
