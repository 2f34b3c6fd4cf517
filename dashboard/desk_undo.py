"""What this desk did last, so that its idle page can offer to take it back."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.urls import reverse

from calls.choices import CallKind
from calls.models import Call, DeskDraft
from calls.undoing import find_ended_call, find_joined_visit
from complaints.models import Complaint
from dashboard.call_desk import show_number
from dashboard.permissions import StaffRequest

KEY = "desk_done"


@dataclass(frozen=True)
class Done:
    """A deed in words, when it was done, and where a form takes it back."""

    words: str
    whose: str
    at: datetime | None
    url: str


def note_done(request: StaffRequest, *, call_id: int | None = None, draft: DeskDraft | None = None) -> None:
    """Remember a call that was closed, or the draft that was joined to an incident."""
    if draft is not None:
        call_id = draft.call_id
    request.session[KEY] = {"call": call_id} if call_id else {"visit": draft.pk.hex if draft else ""}


def forget_done(request: StaffRequest) -> None:
    """Offer it no longer."""
    request.session.pop(KEY, None)


def read_done(request: StaffRequest) -> Done | None:
    """Return the last deed while it can still be taken back."""
    kept = request.session.get(KEY) or {}
    if "call" in kept:
        call = find_ended_call(call_id=kept["call"], user=request.user)
        return _describe_call(call) if call else None
    if kept.get("visit"):
        draft = find_joined_visit(draft_id=UUID(kept["visit"]), user=request.user)
        return _describe_visit(draft) if draft else None
    return None


def _describe_call(call: Call) -> Done:
    url = reverse("dashboard:call_reopen", args=[call.pk])
    words = _say_joined("Penelepon", call.complaint) if call.complaint else f"Ditutup: {CallKind(call.kind).label}."
    return Done(words, show_number(call), call.closed_at, url)


def _describe_visit(draft: DeskDraft) -> Done:
    url = reverse("dashboard:visit_reopen", args=[draft.pk])
    return Done(_say_joined("Pelapor", draft.complaint), "Tatap muka", draft.updated_at, url)


def _say_joined(who: str, complaint: Complaint | None) -> str:
    return f"{who} digabung ke tiket {complaint.grouped_number}." if complaint else ""
