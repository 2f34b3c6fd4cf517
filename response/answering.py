"""An agency's word at an open emergency: given by its own staff, or by voice to whoever dispatches."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.utils import timezone

from accounts.roles import Right
from complaints.actors import Actor
from complaints.choices import EventKind, Status
from complaints.escalation import choose_targets
from complaints.lifecycle import apply_transition
from complaints.models import Complaint, Event
from complaints.outgoing import write_alerts_to
from complaints.public_texts import mask_for_provider
from complaints.refusals import MissingField, NotAllowed
from complaints.staff_lines import build_staff_line
from complaints.taking import VoiceChannel
from dispatch.models import Agency, EscalationStep
from dispatch.outbox import enqueue
from response.choices import Rung, Via
from response.confirming import lock_open
from response.engagements import open_engagement, stamp_rung
from response.help import DECLINED_MARK

# What can be said for an agency, and how history tells it.
WORDS: dict[str, str] = {
    Rung.ACCEPTED: "menerima permintaan",
    Rung.DECLINED: "tidak dapat berangkat",
    Rung.EN_ROUTE: "berangkat",
    Rung.ON_SCENE: "di lokasi",
}
# What an agency says for itself on the ticket; the responsible one takes its steps in the lifecycle.
OWN_WORDS = (Rung.ACCEPTED, Rung.DECLINED)
ANSWERED = "agency_word"
WORDS_LIMIT = 300


def record_voice(
    *,
    complaint_id: int,
    agency_id: int,
    rung: str,
    channel: VoiceChannel,
    words: str,
    actor: Actor,
    now: datetime | None = None,
) -> Complaint:
    """Note what an agency said by voice, by which channel and in which words; only whoever dispatches may.

    If it is the responsible agency and accepts, the complaint is acknowledged too.
    Raises TransitionRefused (NotAllowed, MissingField); then nothing is written.
    """
    if actor.user is None or not actor.user.may(Right.DISPATCH):
        raise NotAllowed("Peran Anda tidak mencatat jawaban OPD lain.")
    if not words.strip():
        raise MissingField("words", "Tulis siapa yang menjawab dan apa katanya.")
    told = f"{channel.label}: {words.strip()}"[:WORDS_LIMIT]
    with transaction.atomic():
        complaint = lock_open(complaint_id=complaint_id, actor=actor)
        agency = _find_agency(complaint, agency_id)
        if agency.pk == complaint.agency_id and rung == Rung.ACCEPTED and complaint.status == Status.ASSIGNED:
            apply_transition(
                complaint_id=complaint_id,
                action="acknowledge",
                actor=actor,
                text=f"Diterima lewat {channel.label}.",
                now=now,
            )
        _stamp(complaint, agency, rung, Via.VOICE, told, f"lewat {told}", actor, now)
    return complaint


def answer_for_own(
    *, complaint_id: int, rung: str, words: str = "", actor: Actor, now: datetime | None = None
) -> Complaint:
    """Let somebody of an agency that was asked accept or decline for it; declining needs a reason.

    Raises TransitionRefused (NotAllowed, MissingField); then nothing is written.
    """
    agency = actor.agency
    if actor.user is None or agency is None or not actor.user.may(Right.HANDLE) or rung not in OWN_WORDS:
        raise NotAllowed("Anda tidak dapat menjawab untuk OPD ini.")
    if rung == Rung.DECLINED and not words.strip():
        raise MissingField("words", "Tulis mengapa OPD Anda tidak dapat berangkat.")
    with transaction.atomic():
        complaint = lock_open(complaint_id=complaint_id, actor=actor)
        if agency.pk == complaint.agency_id and rung == Rung.ACCEPTED and complaint.status == Status.ASSIGNED:
            apply_transition(complaint_id=complaint_id, action="acknowledge", actor=actor, now=now)
        told = words.strip()[:WORDS_LIMIT]
        _stamp(complaint, _find_agency(complaint, agency.pk), rung, Via.DESK, told, told, actor, now)
    return complaint


def _find_agency(complaint: Complaint, agency_id: int) -> Agency:
    """Return the responsible agency or one that supports; raises NotAllowed for any other."""
    if agency_id == complaint.agency_id:
        return complaint.agency
    agency = complaint.supporting.filter(pk=agency_id).first()
    if agency is None or agency.pk == complaint.about_agency_id:
        raise NotAllowed("OPD ini belum diminta. Minta dulu, lalu catat jawabannya.")
    return agency


def _stamp(
    complaint: Complaint,
    agency: Agency,
    rung: str,
    via: Via,
    words: str,
    told: str,
    actor: Actor,
    now: datetime | None,
) -> None:
    now = now or timezone.now()
    if rung not in WORDS:
        raise NotAllowed("Jawaban ini tidak dikenal.")
    engagement = open_engagement(complaint=complaint, agency=agency, now=now)
    by = str(actor.user) if actor.user else actor.name
    if not stamp_rung(engagement=engagement, rung=rung, at=now, by=by, via=via.value, words=words, now=now):
        raise NotAllowed("Itu sudah tercatat.")
    text = f"{agency.short_name} {WORDS[rung]}"
    event = build_staff_line(
        complaint_id=complaint.pk,
        kind=EventKind.FIELD,
        action=ANSWERED,
        text=f"{text}, {told}" if told else f"{text}.",
        actor=actor,
        data={"agency": agency.pk, "rung": str(rung), "via": via.value},
        now=now,
    )
    event.save()
    if rung == Rung.DECLINED:
        _follow_no(complaint, agency, via, words, event, now)


def _follow_no(complaint: Complaint, agency: Agency, via: Via, words: str, event: Event, now: datetime) -> None:
    """Let nobody wait for an agency that does not come; the county hears of a no that nobody at 112 took down."""
    if agency.pk == complaint.agency_id:
        Complaint.objects.filter(pk=complaint.pk, escalate_at__gt=now).update(escalate_at=now)
    if via == Via.VOICE:
        return
    said = mask_for_provider(complaint=complaint, text=words)
    messages = write_alerts_to(
        complaint=complaint,
        targets=choose_targets(complaint, (EscalationStep.Whom.COORDINATOR,), now),
        reason=f"declined-{event.pk}-desk",
        ask=f"{agency.short_name} tidak dapat berangkat: {said}",
        mark=DECLINED_MARK,
    )
    enqueue(messages=messages, now=now)
