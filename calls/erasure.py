"""What the call room forgets: old nuisance calls, and the calls and drafts of a reporter who was erased."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from calls.choices import CallKind
from calls.landmarks import forget_hint, forget_landmarks
from calls.models import Call, DeskDraft, NumberBlock, ShiftHandover
from calls.numbers import same_hashes
from complaints.models import Complaint
from complaints.retention import Outcome, sweep

# Nothing came of these, so only the count of them is worth keeping.
_WITHOUT_REPORT = sorted({CallKind.PRANK, CallKind.GHOST, CallKind.ABANDONED, CallKind.INFORMATION})
_FORGOTTEN = {"number": "", "number_hash": "", "notes": "", "recording": ""}


def erase_old_calls(before: datetime, dry_run: bool) -> Outcome:
    """Forget who called before this moment without a report coming of it; kind and clocks stay for the figures.

    Calls of a number behind a complaint under a legal hold stay.
    """
    old = Call.objects.filter(rang_at__lt=before, kind__in=_WITHOUT_REPORT, complaint=None).exclude(number="")
    held = _list_held_numbers()
    if not dry_run:
        # What a shift wrote down for the next may name people.
        ShiftHandover.objects.filter(made_at__lt=before).exclude(acknowledged_at=None).update(notes="", snapshot=[])
        blocks = NumberBlock.objects.filter(until__lt=before).exclude(number="").exclude(number_hash__in=held)
        blocks.update(number="", number_hash="")
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


def _forget(keys: Sequence[int]) -> int:
    DeskDraft.objects.filter(call__in=keys).delete()
    return Call.objects.filter(pk__in=keys).update(**_FORGOTTEN)
