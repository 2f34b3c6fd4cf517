"""Figures of a period: on screen, as CSV and as a workbook."""

from __future__ import annotations

import io
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

import xlsxwriter
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
from calls.figures import (
    STAGES,
    CallFigures,
    ResponseRow,
    count_calls_of,
    count_kinds_by_day,
    measure_kinds,
    measure_responses,
)
from dashboard.permissions import StaffRequest
from dashboard.selectors import count_unseen
from dispatch.models import Agency
from jepara_tanggap.addresses import client_address
from jepara_tanggap.spreadsheets import answer_csv, write_safe_cell

LONGEST = timedelta(days=366)
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


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


@dataclass(frozen=True)
class Figures:
    """Everything of one period. `calls` is None for an agency's own people."""

    first: date
    last: date
    calls: CallFigures | None
    agencies: list[ResponseRow]
    kinds: list[ResponseRow]
    days: list[tuple[date, str, int]]


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
        "hours": _scale(figures.calls.hours) if figures and figures.calls else [],
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
    return Figures(
        **period,
        calls=None if own else count_calls_of(**period),
        agencies=measure_responses(**period, agency_id=agency),
        kinds=measure_kinds(**period, agency_id=agency),
        days=count_kinds_by_day(**period, agency_id=agency),
    )


def _scale(hours: list[int]) -> list[dict[str, Any]]:
    """Return the bars of a chart 100 units high and 24 columns of 10 units wide."""
    highest = max(hours) or 1
    bars = []
    for hour, count in enumerate(hours):
        height = round(96 * count / highest)
        bars.append({"hour": hour, "count": count, "x": hour * 10 + 1, "y": 100 - height, "height": height})
    return bars


# --- files ---------------------------------------------------------------------


def _list_tables(figures: Figures) -> Iterable[tuple[str, list[str], list[list[Any]]]]:
    """Yield (name, header, rows) of every table."""
    calls = figures.calls
    if calls is not None:
        yield (
            "Panggilan",
            ["Ukuran", "Nilai"],
            [
                ["Masuk", calls.incoming],
                ["Dijawab", calls.answered],
                ["Putus sebelum dijawab", calls.abandoned],
                ["Menjadi laporan", calls.ticketed],
                ["Menyusul laporan", calls.joined],
                ["Dijawab tepat waktu (%)", calls.answered_in_time],
                ["Diberi tahu tepat waktu (%)", calls.alerted_in_time],
                *([f"Jenis: {label}", count] for label, count in calls.kinds),
            ],
        )
        yield "Per jam", ["Jam", "Panggilan"], [[hour, count] for hour, count in enumerate(calls.hours)]
    for name, rows in (("Per OPD", figures.agencies), ("Per jenis", figures.kinds)):
        yield name, _head_of_stages(), [_write_response(row) for row in rows]
    yield (
        "Per hari",
        ["Tanggal", "Jenis", "Jumlah"],
        [[day.isoformat(), kind, count] for day, kind, count in figures.days],
    )


def _head_of_stages() -> list[str]:
    words = [f"{label} ({share}, detik)" for _, label in STAGES for share in ("median", "p90")]
    return ["Nama", "Darurat", "Belum selesai", *words]


def _write_response(row: ResponseRow) -> list[Any]:
    times = [value for stage in row.stages for value in (stage.median, stage.p90)]
    return [row.label, row.count, row.open, *(None if value is None else round(value) for value in times)]


def _write_csv(figures: Figures) -> HttpResponse:
    rows = [[name, *row] for name, header, table in _list_tables(figures) for row in [header, *table]]
    name = f"angka-{figures.first}-{figures.last}"
    return answer_csv(name=name, header=["Tabel"], rows=rows)  # type: ignore[return-value]


def _write_xlsx(figures: Figures) -> HttpResponse:
    buffer = io.BytesIO()
    book = xlsxwriter.Workbook(buffer, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False})
    bold = book.add_format({"bold": True})
    for name, header, rows in _list_tables(figures):
        sheet = book.add_worksheet(name)
        sheet.write_row(0, 0, header, bold)
        for place, row in enumerate(rows, start=1):
            sheet.write_row(place, 0, [write_safe_cell(cell) for cell in row])
        sheet.autofit()
    book.close()
    response = HttpResponse(buffer.getvalue(), content_type=XLSX)
    response["Content-Disposition"] = f'attachment; filename="angka-{figures.first}-{figures.last}.xlsx"'
    response["Cache-Control"] = "no-store"
    return response


WRITERS: dict[str, Callable[[Figures], HttpResponse]] = {"csv": _write_csv, "xlsx": _write_xlsx}
