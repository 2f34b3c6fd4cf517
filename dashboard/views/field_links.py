"""Links of the field on a ticket: ending one with a reason, and sending a new one to the right contact."""

from __future__ import annotations

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.views.decorators.http import require_POST

from accounts.roles import Right
from complaints.actors import actor_for_user
from complaints.looks import is_opened
from complaints.models import Complaint
from complaints.refusals import TransitionRefused
from complaints.typed_text import strip_unreadable, tidy_text
from dashboard.permissions import StaffRequest
from dashboard.ticket_page import find_ticket
from response.field_access import end_link, send_link

ANCHOR = "#tautan-lapangan"


@login_required
@require_POST
def end(request: StaffRequest, number: str, contact_id: int) -> HttpResponse:
    """End the links of one contact to this ticket."""
    complaint = _find(request, number)
    reason = strip_unreadable(tidy_text(request.POST.get("reason", "")))
    try:
        contact = end_link(
            complaint_id=complaint.pk, contact_id=contact_id, reason=reason, actor=actor_for_user(request.user)
        )
    except TransitionRefused as refusal:
        messages.warning(request, refusal.message)
    else:
        messages.success(request, f"Tautan {contact.name} diakhiri. Pesan berikutnya tidak membawa tautan.")
    return _back(number)


@login_required
@require_POST
def send(request: StaffRequest, number: str) -> HttpResponse:
    """Send a new link to one contact."""
    complaint = _find(request, number)
    chosen = request.POST.get("contact", "")
    if not (chosen.isascii() and chosen.isdecimal() and len(chosen) < 10):
        messages.warning(request, "Pilih dulu kontaknya.")
        return _back(number)
    try:
        contact = send_link(complaint_id=complaint.pk, contact_id=int(chosen), actor=actor_for_user(request.user))
    except TransitionRefused as refusal:
        messages.warning(request, refusal.message)
    else:
        messages.success(request, f"Tautan baru untuk {contact.name} sedang dikirim.")
    return _back(number)


def _find(request: StaffRequest, number: str) -> Complaint:
    """Return a ticket this person may read and whose links are theirs to manage."""
    complaint = find_ticket(user=request.user, number=number)
    if not (request.user.may(Right.DISPATCH) or request.user.may(Right.DECIDE)):
        raise PermissionDenied
    if not is_opened(complaint=complaint, session=request.session):
        raise Http404
    return complaint


def _back(number: str) -> HttpResponse:
    return redirect(f"{reverse('dashboard:ticket', args=[number])}{ANCHOR}")
