"""The call desk: what is taken back."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_POST

from calls.refusals import CallRefused
from calls.undoing import undo_call, undo_visit
from dashboard.desk_undo import forget_done
from dashboard.permissions import StaffRequest
from dashboard.views.calls import find_own_draft, require_desk


@login_required
@require_POST
def reopen_call(request: StaffRequest, call_id: int) -> HttpResponse:
    """Take back what the call was said to be, or the incident it was joined to."""
    require_desk(request)
    forget_done(request)
    try:
        undo_call(call_id=call_id, user=request.user)
    except CallRefused as refusal:
        messages.warning(request, refusal.message)
        return redirect("dashboard:desk")
    return redirect("dashboard:call", call_id)


@login_required
@require_POST
def reopen_visit(request: StaffRequest, token: UUID) -> HttpResponse:
    """Let a visitor go from the incident they were joined to."""
    require_desk(request)
    draft = find_own_draft(request, token)
    forget_done(request)
    try:
        undo_visit(draft_id=draft.pk, user=request.user)
    except CallRefused as refusal:
        messages.warning(request, refusal.message)
        return redirect("dashboard:desk")
    return redirect("dashboard:walk_in", token)
