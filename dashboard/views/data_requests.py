"""Answering reporters' requests about their data within 3x24 hours."""

from __future__ import annotations

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from accounts.roles import Right
from complaints.models import DataRequest, RequestState
from complaints.privacy.clock import describe_clock
from complaints.privacy.requests import RequestRefused, grant_request, read_words, refuse_request
from dashboard.data_request_forms import GrantForm, RefuseForm
from dashboard.data_requests import describe_effect, list_answered, list_open, may_open_ticket
from dashboard.permissions import StaffRequest
from dashboard.selectors import count_unseen
from jepara_tanggap.addresses import client_address


@never_cache
@login_required
@require_safe
def show_requests(request: StaffRequest) -> HttpResponse:
    """List what waits, with the legal clock, and what was answered last."""
    _require_right(request)
    context = {
        "rows": list_open(request.user, timezone.now()),
        "answered": list_answered(request.user),
        "sees_all": request.user.agency_id is not None,
        "unseen": count_unseen(request.user),
    }
    return render(request, "dashboard/data_requests.html", context)


@never_cache
@login_required
@require_safe
def show_request(request: StaffRequest, request_id: int) -> HttpResponse:
    """Show one request, and the two ways to answer it."""
    _require_right(request)
    return _render(request, _find(request, request_id), GrantForm(), RefuseForm())


@login_required
@require_POST
def answer_request(request: StaffRequest, request_id: int, how: str) -> HttpResponse:
    """Grant or refuse one request."""
    _require_right(request)
    asked = _find(request, request_id)
    form = GrantForm(request.POST) if how == "kabulkan" else RefuseForm(request.POST)
    if form.is_valid():
        try:
            _answer(request, asked, how, form)
        except RequestRefused as refusal:
            form.add_error(refusal.field or None, refusal.message)
        else:
            messages.success(request, "Jawaban disimpan. Pelapor dapat membacanya di halaman datanya.")
            return redirect("dashboard:data_requests")
    grant, refuse = (form, RefuseForm()) if how == "kabulkan" else (GrantForm(), form)
    return _render(request, _find(request, request_id), grant, refuse, 400)


def _require_right(request: StaffRequest) -> None:
    if not request.user.may(Right.SERVE_REPORTERS_RIGHTS):
        raise PermissionDenied


def _find(request: StaffRequest, request_id: int) -> DataRequest:
    rows = DataRequest.objects.answerable_by(request.user)
    return get_object_or_404(rows.select_related("complaint__category", "decided_by"), pk=request_id)


def _answer(request: StaffRequest, asked: DataRequest, how: str, form: forms.Form) -> None:
    if how == "kabulkan":
        grant_request(request_id=asked.pk, user=request.user, **form.cleaned_data)
    else:
        refuse_request(request_id=asked.pk, user=request.user, **form.cleaned_data)


def _render(
    request: StaffRequest, asked: DataRequest, grant: forms.Form, refuse: forms.Form, status: int = 200
) -> HttpResponse:
    context = {
        "asked": asked,
        "words": read_words(request=asked, user=request.user, address=client_address(request)),
        "complaint": asked.complaint,
        "clock": describe_clock(asked.due_at, timezone.now()),
        "is_open": asked.state == RequestState.OPEN,
        "effect": describe_effect(asked),
        "may_open_ticket": may_open_ticket(user=request.user, request=asked),
        "grant": grant,
        "refuse": refuse,
        "unseen": count_unseen(request.user),
    }
    return render(request, "dashboard/data_request.html", context, status=status)
