"""Changes a complaint. The only code that writes `status`.

Every change is one transaction: the row (compare-and-set on `version`), its line
of history, and what must go out.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from complaints.actors import REPORTER, Actor
from complaints.announcing import announce_step
from complaints.choices import FINAL, UNFINISHED, Audience, EventKind, PhotoPurpose, Status
from complaints.deadlines import shift_deadline
from complaints.escalation import follow_status
from complaints.flagging import flag_message
from complaints.lines import describe_extras, write_step
from complaints.models import Complaint, Event, Photo
from complaints.outgoing import write_update_messages
from complaints.permissions import may_take, may_write, require_sight
from complaints.promises import renew_verification
from complaints.raising import RAISE, turn_into_emergency
from complaints.refusals import MissingField, NotAllowed, StaleVersion, TransitionRefused
from complaints.stamps import STAMPS, stamp_step
from complaints.transfers import TRANSFER, move_to_agency, record_handover
from complaints.transitions import BY_ACTION, TRANSITIONS, Transition
from complaints.typed_step import MISSING, TEXT_LIMIT, TypedStep, read_typed_step
from dispatch.outbox import enqueue

__all__ = [
    "TRANSITIONS",
    "MissingField",
    "NotAllowed",
    "StaleVersion",
    "Transition",
    "TransitionRefused",
    "add_message",
    "apply_transition",
    "available_transitions",
]


def available_transitions(complaint: Complaint, actor: Actor) -> list[Transition]:
    """Return the arrows this actor may take now, in the table's order."""
    return [
        transition
        for transition in TRANSITIONS
        if complaint.status in transition.sources
        and transition.fits_track(complaint.is_emergency)
        and may_take(transition=transition, complaint=complaint, actor=actor)
    ]


def apply_transition(
    *,
    complaint_id: int,
    action: str,
    actor: Actor,
    version: int | None = None,
    last_read: int | None = None,
    text: str = "",
    proof_photo_ids: Sequence[UUID] = (),
    no_proof_reason: str = "",
    forwarded_to: str = "",
    merged_into_number: str = "",
    to_agency_id: int | None = None,
    emergency_category: str = "",
    rating: int | None = None,
    happened_at: datetime | None = None,
    now: datetime | None = None,
) -> Complaint:
    """Take one arrow of the lifecycle.

    `version` is the one the actor saw; None means "whatever it is now" (machines). A reporter, who does not see all
    that happens, says instead with `last_read` which line of history was the newest one on their page.
    `rating` is 1 to 5; `happened_at` is given where it is heard of later.
    Raises NotAllowed, MissingField, or StaleVersion; then nothing is written.
    """
    now = now or timezone.now()
    typed = TypedStep(
        text,
        proof_photo_ids,
        no_proof_reason,
        forwarded_to,
        merged_into_number,
        to_agency_id,
        emergency_category,
        rating,
    )
    with transaction.atomic():
        complaint = _lock(complaint_id, version, actor)
        _require_read(complaint, last_read)
        transition = _find_transition(complaint, action, actor)
        given = read_typed_step(complaint, transition, actor, typed)
        _take(complaint, transition, actor, typed, given, happened_at, now)
    return complaint


def add_message(
    *,
    complaint_id: int,
    actor: Actor,
    kind: EventKind,
    text: str,
    photo_ids: Sequence[UUID] = (),
    action: str = "",
    version: int | None = None,
    now: datetime | None = None,
) -> Event:
    """Add a public answer, an internal note, or something the reporter wants to add; `action` tells notes apart.

    `version` is the one its writer saw; None means that it may be written whatever happened since. Raises NotAllowed
    for whoever may not write such a line, and for a reporter whose complaint is over; MissingField without text;
    StaleVersion.
    """
    now = now or timezone.now()
    with transaction.atomic():
        complaint = _lock(complaint_id, version, actor, is_note=kind == EventKind.NOTE)
        if not may_write(complaint=complaint, actor=actor, kind=kind):
            raise NotAllowed("Anda tidak dapat menulis ini pada laporan ini.")
        text = text.strip()[:TEXT_LIMIT]
        if not text:
            raise MissingField("text", MISSING["text"])
        if kind == EventKind.REPORTER_MESSAGE and complaint.status in FINAL:
            raise NotAllowed("Laporan ini sudah berakhir. Buat laporan baru bila perlu.")
        event = _save_message(complaint, actor, kind, text, action, now)
        photos = _attach_photos(complaint, event, photo_ids, PhotoPurpose.REPORT)
        if kind == EventKind.REPORTER_MESSAGE:
            flag_message(complaint=complaint, event=event, now=now)
        if kind != EventKind.NOTE:
            enqueue(
                messages=write_update_messages(complaint=complaint, event=event, actor=actor, photos=photos), now=now
            )
    return event


def _lock(complaint_id: int, version: int | None, actor: Actor, *, is_note: bool = False) -> Complaint:
    complaint = Complaint.objects.select_for_update(of=("self",)).with_relations().get(pk=complaint_id)
    # Before anything is said about the ticket, even that it has changed.
    require_sight(complaint=complaint, actor=actor, is_note=is_note)
    if version is not None and complaint.version != version:
        raise StaleVersion(complaint.events.order_by("-id").first())
    return complaint


def _require_read(complaint: Complaint, last_read: int | None) -> None:
    """Refuse what a reporter decided before reading all that others wrote for them; notes inside count for nothing."""
    if last_read is None:
        return
    unread = complaint.events.readable_by_reporter().filter(pk__gt=last_read)
    newest = unread.exclude(actor_name=REPORTER.name, user=None).order_by("-id").first()
    if newest is not None:
        raise StaleVersion(newest)


def _find_transition(complaint: Complaint, action: str, actor: Actor) -> Transition:
    transition = BY_ACTION.get(action)
    if transition is None or transition not in available_transitions(complaint, actor):
        raise NotAllowed("Langkah ini tidak dapat diambil sekarang. Muat ulang halaman untuk melihat keadaan terbaru.")
    return transition


def _take(
    complaint: Complaint,
    transition: Transition,
    actor: Actor,
    typed: TypedStep,
    given: dict[str, Any],
    happened_at: datetime | None,
    now: datetime,
) -> None:
    before, agency, category = complaint.status, complaint.agency, complaint.category
    _move(complaint, transition, actor, given, happened_at, now)
    data = describe_extras(transition, given, typed.rating, typed.no_proof_reason, complaint, agency, category)
    if happened_at and happened_at < now:
        data["happened_at"] = happened_at.isoformat()
    event = write_step(complaint, transition, actor, before, given["text"], data, now)
    if complaint.agency_id != agency.pk:
        record_handover(complaint=complaint, left=agency, before=before, event=event, now=now)
    photos = _attach_photos(complaint, event, typed.proof_photo_ids, PhotoPurpose.AFTER)
    announce_step(complaint=complaint, transition=transition, event=event, actor=actor, photos=photos, now=now)
    if actor == REPORTER:
        flag_message(complaint=complaint, event=event, now=now)


def _move(
    complaint: Complaint,
    transition: Transition,
    actor: Actor,
    given: dict[str, Any],
    happened_at: datetime | None,
    now: datetime,
) -> None:
    _turn_clock(complaint, transition, now)
    complaint.status = transition.target
    stamp_step(complaint=complaint, transition=transition, now=now, happened_at=happened_at)
    if transition.action == TRANSFER:
        move_to_agency(complaint=complaint, agency=given["to_agency"], actor_name=actor.name, now=now)
    elif transition.action == RAISE:
        turn_into_emergency(complaint=complaint, category=given["emergency_category"], actor_name=actor.name, now=now)
    elif transition.target == Status.ASSIGNED:
        renew_verification(complaint=complaint, now=now)
    if transition.action == RAISE or complaint.status not in UNFINISHED:
        # A person has decided what it is, or ended it.
        complaint.is_flagged = False
    complaint.forwarded_to = given["forwarded_to"] or complaint.forwarded_to
    complaint.merged_into = given["merged_into"] or complaint.merged_into
    follow_status(complaint=complaint, now=now)
    _save(complaint, now)


def _turn_clock(complaint: Complaint, transition: Transition, now: datetime) -> None:
    """Stop the deadline while the reporter is asked; afterwards it moves by the working days that passed."""
    if transition.target == Status.NEEDS_INFO:
        complaint.paused_at = now
    elif complaint.paused_at is not None:
        complaint.due_at = shift_deadline(complaint.due_at, paused_at=complaint.paused_at, resumed_at=now)
        complaint.paused_at = None


def _save(complaint: Complaint, now: datetime) -> None:
    seen = complaint.version
    complaint.version = seen + 1
    complaint.updated_at = now
    values = {
        f.attname: getattr(complaint, f.attname) for f in complaint._meta.concrete_fields if f.attname in _WRITTEN
    }
    # PostgreSQL's row lock and SQLite's IMMEDIATE already keep others out; this holds even without them.
    if not Complaint.objects.filter(pk=complaint.pk, version=seen).update(**values):
        raise StaleVersion(complaint.events.readable_by_reporter().order_by("-id").first())


_WRITTEN = frozenset(
    {
        "status",
        "version",
        "updated_at",
        "due_at",
        "paused_at",
        "first_answer_at",
        "forwarded_to",
        "merged_into_id",
        "agency_id",
        "transfers",
        "verify_due_at",
        "respond_due_at",
        "routing_explanation",
        "escalation_cycle",
        "escalation_round",
        "escalate_at",
        # What changes when it is raised to an emergency.
        "track",
        "category_id",
        "visibility",
        "allows_publication",
        "allows_social",
        "raised_at",
        "is_flagged",
        *STAMPS.values(),
    }
)


def _save_message(complaint: Complaint, actor: Actor, kind: EventKind, text: str, action: str, now: datetime) -> Event:
    if kind in (EventKind.ANSWER, EventKind.WADUL) and complaint.first_answer_at is None:
        complaint.first_answer_at = now
    _save(complaint, now)
    return Event.objects.create(
        complaint=complaint,
        kind=kind,
        action=action,
        text=text,
        audience=Audience.STAFF if kind == EventKind.NOTE else Audience.REPORTER,
        actor_name=actor.name,
        user=actor.user,
        agency=actor.agency,
        created_at=now,
    )


def _attach_photos(complaint: Complaint, event: Event, photo_ids: Sequence[UUID], purpose: PhotoPurpose) -> list[Photo]:
    if not photo_ids:
        return []
    mine = Photo.objects.filter(pk__in=list(photo_ids), complaint=complaint, event=None)
    photos = list(mine)
    mine.update(event=event, purpose=purpose)
    return photos
