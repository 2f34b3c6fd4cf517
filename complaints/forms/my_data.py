"""What a reporter changes or asks on the page of their data."""

from __future__ import annotations

from typing import Any

from django import forms

from complaints.forms.base import PlainForm, PlainTextField
from complaints.forms.contact import ConsentFields, ContactFields
from complaints.models import RequestKind

TEXT_LIMIT = 1000


class ConsentForm(ConsentFields):
    """The two consents as they stand."""


class CorrectionForm(ContactFields):
    """The contact anew; `needs_contact` if the category cannot do without."""

    def __init__(self, *args: Any, needs_contact: bool, **options: Any) -> None:
        super().__init__(*args, **options)
        self.needs_contact = needs_contact

    def clean(self) -> dict[str, Any]:
        """Keep a way to reach the reporter where one is needed."""
        cleaned = super().clean() or {}
        if self.needs_contact and not self.errors and not (cleaned.get("phone") or cleaned.get("email")):
            self.add_error("phone", "Laporan ini perlu nomor telepon atau surel. Isi salah satunya.")
        return cleaned


class RequestForm(PlainForm):
    """One request that a person decides about."""

    kind = forms.ChoiceField(
        label="Apa yang Anda minta",
        choices=RequestKind.choices,
        error_messages={"required": "Pilih permintaan Anda.", "invalid_choice": "Pilih salah satu permintaan."},
        widget=forms.RadioSelect,
    )
    text = PlainTextField(label="Keterangan", most=TEXT_LIMIT, widget=forms.Textarea(attrs={"rows": 3}))
