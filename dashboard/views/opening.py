"""Opening what is closed: a secret ticket, and its reporter. Each with a POST, each recorded."""

from __future__ import annotations

from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from complaints.looks import is_opened, open_reporter, open_secret
from complaints.refusals import MissingField, NotAllowed
from dashboard.forms import ReasonForm
from dashboard.permissions import StaffRequest
from dashboard.ticket_page import find_ticket
from dashboard.views.ticket_answers import render_closed, render_ticket
from jepara_tanggap.addresses import client_address


@never_cache
@login_required
@require_POST
def open_ticket(request: StaffRequest, number: str) -> HttpResponse:
    """Take the reason, and open a secret ticket for a while."""
    complaint = find_ticket(user=request.user, number=number)
    form = ReasonForm(request.POST)
    if not form.is_valid():
        return render_closed(request, complaint, form=form, status=400)
    try:
        open_secret(
            user=request.user,
            complaint=complaint,
            session=request.session,
            reason=form.cleaned_data["reason"],
            address=client_address(request) or None,
        )
    except MissingField as refusal:
        form.add_error("reason", refusal.message)
        return render_closed(request, complaint, form=form, status=400)
    return redirect("dashboard:ticket", number)


@never_cache
@login_required
@require_POST
def show_reporter(request: StaffRequest, number: str) -> HttpResponse:
    """Open the reporter of a ticket for a while."""
    complaint = find_ticket(user=request.user, number=number)
    if not is_opened(complaint=complaint, session=request.session):
        return render_closed(request, complaint, status=409)
    form = ReasonForm(request.POST, is_needed=False)
    if not form.is_valid():
        return render_ticket(request, complaint, reason=form, status=400)
    try:
        open_reporter(
            user=request.user,
            complaint=complaint,
            session=request.session,
            reason=form.cleaned_data["reason"],
            address=client_address(request) or None,
        )
    except MissingField as refusal:
        form.add_error("reason", refusal.message)
        return render_ticket(request, complaint, reason=form, status=400)
    except NotAllowed:
        raise PermissionDenied from None
    return redirect(f"{reverse('dashboard:ticket', args=[number])}#pelapor")
