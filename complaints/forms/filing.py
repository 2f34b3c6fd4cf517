"""The questions of the filing pages, one form a page."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone

from complaints.forms.base import PlainForm, PlainTextField
from complaints.forms.contact import SOCIAL_NEEDS_PUBLIC, ConsentFields, ContactFields
from dispatch.areas import find_place
from dispatch.models import Category, Question

TEXT_LIMIT = 4000
ANSWER_LIMIT = 200
# A clock that runs a little ahead is no lie.
CLOCK_SLACK = timedelta(minutes=10)
OLDEST = timedelta(days=3660)
LOCAL_TIME = "%Y-%m-%dT%H:%M"

OUTSIDE = "Titik ini di luar wilayah kabupaten, mungkin di laut. Geser titiknya, atau hapus dan tulis desanya."
UNKNOWN_KIND = "Pilih salah satu jenis laporan."


class StoryForm(PlainForm):
    """What happened, and when if it was not just now."""

    text = PlainTextField(
        label="Ceritakan apa yang terjadi",
        most=TEXT_LIMIT,
        required_message="Ceritakan dulu apa yang terjadi.",
        widget=forms.Textarea(attrs={"rows": 6}),
    )
    occurred_at = forms.DateTimeField(
        label="Kapan terjadinya, bila bukan baru saja",
        required=False,
        widget=forms.DateTimeInput(format=LOCAL_TIME, attrs={"type": "datetime-local", "class": "short"}),
        input_formats=[LOCAL_TIME, "%Y-%m-%dT%H:%M:%S", "%Y-%m-%d %H:%M"],
        error_messages={"invalid": "Waktu ini tidak terbaca. Contoh: 2026-01-31 08:30."},
    )

    def clean_occurred_at(self) -> str:
        """Refuse what has not happened yet; return ISO 8601."""
        moment = self.cleaned_data.get("occurred_at")
        if moment is None:
            return ""
        now = timezone.now()
        if moment > now + CLOCK_SLACK:
            raise ValidationError("Waktu ini belum terjadi. Periksa tanggal dan jamnya.")
        if moment < now - OLDEST:
            raise ValidationError("Waktu ini terlalu lama. Periksa tahunnya.")
        return moment.isoformat()


class KindForm(PlainForm):
    """Which category."""

    category = PlainTextField(label="Jenis laporan", most=20, required_message=UNKNOWN_KIND)

    def clean_category(self) -> Category:
        """Return the active category of this code."""
        category = Category.objects.filter(code=self.cleaned_data["category"], is_active=True).first()
        if category is None:
            raise ValidationError(UNKNOWN_KIND)
        return category


class DetailsForm(PlainForm):
    """The category's own questions; every answer may stay empty."""

    YES_NO = (("Ya", "Ya"), ("Tidak", "Tidak"), ("", "Tidak tahu"))

    def __init__(
        self, *args: Any, questions: list[Question], agencies: list[tuple[int, str]] | None = None, **options: Any
    ) -> None:
        super().__init__(*args, **options)
        self.questions = questions
        self.agencies = {str(pk): name for pk, name in agencies or []}
        if agencies:
            self.fields["about_agency"] = self._build_about(agencies)
        for question in questions:
            self.fields[f"q{question.pk}"] = self._build_field(question)

    @staticmethod
    def _build_about(agencies: list[tuple[int, str]]) -> forms.Field:
        return forms.ChoiceField(
            label="Laporan ini tentang OPD mana?",
            help_text="OPD yang Anda pilih tidak akan melihat laporan ini.",
            choices=[("", "Tidak tahu atau tidak ada di daftar"), *agencies],
            required=False,
            error_messages={"invalid_choice": "Pilih OPD dari daftar, atau biarkan kosong."},
        )

    @property
    def about_agency(self) -> dict[str, Any] | None:
        """Return the agency chosen, its id and name as the draft keeps them; None if none was."""
        chosen = self.cleaned_data.get("about_agency", "")
        return {"id": int(chosen), "name": self.agencies[chosen]} if chosen else None

    def _build_field(self, question: Question) -> forms.Field:
        if question.kind == Question.Kind.YES_NO:
            wrong = {"invalid_choice": "Pilih Ya, Tidak, atau Tidak tahu."}
            return forms.ChoiceField(
                label=question.text,
                choices=self.YES_NO,
                required=False,
                error_messages=wrong,
                widget=forms.RadioSelect,
            )
        return PlainTextField(label=question.text, most=ANSWER_LIMIT)

    def list_answers(self) -> list[dict[str, Any]]:
        """Return what was answered, with the question as it was asked."""
        return [
            {"id": question.pk, "question": question.text, "answer": self.cleaned_data[f"q{question.pk}"]}
            for question in self.questions
            if self.cleaned_data[f"q{question.pk}"]
        ]


class PlaceForm(PlainForm):
    """Where: village in words, landmark, and a point if there is one (WGS 84 degrees)."""

    village = PlainTextField(
        label="Desa atau kelurahan", most=120, browser={"list": "daftar-desa", "autocomplete": "off"}
    )
    landmark = PlainTextField(label="Patokan", most=200)
    lat = PlainTextField(label="Lintang", most=30, browser={"inputmode": "text", "autocomplete": "off"})
    lng = PlainTextField(label="Bujur", most=30, browser={"inputmode": "text", "autocomplete": "off"})

    def clean(self) -> dict[str, Any]:
        """Read the point, and name its village."""
        cleaned = super().clean() or {}
        lat, lng = cleaned.get("lat", ""), cleaned.get("lng", "")
        cleaned["point"], cleaned["point_village"] = None, ""
        if (lat or lng) and not self.errors:
            self._read_point(cleaned, lat, lng)
        return cleaned

    def _read_point(self, cleaned: dict[str, Any], lat: str, lng: str) -> None:
        try:
            point = float(lat.replace(",", ".")), float(lng.replace(",", "."))
        except ValueError:
            self.add_error("lat", "Koordinat belum lengkap. Contoh: -6,5888 dan 110,6684. Boleh dikosongkan.")
            return
        place = find_place(lat=point[0], lng=point[1])
        if place.is_outside:
            self.add_error("lat", OUTSIDE)
            return
        cleaned["point"], cleaned["point_village"] = point, place.village_code or ""


class ContactForm(ConsentFields, ContactFields):
    """How to reach the reporter; all optional unless the category needs it."""

    anonymous = forms.BooleanField(
        label="Anonim",
        required=False,
        help_text="Nama dan kontak Anda tidak kami simpan; ikuti laporan dengan nomor dan PIN.",
    )
    secret = forms.BooleanField(
        label="Rahasia",
        required=False,
        help_text="Isi laporan hanya dibaca petugas yang menanganinya, tidak tampil untuk umum.",
    )
    field_order = ["name", "phone", "email", "anonymous", "secret", "publication", "social"]

    def __init__(self, *args: Any, needs_contact: bool, may_publish: bool, **options: Any) -> None:
        super().__init__(*args, **options)
        self.needs_contact = needs_contact
        if not may_publish:
            del self.fields["publication"], self.fields["social"]

    def clean(self) -> dict[str, Any]:
        """Ask for a way to reach the reporter where the category cannot do without."""
        cleaned = super().clean() or {}
        if cleaned.get("social") and cleaned.get("secret"):
            self.add_error("social", SOCIAL_NEEDS_PUBLIC)
        if self.needs_contact and cleaned.get("anonymous"):
            self.add_error(
                "anonymous", "Jenis laporan ini perlu kontak. Matikan Anonim; Anda tetap bisa memilih Rahasia."
            )
        elif self.needs_contact and not self.errors and not (cleaned.get("phone") or cleaned.get("email")):
            self.add_error("phone", "Isi nomor telepon atau surel agar petugas bisa menghubungi Anda.")
        return cleaned
