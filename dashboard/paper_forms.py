"""The form in which a paper form is typed in."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone

from calls.numbers import read_number as read_phone
from calls.paper import PaperEntry, read_number
from calls.refusals import CallRefused
from complaints.forms.base import PlainForm, PlainTextField
from complaints.place_search import list_villages, search_villages
from dispatch.models import Category

LONGEST_AGO = timedelta(days=31)


def _moment(label: str, *, required: bool = False) -> forms.DateTimeField:
    return forms.DateTimeField(
        label=label,
        required=required,
        widget=forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M"),
        input_formats=["%Y-%m-%dT%H:%M", "%Y-%m-%dT%H:%M:%S", "%Y-%m-%d %H:%M"],
        error_messages={"required": "Isi tanggal dan jamnya.", "invalid": "Tanggal atau jam ini belum tepat."},
    )


class BackEntryForm(PlainForm):
    """One paper form: its number, when and by whom it was taken, what and where, and whether it is over."""

    number = PlainTextField(
        label="Nomor formulir", most=14, required_message="Isi nomor formulir.", browser={"inputmode": "numeric"}
    )
    taken_at = _moment("Kapan diterima di kertas (WIB)", required=True)
    taken_by = PlainTextField(label="Siapa yang menerima", most=120, required_message="Isi siapa yang menerima.")
    category = forms.ModelChoiceField(
        Category.objects.filter(is_active=True),
        label="Jenis",
        empty_label="Pilih jenis",
        error_messages={"required": "Pilih jenisnya.", "invalid_choice": "Pilih salah satu dari daftar."},
    )
    village = PlainTextField(
        label="Desa atau kelurahan", most=120, browser={"list": "daftar-desa", "autocomplete": "off"}
    )
    landmark = PlainTextField(label="Patokan", most=200)
    text = PlainTextField(
        label="Kejadian",
        most=4000,
        required_message="Tulis apa yang terjadi.",
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    name = PlainTextField(label="Nama pelapor", most=120)
    phone = PlainTextField(label="Nomor pelapor", most=40)
    state = forms.ChoiceField(
        label="Keadaan sekarang",
        choices=[
            ("running", "Masih berjalan: OPD diberi tahu sekarang juga"),
            ("over", "Sudah selesai: dicatat tanpa peringatan"),
        ],
        widget=forms.RadioSelect,
        error_messages={"required": "Pilih keadaannya.", "invalid_choice": "Pilih salah satu."},
    )
    acknowledged_at = _moment("Kapan diterima OPD")
    resolved_at = _moment("Kapan selesai")
    outcome = PlainTextField(label="Hasilnya", most=1000, widget=forms.Textarea(attrs={"rows": 2}))

    def clean_number(self) -> int:
        """Read the printed number with its check digit."""
        try:
            return read_number(self.cleaned_data["number"])
        except CallRefused as refusal:
            raise ValidationError(refusal.message) from None

    def clean_taken_at(self):
        """Refuse what is too long ago to be of the last outage."""
        moment = self.cleaned_data["taken_at"]
        if moment < timezone.now() - LONGEST_AGO:
            raise ValidationError("Lebih dari sebulan yang lalu. Periksa tanggalnya.")
        return moment

    def clean(self) -> dict[str, Any]:
        """Find the village; ask for the times of what is over."""
        cleaned = super().clean() or {}
        self._find_village(cleaned)
        if cleaned.get("state") == "over":
            for name in ("acknowledged_at", "resolved_at", "outcome"):
                if not cleaned.get(name) and name not in self.errors:
                    self.add_error(name, "Isi bila kejadiannya sudah selesai.")
        return cleaned

    def build_entry(self) -> PaperEntry:
        """Return what was typed."""
        data = self.cleaned_data
        is_over = data["state"] == "over"
        same = ("number", "taken_at", "taken_by", "category", "text", "landmark", "name")
        return PaperEntry(
            **{name: data[name] for name in same},
            village=data["found_village"],
            phone=read_phone(data["phone"]) if data["phone"] else "",
            acknowledged_at=data["acknowledged_at"] if is_over else None,
            resolved_at=data["resolved_at"] if is_over else None,
            outcome=data["outcome"],
        )

    def _find_village(self, cleaned: dict[str, Any]) -> None:
        cleaned["found_village"] = None
        typed, category = cleaned.get("village", ""), cleaned.get("category")
        if typed:
            found = search_villages(typed=typed, villages=list_villages())
            if not found.is_certain:
                self.add_error("village", "Pilih desa dari daftar, misalnya Desa Sekuro, Kec. Mlonggo.")
                return
            cleaned["found_village"] = found.villages[0]
        elif category is not None and category.needs_place and "village" not in self.errors:
            self.add_error("village", "Isi desa atau kelurahannya.")
