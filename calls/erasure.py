"""What the call room forgets: old calls that led to no report, left drafts, and the calls of an erased reporter."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

from django.db.models import Q
from django.utils import timezone

from calls.choices import Callback
from calls.landmarks import forget_hint, forget_landmarks
from calls.models import Call, DeskDraft, NumberBlock, ShiftHandover
from calls.numbers import same_hashes
from complaints.models import Complaint
from complaints.retention import Outcome, sweep

_FORGOTTEN = {"number": "", "number_hash": "", "notes": "", "recording": "", "callback_note": ""}
# Whatever of a person is left: a caller who withheld the number may have been noted down all the same.
_TELLS = ~Q(number="") | ~Q(notes="") | ~Q(recording="") | ~Q(callback_note="") | Q(draft__isnull=False)
_BLOCK_TELLS = ~Q(number="") | ~Q(reason="") | ~Q(revoke_reason="")
# As long as a report that somebody began on the web and left.
DRAFTS_KEPT = timedelta(hours=24)


def erase_old_calls(before: datetime, dry_run: bool) -> Outcome:
    """Forget who called before this moment without a report coming of it; kind and clocks stay for the figures.

    Calls of a number behind a complaint under a legal hold stay.
    """
    old = Call.objects.filter(_TELLS, rang_at__lt=before, complaint=None)
    held = _list_held_numbers()
    if not dry_run:
        # What a shift wrote down for the next may name people.
        ShiftHandover.objects.filter(made_at__lt=before).update(notes="", snapshot=[])
        blocks = NumberBlock.objects.filter(_BLOCK_TELLS, until__lt=before).exclude(number_hash__in=held)
        blocks.update(number="", number_hash="", reason="", revoke_reason="")
        forget_landmarks(before=before)
    due, kept = old.exclude(number_hash__in=held), old.filter(number_hash__in=held)
    return sweep(due=due, held=kept, dry_run=dry_run, erase=_forget)


def _list_held_numbers() -> list[str]:
    """Return the hashes of the numbers behind complaints under a legal hold: what else they called is evidence too."""
    held = Complaint.objects.filter(hold_since__isnull=False)
    called = Call.objects.filter(complaint__in=held).values_list("number_hash", flat=True)
    reported = held.values_list("reporter__phone_hash", flat=True)
    return sorted({one for found in {*called, *reported} if found for one in same_hashes(found)})


def erase_callers_of(complaint: Complaint) -> None:
    """Forget the callers of a complaint whose reporter is erased, and what the desk typed."""
    calls = Call.objects.filter(complaint=complaint)
    for draft in DeskDraft.objects.filter(complaint=complaint).select_related("call"):
        forget_hint(draft)
    DeskDraft.objects.filter(complaint=complaint).update(data={}, told={})
    calls.update(**_FORGOTTEN)


def forget_left_drafts(*, now: datetime | None = None) -> int:
    """Delete what was begun across the counter and never filed; returns how many."""
    before = (now or timezone.now()) - DRAFTS_KEPT
    left, _ = DeskDraft.objects.filter(call=None, complaint=None, updated_at__lt=before).delete()
    return left


def _forget(keys: Sequence[int]) -> int:
    DeskDraft.objects.filter(call__in=keys).delete()
    # Nobody can be called back any more.
    waiting = Call.objects.filter(pk__in=keys, callback=Callback.WAITING)
    waiting.update(callback=Callback.DISMISSED, callback_at=timezone.now())
    return Call.objects.filter(pk__in=keys).update(**_FORGOTTEN)
