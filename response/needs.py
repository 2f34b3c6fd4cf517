"""What a crew needs from a person at once: help it asked for, or a look after its silence. Settled, or taken back."""

from __future__ import annotations

from datetime import datetime

from django.db import models, transaction
from django.db.models import QuerySet
from django.utils import timezone

from accounts.roles import Right
from complaints.actors import Actor
from complaints.choices import EventKind
from complaints.models import Complaint, Event
from complaints.permissions import require_sight
from complaints.refusals import NotAllowed
from complaints.staff_lines import build_staff_line
from response.choices import TapKind
from response.crew_checks import DONE_BY_LEAD, follow_sign_of_life
from response.help import settle_help
from response.models import Engagement
from response.models.engagement import NEEDS_SOMEBODY


class Need(models.TextChoices):
    """Why a crew stands first on the board; the labels are what stands there."""

    HELP = "bantuan", "BUTUH BANTUAN"
    SILENCE = "diam", "REGU TIDAK MENJAWAB"


REACHED = "crew_reached"
REOPENED = {Need.HELP: "help_reopened", Need.SILENCE: "silence_reopened"}
_REOPENED_TEXT = {
    Need.HELP: "Permintaan bantuan {agency} dibuka lagi.",
    Need.SILENCE: "Regu {agency} dinyatakan belum menjawab lagi.",
}


def select_needing() -> QuerySet[Engagement]:
    """Return the crews that need somebody, also of what is over: it is a person who settles that."""
    return Engagement.objects.filter(NEEDS_SOMEBODY).order_by()


def list_needs(engagement: Engagement) -> list[tuple[Need, datetime]]:
    """Return what its crew needs, and since when."""
    since = {
        Need.HELP: engagement.needs_help_at if engagement.calls_for_help else None,
        Need.SILENCE: engagement.crew_alarm_at,
    }
    return [(need, at) for need, at in since.items() if at is not None]


def settle_need(*, complaint_id: int, agency_id: int, need: Need, actor: Actor, now: datetime | None = None) -> bool:
    """Note that somebody takes care of what a crew needs; False if it needs that no more.

    Only whoever dispatches may. Raises NotAllowed; then nothing is written.
    """
    now = now or timezone.now()
    with transaction.atomic():
        engagement = _lock(complaint_id, agency_id, actor)
        if engagement is None or need not in dict(list_needs(engagement)):
            return False
        if need == Need.HELP:
            return settle_help(engagement_id=engagement.pk, actor=actor, now=now)
        _note_reached(engagement, actor, now)
    return True


def reopen_need(*, complaint_id: int, agency_id: int, need: Need, actor: Actor, now: datetime | None = None) -> bool:
    """Take back that a need was settled, so that it stands first again; False if there is nothing to take back.

    A silence taken back lasts until the crew's next sign of life. Raises NotAllowed; then nothing is written.
    """
    now = now or timezone.now()
    with transaction.atomic():
        engagement = _lock(complaint_id, agency_id, actor)
        if engagement is None or need in dict(list_needs(engagement)) or not _was_settled(engagement, need):
            return False
        if need == Need.HELP:
            engagement.help_settled_at = None
        else:
            engagement.crew_alarm_at = now
        if need not in dict(list_needs(engagement)):
            return False
        engagement.save(update_fields=["help_settled_at", "crew_alarm_at"])
        _add_line(engagement, REOPENED[need], _REOPENED_TEXT[need], actor, now)
    return True


def _lock(complaint_id: int, agency_id: int, actor: Actor) -> Engagement | None:
    if actor.user is None or not actor.user.may(Right.DISPATCH):
        raise NotAllowed("Peran Anda tidak mencatat hal ini.")
    complaint = Complaint.objects.select_for_update(of=("self",)).get(pk=complaint_id)
    require_sight(complaint=complaint, actor=actor)
    parts = Engagement.objects.select_related("agency", "complaint__category")
    return parts.filter(complaint=complaint, agency=agency_id).first()


def _note_reached(engagement: Engagement, actor: Actor, now: datetime) -> None:
    complaint = engagement.complaint
    # Once the lead has finished, a person's word that a helping crew was reached ends the questions until it taps.
    minutes = None if complaint.status in DONE_BY_LEAD else complaint.category.crew_check_minutes
    follow_sign_of_life(engagement=engagement, kind=TapKind.WELL, at=now, minutes=minutes)
    _add_line(engagement, REACHED, "Regu {agency} sudah dihubungi.", actor, now)


def _was_settled(engagement: Engagement, need: Need) -> bool:
    if need == Need.HELP:
        return engagement.help_settled_at is not None
    lines = Event.objects.filter(complaint=engagement.complaint_id, action__in=(REACHED, REOPENED[need]))
    last = lines.order_by("-pk").values_list("action", "data")
    of_agency = [action for action, data in last if data.get("agency") == engagement.agency_id]
    return engagement.is_out and of_agency[:1] == [REACHED]


def _add_line(engagement: Engagement, action: str, text: str, actor: Actor, now: datetime) -> None:
    build_staff_line(
        complaint_id=engagement.complaint_id,
        kind=EventKind.FIELD,
        action=action,
        text=text.format(agency=engagement.agency.short_name),
        actor=actor,
        data={"agency": engagement.agency_id},
        now=now,
    ).save()
