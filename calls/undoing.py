"""Taking back how a call or a visit ended: a kind given by a slip of the finger, a caller joined to the wrong fire."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import TYPE_CHECKING
from uuid import UUID

from django.db import transaction
from django.utils import timezone
from django.utils.formats import date_format

from calls.desk import reopen_call
from calls.desk_drafts import lock_draft
from calls.models import Call, DeskDraft
from calls.phone_reports import DETAILS, count_callers, is_own, tell_incident
from calls.refusals import CallRefused, NotYours
from calls.tally import mark_hour
from complaints.actors import actor_for_user
from complaints.models import Complaint
from complaints.refusals import TransitionRefused

if TYPE_CHECKING:
    from accounts.models import User

# A slip is seen at once; what is older has been counted, handed over and acted upon.
UNDO_FOR = timedelta(minutes=10)
TOO_LATE = "Ini sudah tidak dapat diurungkan."


def find_ended_call(*, call_id: int, user: User, now: datetime | None = None) -> Call | None:
    """Return the call if this desk ended it a moment ago, in a way that can be taken back."""
    since = (now or timezone.now()) - UNDO_FOR
    call = Call.objects.select_related("complaint").filter(pk=call_id, taker=user, closed_at__gte=since).first()
    return call if call and (call.has_joined or call.complaint_id is None) else None


def find_joined_visit(*, draft_id: UUID, user: User, now: datetime | None = None) -> DeskDraft | None:
    """Return the draft of a visitor whom this desk joined to an incident a moment ago."""
    since = (now or timezone.now()) - UNDO_FOR
    visits = DeskDraft.objects.select_related("complaint").filter(call=None, owner=user, updated_at__gte=since)
    draft = visits.filter(pk=draft_id).exclude(complaint=None).first()
    return None if draft is None or is_own(draft) else draft


def undo_call(*, call_id: int, user: User, now: datetime | None = None) -> Call:
    """Give a call back to the desk that ended it, and let it go from the incident it was joined to.

    Raises NotYours once it is too late, or if another desk has it.
    """
    with transaction.atomic():
        call = find_ended_call(call_id=call_id, user=user, now=now)
        if call is None:
            raise NotYours(TOO_LATE)
        if not call.has_joined:
            return reopen_call(call_id=call_id, user=user)
        draft = DeskDraft.objects.filter(call=call).first()
        call = Call.objects.select_for_update(of=("self",)).get(pk=call.pk)
        complaint, joined_at = call.complaint, call.closed_at
        call.complaint, call.has_joined, call.kind = None, False, ""
        call.closed_at, call.desk_seen_at = None, now or timezone.now()
        call.save()
        mark_hour(call.rang_at)
        if draft is not None and complaint is not None and joined_at is not None:
            _release(draft, complaint, user, joined_at)
    return call


def undo_visit(*, draft_id: UUID, user: User, now: datetime | None = None) -> DeskDraft:
    """Let a visitor go from the incident they were joined to. Raises NotYours once it is too late."""
    with transaction.atomic():
        draft = find_joined_visit(draft_id=draft_id, user=user, now=now)
        if draft is None or draft.complaint is None:
            raise NotYours(TOO_LATE)
        _release(draft, draft.complaint, user, draft.updated_at)
    return draft


def _release(draft: DeskDraft, complaint: Complaint, user: User, joined_at: datetime) -> None:
    """Make the draft a report of its own again, and say so where the joining was said: to crews too, if they heard."""
    locked = lock_draft(draft_id=draft.pk, user=user)
    if locked.complaint_id != complaint.pk:
        raise NotYours(TOO_LATE)
    DeskDraft.objects.filter(pk=draft.pk).update(complaint=None, told={}, updated_at=timezone.now())
    time = date_format(timezone.localtime(joined_at), "H.i")
    text = f"Penelepon yang digabung pukul {time} dilepas lagi: salah gabung. Pelapor kini {count_callers(complaint)}."
    try:
        tell_incident(complaint.pk, actor_for_user(user), text, is_news=_was_news(locked))
    except TransitionRefused as refusal:
        raise CallRefused(refusal.message) from refusal


def _was_news(draft: DeskDraft) -> bool:
    return any(draft.told.get(name) for name in DETAILS) or any(draft.told.get("answers", {}).values())
