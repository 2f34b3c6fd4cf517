"""Figures of a period: on screen, as CSV and as a workbook."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from django import forms
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from accounts.audit import record_access
from accounts.models import AuditAction
from accounts.roles import Right
from calls.figures import KINDS, count_calls_of
from calls.limits import read_limit, read_share
from calls.responses import STAGES, measure_responses
from dashboard.charts import draw_days, draw_waits, stack_hours
from dashboard.figure_files import WRITERS, Figures
from dashboard.figure_stretches import fold_calls, fold_emergencies, is_folded, list_hours
from dashboard.permissions import StaffRequest
from dashboard.selectors import count_unseen
from dispatch.models import Agency
from jepara_tanggap.addresses import client_address

LONGEST = timedelta(days=366)
SHOWN_LIMITS = ("answer_seconds", "alert_seconds", "fire_arrival_minutes")


class PeriodForm(forms.Form):
    """From which day to which, at most a year, and whose emergencies."""

    dari = forms.DateField(label="Dari", widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"))
    sampai = forms.DateField(label="Sampai", widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"))
    opd = forms.ModelChoiceField(Agency.objects.all(), label="OPD", required=False, empty_label="Semua")

    def clean(self) -> dict[str, Any]:
        """Refuse a period that ends before it begins, or is longer than a year."""
        cleaned = super().clean() or {}
        first, last = cleaned.get("dari"), cleaned.get("sampai")
        if first and last and not date(2000, 1, 1) <= first <= last:
            self.add_error("sampai", "Tanggal akhir mendahului tanggal awal.")
        elif first and last and last - first > LONGEST:
            self.add_error("sampai", "Paling lama satu tahun sekali hitung.")
        return cleaned


@never_cache
@login_required
@require_safe
def show_figures(request: StaffRequest) -> HttpResponse:
    """Show the figures of a period, this month by default; agencies see their own emergencies."""
    form = _read_period(request)
    figures = _measure(request, form) if form.is_valid() else None
    context = {
        "form": form,
        "figures": figures,
        "stages": [label for _, label in STAGES],
        "kind_labels": [label for _, label in KINDS],
        "stretch_word": "Bulan" if figures and is_folded(figures) else "Tanggal",
        "limits": {code: {"value": read_limit(code), "share": read_share(code)} for code in SHOWN_LIMITS},
        **(_draw(figures, form) if figures else {}),
        "may_export": request.user.may(Right.EXPORT),
        "query": request.GET.urlencode(),
        "unseen": count_unseen(request.user),
    }
    return render(request, "dashboard/figures.html", context, status=200 if figures else 422)


@never_cache
@login_required
@require_safe
def export_figures(request: StaffRequest, kind: str) -> HttpResponse:
    """Give the figures as a file, and keep that they were taken."""
    if not request.user.may(Right.EXPORT):
        raise PermissionDenied
    form = _read_period(request)
    if kind not in WRITERS or not form.is_valid():
        raise Http404
    figures = _measure(request, form)
    record_access(
        user=request.user,
        action=AuditAction.EXPORTED,
        subject="figures",
        detail={"from": str(figures.first), "to": str(figures.last), "as": kind},
        address=client_address(request),
    )
    return WRITERS[kind](figures)


def _read_period(request: StaffRequest) -> PeriodForm:
    if not request.user.may(Right.READ_FIGURES):
        raise PermissionDenied
    today = timezone.localdate()
    given = {name: value for name, value in request.GET.items() if value}
    return PeriodForm({"dari": today.replace(day=1), "sampai": today, **given})


def _measure(request: StaffRequest, form: PeriodForm) -> Figures:
    period = {"first": form.cleaned_data["dari"], "last": form.cleaned_data["sampai"]}
    own = request.user.agency_id if request.user.works_for_agency else None
    chosen = form.cleaned_data["opd"].pk if form.cleaned_data["opd"] else None
    agency = own or chosen
    responses = measure_responses(**period, agency_id=agency, reader=request.user)
    return Figures(
        **period,
        calls=None if own else count_calls_of(**period),
        agencies=responses.agencies,
        kinds=responses.kinds,
        days=responses.days,
        fires=responses.fires,
    )


def _draw(figures: Figures, form: PeriodForm) -> dict[str, Any]:
    kept = {"opd": form.cleaned_data["opd"].pk} if form.cleaned_data["opd"] else {}
    drawn: dict[str, Any] = {
        "is_folded": is_folded(figures),
        "emergency_rows": fold_emergencies(figures, kept),
        "days_chart": draw_days(figures.days, first=figures.first, last=figures.last) if figures.days else None,
        "waits": draw_waits(figures.agencies),
    }
    if figures.calls:
        drawn |= {
            "hours_chart": stack_hours(figures.calls),
            "hour_rows": list_hours(figures.calls),
            "call_rows": fold_calls(figures, kept),
        }
    return drawn
