"""Deciding on reports that read like emergencies: raise, dismiss, and take a dismissal back."""

from __future__ import annotations

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from accounts.live_pass import live_part
from complaints.actors import actor_for_user
from complaints.flagging import dismiss_flag, restore_flag
from complaints.lifecycle import apply_transition
from complaints.looks import is_opened
from complaints.models import Complaint
from complaints.raising import RAISE
from complaints.refusals import TransitionRefused
from dashboard.flagged import render_flagged
from dashboard.permissions import StaffRequest
from dashboard.shared_fragment import answer_with, read_fragment
from dashboard.ticket_page import find_ticket
from dashboard.views.board import STRIP, require_board

# Which address asked: the board goes on with the board, the ticket with the ticket.
BACK = "kembali"


@never_cache
@require_safe
@live_part(require_board)
def show_flagged(request: StaffRequest) -> HttpResponse:
    """Answer the boards' question what waits to be decided: 304, or the strip."""
    return answer_with(request, read_fragment(STRIP, render_flagged))


@login_required
@require_POST
def raise_report(request: StaffRequest, number: str) -> HttpResponse:
    """Make a report the emergency that was chosen beside it."""
    complaint = _find(request, number)
    code = request.POST.get(f"jenis-{number}", "")[:20]
    try:
        raised = apply_transition(
            complaint_id=complaint.pk,
            action=RAISE,
            actor=actor_for_user(request.user),
            emergency_category=code,
        )
    except TransitionRefused as refusal:
        messages.warning(request, refusal.message)
    else:
        words = f"Tiket {raised.grouped_number} kini darurat: {raised.category.name}, ke {raised.agency.short_name}."
        messages.success(request, words)
    return _go_back(request, number)


@login_required
@require_POST
def dismiss_report(request: StaffRequest, number: str) -> HttpResponse:
    """Note that it is no emergency; the board then offers to take that back."""
    complaint = _find(request, number)
    try:
        is_done = dismiss_flag(complaint_id=complaint.pk, actor=actor_for_user(request.user))
    except TransitionRefused as refusal:
        messages.warning(request, refusal.message)
        return _go_back(request, number)
    if not is_done:
        messages.warning(request, f"Tiket {complaint.grouped_number} sudah diputuskan.")
        return _go_back(request, number)
    return _go_back(request, number, query=f"?diabaikan={number}")


@login_required
@require_POST
def restore_report(request: StaffRequest, number: str) -> HttpResponse:
    """Take a dismissal back."""
    complaint = _find(request, number)
    try:
        is_done = restore_flag(complaint_id=complaint.pk, actor=actor_for_user(request.user))
    except TransitionRefused as refusal:
        messages.warning(request, refusal.message)
        return _go_back(request, number)
    told = "menunggu keputusan lagi" if is_done else "tidak dapat dikembalikan"
    messages.success(request, f"Tiket {complaint.grouped_number} {told}.")
    return _go_back(request, number)


def _find(request: StaffRequest, number: str) -> Complaint:
    """Return a report this person may decide on; a secret one only after it was opened with a reason."""
    require_board(request)
    complaint = find_ticket(user=request.user, number=number)
    if not is_opened(complaint=complaint, session=request.session):
        raise Http404
    return complaint


def _go_back(request: StaffRequest, number: str, *, query: str = "") -> HttpResponse:
    if request.POST.get(BACK) == "tiket":
        return redirect("dashboard:ticket", number)
    return redirect(reverse("dashboard:board") + query)
