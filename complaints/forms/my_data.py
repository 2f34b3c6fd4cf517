"""What a reporter changes or asks on the page of their data."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from complaints.forms.base import PlainForm, PlainTextField, parse_phone
from complaints.forms.contact import ConsentFields, ContactFields, check_email
from complaints.models import RequestKind
from complaints.privacy.confirmation import EMAIL, PHONE, can_send

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


class FindForm(PlainForm):
    """A phone number or an e-mail address, in one field: people need not know which they gave."""

    contact = PlainTextField(
        label="Nomor telepon atau surel",
        most=254,
        required_message="Tulis nomor telepon atau surel yang Anda pakai saat melapor.",
        browser={"autocomplete": "on", "spellcheck": "false"},
    )

    def clean_contact(self) -> tuple[str, str]:
        """Return what kind it is, and its one spelling."""
        typed = self.cleaned_data["contact"]
        kind = EMAIL if "@" in typed else PHONE
        value = check_email(typed) if kind == EMAIL else parse_phone(typed)
        if not can_send(kind):
            other = "surel" if kind == PHONE else "nomor telepon"
            raise ValidationError(f"Kode belum dapat dikirim ke sini. Coba {other} Anda, atau pakai nomor dan PIN.")
        return kind, value


class CodeForm(PlainForm):
    """The one-time code, with the signed name of what it answers."""

    ref = forms.CharField(widget=forms.HiddenInput, max_length=200, required=False)
    code = PlainTextField(
        label="Kode",
        most=20,
        required_message="Tulis 6 angka dari pesan kami.",
        browser={"class": "short", "inputmode": "numeric", "autocomplete": "one-time-code"},
    )
