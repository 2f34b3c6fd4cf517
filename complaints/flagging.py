"""Routine reports that read like emergencies: flagged for a person to decide, by words that are shown with the flag.

Software never raises one and never lowers one. A dispatcher dismisses a flag here, or raises the report
(complaints.raising). Of a flag only places in the text are kept, no words.
"""

from __future__ import annotations

from datetime import datetime

import structlog
from django.conf import settings
from django.db import transaction
from django.utils import timezone

from accounts.roles import Right, roles_with
from complaints.actors import Actor
from complaints.choices import FINAL, EventKind
from complaints.models import Complaint, Event
from complaints.permissions import require_sight
from complaints.refusals import NotAllowed
from complaints.staff_lines import build_staff_line
from complaints.urgency import load_rules, read_urgency
from complaints.urgency.rules import RulesUnusable

log = structlog.get_logger(__name__)

DECIDERS = roles_with(Right.DISPATCH)
DISMISSED = "flag_dismissed"
RESTORED = "flag_restored"

# Where a sign stands in the text (first letter, one after the last), and its group in the rules.
FlagSign = tuple[int, int, str]


def read_signs(text: str) -> list[FlagSign]:
    """Return the signs of an emergency in a text, in order. Rules that cannot be used flag nothing, and say so."""
    try:
        rules = load_rules(settings.URGENCY_RULES)
    except (OSError, RulesUnusable):
        # A report must be filed whatever became of the file.
        log.exception("urgency_rules_unusable")
        return []
    found = [(sign.start, sign.end, sign.group) for sign in read_urgency(text, rules=rules).signs]
    # A word within a longer sign says nothing more.
    return [one for one in found if not any(_holds(other, one) for other in found)]


def _holds(outer: FlagSign, inner: FlagSign) -> bool:
    return outer[:2] != inner[:2] and outer[0] <= inner[0] and inner[1] <= outer[1]


def mark_flagged(*, complaint: Complaint, signs: list[FlagSign], now: datetime, event: Event | None = None) -> bool:
    """Flag in memory what is no emergency and no drill; the caller saves. `event` is the message with the signs."""
    if complaint.is_emergency or complaint.is_drill or not signs:
        return False
    complaint.is_flagged = True
    complaint.flag_signs = [list(sign) for sign in signs]
    complaint.flag_event = event
    # Whoever has waited longest stands first, also when more is said.
    complaint.flagged_at = complaint.flagged_at or now
    return True


def flag_message(*, complaint: Complaint, event: Event, now: datetime) -> None:
    """Flag a routine report by what its reporter adds. Call while holding the complaint's row."""
    already, words = complaint.is_flagged, event.text
    if already or complaint.is_emergency or complaint.status in FINAL:
        return
    # What is new counts: a flag that was dismissed stands again only for other words.
    complaint.flagged_at = None
    if mark_flagged(complaint=complaint, signs=read_signs(words), now=now, event=event):
        complaint.save(update_fields=["is_flagged", "flag_signs", "flag_event", "flagged_at"])


def dismiss_flag(*, complaint_id: int, actor: Actor, now: datetime | None = None) -> bool:
    """Note that a person looked and it is no emergency; False if that was decided before. Raises NotAllowed."""
    return _decide(complaint_id, actor, is_flagged=False, action=DISMISSED, words="Dilihat: bukan darurat.", now=now)


def restore_flag(*, complaint_id: int, actor: Actor, now: datetime | None = None) -> bool:
    """Take a dismissal back; False where there is none to take back. Raises NotAllowed."""
    return _decide(complaint_id, actor, is_flagged=True, action=RESTORED, words="Perlu dilihat lagi.", now=now)


def may_restore(complaint: Complaint) -> bool:
    """Tell whether a flag was dismissed and may stand again."""
    was_flagged = bool(complaint.flag_signs) and not complaint.is_flagged
    return was_flagged and not complaint.is_emergency and complaint.status not in FINAL


@transaction.atomic
def _decide(
    complaint_id: int, actor: Actor, *, is_flagged: bool, action: str, words: str, now: datetime | None
) -> bool:
    complaint = Complaint.objects.select_for_update(of=("self",)).get(pk=complaint_id)
    require_sight(complaint=complaint, actor=actor)
    if actor.kind not in DECIDERS:
        raise NotAllowed("Hanya dispatcher dan koordinator yang memutuskan ini.")
    is_open = may_restore(complaint) if is_flagged else complaint.is_flagged
    if not is_open:
        return False
    # `version` stays: whoever works on the ticket must not be told that something changed.
    Complaint.objects.filter(pk=complaint.pk).update(is_flagged=is_flagged)
    build_staff_line(
        complaint_id=complaint.pk,
        kind=EventKind.NOTE,
        action=action,
        text=words,
        actor=actor,
        now=now or timezone.now(),
    ).save()
    return True
