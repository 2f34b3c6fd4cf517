"""Mending what the public reads of a ticket: masking more words, and showing again what was masked for nothing."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.forms import Form
from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from complaints.looks import is_opened
from complaints.mask_edits import add_masks, lift_mask, list_hidden, may_add_masks, may_lift_masks
from complaints.models import Complaint
from complaints.refusals import MissingField, NotAllowed
from dashboard.forms import LiftForm, MaskForm
from dashboard.permissions import StaffRequest
from dashboard.ticket_page import find_ticket
from dashboard.views.ticket_answers import render_closed, render_ticket
from jepara_tanggap.addresses import client_address


@never_cache
@login_required
@require_POST
def mask_more(request: StaffRequest, number: str) -> HttpResponse:
    """Mask the phrases that were typed, one a line."""
    complaint = find_ticket(user=request.user, number=number)
    if not may_add_masks(user=request.user, complaint=complaint):
        raise PermissionDenied
    form = MaskForm(request.POST, auto_id="samarkan_%s")
    if not is_opened(complaint=complaint, session=request.session):
        return render_closed(request, complaint, typed=request.POST.get("phrases", ""), status=409)
    if form.is_valid():
        try:
            add_masks(phrases=form.cleaned_data["phrases"].splitlines(), **_who(request, complaint))
        except MissingField as refusal:
            form.add_error("phrases", refusal.message)
        except NotAllowed:
            raise PermissionDenied from None
    return _answer(request, complaint, form, {"mask_form": form}, "Tersimpan. Kata itu kini disamarkan.")


@never_cache
@login_required
@require_POST
def show_again(request: StaffRequest, number: str) -> HttpResponse:
    """Lift one mask, with the reason."""
    complaint = find_ticket(user=request.user, number=number)
    if not may_lift_masks(user=request.user, complaint=complaint):
        raise PermissionDenied
    if not is_opened(complaint=complaint, session=request.session):
        return render_closed(request, complaint, status=409)
    form = LiftForm(request.POST, hidden=list_hidden(complaint), auto_id="buka_%s")
    if form.is_valid():
        try:
            lift_mask(**form.cleaned_data, **_who(request, complaint))
        except MissingField as refusal:
            form.add_error(refusal.field, refusal.message)
        except NotAllowed:
            raise PermissionDenied from None
    return _answer(request, complaint, form, {"lift_form": form}, "Tersimpan. Bagian itu kini terbaca untuk umum.")


def _who(request: StaffRequest, complaint: Complaint) -> dict[str, Any]:
    return {"complaint_id": complaint.pk, "user": request.user, "address": client_address(request) or None}


def _answer(request: StaffRequest, complaint: Complaint, form: Form, forms: dict[str, Form], done: str) -> HttpResponse:
    if form.errors:
        return render_ticket(request, complaint, masks=forms, status=400)
    messages.success(request, done)
    return redirect(f"{reverse('dashboard:ticket', args=[complaint.number])}#teks-umum")
