"""Saying which agency a report is about, which closes it to that agency."""

from __future__ import annotations

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import redirect
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from complaints.about import may_say_about, say_about
from complaints.looks import is_opened
from complaints.models import Complaint
from complaints.refusals import MissingField, TransitionRefused
from dashboard.forms import AboutForm
from dashboard.permissions import StaffRequest
from dashboard.ticket_page import build_about, find_ticket
from dashboard.views.ticket_answers import render_closed, render_ticket
from jepara_tanggap.addresses import client_address


@never_cache
@login_required
@require_POST
def change_about(request: StaffRequest, number: str) -> HttpResponse:
    """Write which agency the report is about, with the reason."""
    complaint = find_ticket(user=request.user, number=number)
    if not may_say_about(user=request.user, complaint=complaint):
        raise PermissionDenied
    if not is_opened(complaint=complaint, session=request.session):
        return render_closed(request, complaint, typed=request.POST.get("reason", ""), status=409)
    form = build_about(user=request.user, complaint=complaint, data=request.POST)["about_form"]
    if form.is_valid():
        try:
            said = _say(request, complaint, form)
        except MissingField as refusal:
            form.add_error(refusal.field, refusal.message)
        except TransitionRefused:
            raise PermissionDenied from None
        else:
            messages.success(request, f"Tersimpan. Laporan ini ditangani {said.agency.short_name}.")
            # A lead of the agency that had it reads it no more.
            may_read = Complaint.objects.visible_to(request.user).filter(pk=said.pk).exists()
            return redirect("dashboard:ticket", number) if may_read else redirect("dashboard:inbox")
    return render_ticket(request, complaint, about=form, status=400)


def _say(request: StaffRequest, complaint: Complaint, form: AboutForm) -> Complaint:
    return say_about(
        complaint_id=complaint.pk,
        user=request.user,
        agency_id=form.cleaned_data["agency"],
        reason=form.cleaned_data["reason"],
        address=client_address(request) or None,
    )
