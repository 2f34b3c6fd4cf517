"""What the field room forgets: names, words and positions, with the complaint they belong to or when they are old."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from django.utils import timezone

from complaints.models import Complaint
from complaints.retention import Outcome, sweep
from response.models import Engagement, Tap

# Stamps stay: they name nobody, and the figures are made of them.
_FORGOTTEN = {
    "asked_for": "",
    "declined_reason": "",
    "needs_help_text": "",
    "by": "",
    "words": "",
    "lat": None,
    "lng": None,
    "position_at": None,
    "contact": None,
}


def forget_field_words(complaint: Complaint) -> None:
    """Forget who of an agency said what, and where they stood, of a complaint that is erased."""
    _forget(list(Engagement.objects.filter(complaint=complaint).values_list("pk", flat=True)))


def erase_old_words(before: datetime, dry_run: bool) -> Outcome:
    """Forget names, words and positions where nothing was heard since this moment; the stamps stay for the figures."""
    old = Engagement.objects.filter(updated_at__lt=before, forgotten_at=None)
    return sweep(
        due=old.filter(complaint__hold_since=None),
        held=old.exclude(complaint__hold_since=None),
        dry_run=dry_run,
        erase=_forget,
    )


def _forget(keys: Sequence[int]) -> int:
    Tap.objects.filter(engagement__in=keys).update(text="", contact=None)
    return Engagement.objects.filter(pk__in=keys).update(**_FORGOTTEN, forgotten_at=timezone.now())
