"""An open emergency in somebody's hand: who follows it from the board, and an agency that answered by voice."""

from __future__ import annotations

from datetime import datetime

from django.db import models, transaction
from django.utils import timezone

from complaints.actors import Actor
from complaints.choices import UNFINISHED, EventKind
from complaints.lifecycle import add_message, apply_transition
from complaints.models import Complaint
from complaints.permissions import require_sight
from complaints.refusals import MissingField, NotAllowed
from complaints.staff_lines import build_staff_line

# The line of history that says somebody at the board follows it. Agencies and states do not change by it.
TAKEN = "taken"


class VoiceChannel(models.TextChoices):
    """How an agency was reached in person."""

    TELEPHONE = "telephone", "telepon"
    RADIO = "radio", "radio"
    IN_PERSON = "in_person", "tatap muka"


def take_in_hand(*, complaint_id: int, actor: Actor, now: datetime | None = None) -> bool:
    """Note who follows an open emergency; False if somebody does already. Raises NotAllowed."""
    with transaction.atomic():
        complaint = Complaint.objects.select_for_update(of=("self",)).get(pk=complaint_id)
        require_sight(complaint=complaint, actor=actor)
        if not complaint.is_emergency or complaint.status not in UNFINISHED:
            raise NotAllowed("Laporan ini tidak lagi terbuka di papan.")
        if complaint.events.filter(action=TAKEN).exists():
            return False
        build_staff_line(
            complaint_id=complaint.pk,
            kind=EventKind.NOTE,
            action=TAKEN,
            text="Ditangani dari papan darurat.",
            actor=actor,
            now=now or timezone.now(),
        ).save()
    return True


def acknowledge_by_voice(
    *, complaint_id: int, version: int, actor: Actor, channel: VoiceChannel, words: str, now: datetime | None = None
) -> Complaint:
    """Acknowledge for an agency that was reached by voice.

    The public reads by which channel; the words, which may name people, are an internal note.
    Raises TransitionRefused (NotAllowed, MissingField, StaleVersion); then nothing is written.
    """
    if not words.strip():
        raise MissingField("words", "Tulis siapa yang menjawab dan apa katanya.")
    with transaction.atomic():
        complaint = apply_transition(
            complaint_id=complaint_id,
            action="acknowledge",
            actor=actor,
            version=version,
            text=f"Diterima lewat {channel.label}.",
            now=now,
        )
        note = f"Diterima {complaint.agency.short_name} lewat {channel.label}: {words.strip()}"
        add_message(complaint_id=complaint_id, actor=actor, kind=EventKind.NOTE, text=note, now=now)
    return complaint
