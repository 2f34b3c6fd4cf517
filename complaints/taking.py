"""An open emergency in somebody's hand: who follows it from the board, and an agency that answered by voice."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from typing import TYPE_CHECKING, Any

from django.db import models, transaction
from django.db.models import Case, F, OuterRef, Q, QuerySet, Subquery, When
from django.utils import timezone

from complaints.actors import Actor, actor_for_user
from complaints.choices import UNFINISHED, EventKind, Status
from complaints.lifecycle import add_message, apply_transition
from complaints.models import Complaint, Event
from complaints.permissions import require_sight
from complaints.refusals import MissingField, NotAllowed
from complaints.staff_lines import build_staff_line
from dispatch.models import Track

if TYPE_CHECKING:
    from accounts.models import User

# The lines of history that say somebody at the board follows it, or no more. Agencies and states do not change by them.
TAKEN, RELEASED = "taken", "released"


class VoiceChannel(models.TextChoices):
    """How an agency was reached in person."""

    TELEPHONE = "telephone", "telepon"
    RADIO = "radio", "radio"
    IN_PERSON = "in_person", "tatap muka"


def take_in_hand(*, complaint_id: int, actor: Actor, now: datetime | None = None) -> bool:
    """Note who follows an open emergency; False if somebody does already. Raises NotAllowed."""
    with transaction.atomic():
        complaint = Complaint.objects.select_for_update(of=("self",)).get(pk=complaint_id)
        require_sight(complaint=complaint, actor=_at_board(actor))
        if not complaint.is_emergency or complaint.status not in UNFINISHED:
            raise NotAllowed("Laporan ini tidak lagi terbuka di papan.")
        if _find_holder_id(complaint) is not None:
            return False
        _write(complaint.pk, TAKEN, "Ditangani dari papan darurat.", actor, now)
    return True


def let_go(*, complaint_id: int, actor: Actor, now: datetime | None = None) -> bool:
    """Note that nobody follows it any more; False if nobody did. Raises NotAllowed.

    Anybody at the board may: whoever took it may have gone home.
    """
    with transaction.atomic():
        complaint = Complaint.objects.select_for_update(of=("self",)).get(pk=complaint_id)
        require_sight(complaint=complaint, actor=_at_board(actor))
        if _find_holder_id(complaint) is None:
            return False
        _write(complaint.pk, RELEASED, "Dilepas dari papan darurat.", actor, now)
    return True


def pass_on(*, leaving: User, coming: User, now: datetime | None = None) -> None:
    """Put what one supervisor follows into the hands of the next; what that one may not follow is let go."""
    actor = _at_board(actor_for_user(coming))
    with transaction.atomic():
        held = list(select_held(user=leaving).select_for_update(of=("self",)))
        for complaint in held:
            if _may_follow(complaint, actor):
                _write(complaint.pk, TAKEN, f"Diteruskan dari {leaving} saat serah terima sif.", actor, now)
            else:
                _write(complaint.pk, RELEASED, f"Dilepas dari {leaving} saat serah terima sif.", actor, now)


def select_held(*, user: User) -> QuerySet[Complaint]:
    """Return the open emergencies that this person follows."""
    emergencies = Complaint.objects.filter(track=Track.EMERGENCY, status__in=sorted(UNFINISHED))
    return emergencies.alias(holder=name_holder(F("user_id"))).filter(holder=user.pk).order_by("pk")


def name_holder(what: Any) -> Subquery:
    """Return a column of whoever follows an emergency, as part of its own row; NULL where nobody does.

    A hold ends with the next step that asks an agency anew (another agency, an objection), and with each round
    of escalation: whoever holds it has not brought it to an answer.
    """
    ends = Q(action=RELEASED) | Q(kind=EventKind.ESCALATION) | Q(to_status=Status.ASSIGNED)
    lines = Event.objects.filter(Q(action=TAKEN) | ends, complaint=OuterRef("pk")).order_by("-pk")
    return Subquery(lines.annotate(held=Case(When(action=TAKEN, then=what))).values("held")[:1])


def _at_board(actor: Actor) -> Actor:
    # Whatever is done here is done with the alarm alone: it needs no look at what the report says.
    return replace(actor, is_at_board=True)


def _may_follow(complaint: Complaint, actor: Actor) -> bool:
    try:
        require_sight(complaint=complaint, actor=actor)
    except NotAllowed:
        return False
    return True


def _find_holder_id(complaint: Complaint) -> int | None:
    found = Complaint.objects.filter(pk=complaint.pk).values_list(name_holder(F("user_id")), flat=True)
    return found.get()


def _write(complaint_id: int, action: str, text: str, actor: Actor, now: datetime | None) -> None:
    build_staff_line(
        complaint_id=complaint_id,
        kind=EventKind.NOTE,
        action=action,
        text=text,
        actor=actor,
        now=now or timezone.now(),
    ).save()


def acknowledge_by_voice(
    *, complaint_id: int, version: int, actor: Actor, channel: VoiceChannel, words: str, now: datetime | None = None
) -> Complaint:
    """Acknowledge for an agency that was reached by voice.

    The public reads by which channel; the words, which may name people, are an internal note.
    Raises TransitionRefused (NotAllowed, MissingField, StaleVersion); then nothing is written.
    """
    if not words.strip():
        raise MissingField("words", "Tulis siapa yang menjawab dan apa katanya.")
    actor = _at_board(actor)
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
