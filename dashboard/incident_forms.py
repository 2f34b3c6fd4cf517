"""The forms of major incidents."""

from __future__ import annotations

from datetime import timedelta
from typing import Any
from uuid import uuid4

import django_filters
from django import forms
from django.utils import timezone

from complaints.choices import IncidentKind
from complaints.major.incidents import AREA_LIMIT, DESCRIPTION_LIMIT, NAME_LIMIT, Words
from complaints.models import MajorIncident
from complaints.querysets import ComplaintQuerySet
from dashboard.filters import InboxFilter
from dashboard.forms import TEXT_LIMIT, TypedField

HOURS = (("3", "3 jam terakhir"), ("12", "12 jam terakhir"), ("24", "24 jam terakhir"), ("72", "3 hari terakhir"))
_REQUIRED = {"required": "Lengkapi bagian ini."}
_LARGEST_ID = 2**63 - 1


class IncidentForm(forms.Form):
    """What an incident says of itself. `token` is of a form that opens one, `version` of one that changes one."""

    token = forms.UUIDField(widget=forms.HiddenInput, required=False)
    version = forms.IntegerField(widget=forms.HiddenInput, required=False, min_value=0, max_value=2**31 - 1)
    kind = forms.ChoiceField(
        label="Jenis kejadian",
        choices=[("", "Pilih jenis"), *IncidentKind.choices],
        error_messages={"required": "Pilih jenis kejadiannya.", "invalid_choice": "Pilih jenis dari daftar."},
    )
    name = TypedField(
        label="Nama kejadian",
        help_text="Untuk petugas, misalnya: Banjir Welahan 12 Januari.",
        max_length=NAME_LIMIT,
        error_messages=_REQUIRED,
    )
    area = TypedField(
        label="Wilayah", help_text="Kecamatan atau desa yang kena.", max_length=AREA_LIMIT, required=False
    )
    public_name = TypedField(
        label="Nama untuk warga",
        help_text="Tampil di halaman tiap laporan: kejadian dan wilayah saja, tanpa nama orang atau alamat. "
        "Bila kosong, warga tidak melihat kejadian ini.",
        max_length=NAME_LIMIT,
        required=False,
    )
    description = TypedField(
        label="Keterangan untuk petugas",
        max_length=DESCRIPTION_LIMIT,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
    )

    def __init__(self, *args: Any, **options: Any) -> None:
        options.setdefault("auto_id", "kejadian_%s")
        super().__init__(*args, **options)

    def read_words(self) -> Words:
        """Return what was typed, once it is valid."""
        names = ("kind", "name", "public_name", "area", "description")
        return Words(**{name: self.cleaned_data[name] for name in names})


def start_incident_form() -> IncidentForm:
    """Return an empty form with a token of its own."""
    return IncidentForm(initial={"token": uuid4()})


def fill_incident_form(incident: MajorIncident) -> IncidentForm:
    """Return a form with what the incident says now."""
    names = ("version", "kind", "name", "public_name", "area", "description")
    return IncidentForm(initial={name: getattr(incident, name) for name in names})


class JointAnswerForm(forms.Form):
    """One answer for all reporters of an incident."""

    token = forms.UUIDField(widget=forms.HiddenInput)
    text = TypedField(
        label="Jawaban untuk semua pelapor",
        help_text="Tiap pelapor membacanya di laporannya sendiri. Jangan menyebut nama atau alamat siapa pun.",
        max_length=TEXT_LIMIT,
        widget=forms.Textarea(attrs={"rows": 6}),
        error_messages=_REQUIRED,
    )
    only_unfinished = forms.BooleanField(label="Hanya yang laporannya belum selesai", required=False)

    def __init__(self, *args: Any, **options: Any) -> None:
        options.setdefault("auto_id", "bersama_%s")
        super().__init__(*args, **options)


class CandidateFilter(InboxFilter):
    """Narrows the reports that may be gathered."""

    jam = django_filters.ChoiceFilter(
        label="Masuk dalam", method="narrow_by_hours", choices=HOURS, empty_label="Kapan saja"
    )

    def narrow_by_hours(self, queryset: ComplaintQuerySet, name: str, value: str) -> ComplaintQuerySet:
        """Keep what was filed within these hours."""
        return queryset.filter(filed_at__gte=timezone.now() - timedelta(hours=int(value)))


def read_upper_bound(typed: str) -> int | None:
    """Return the largest id that stood on the page, or None: what came later was not looked at."""
    return min(int(typed), _LARGEST_ID) if typed.isascii() and typed.isdigit() and len(typed) < 20 else None
