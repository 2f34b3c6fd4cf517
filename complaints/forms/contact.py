"""Who reported and what they allow, as it is asked when filing and when correcting it later."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.core.validators import validate_email

from complaints.forms.base import PlainForm, PlainTextField, parse_phone

SOCIAL_NEEDS_PUBLIC = "Media sosial hanya bila laporan tampil untuk umum. Matikan salah satunya."
WRONG_EMAIL = "Alamat surel ini belum tepat. Contoh: nama@contoh.id."


def check_email(email: str) -> str:
    """Return the address, perhaps empty; raises ValidationError."""
    if email:
        try:
            validate_email(email)
        except ValidationError:
            raise ValidationError(WRONG_EMAIL) from None
    return email


class ContactFields(PlainForm):
    """Name and how to reach the reporter."""

    name = PlainTextField(label="Nama", most=120, browser={"autocomplete": "name"})
    phone = PlainTextField(
        label="Nomor telepon",
        most=40,
        widget=forms.TextInput(attrs={"type": "tel"}),
        browser={"autocomplete": "tel"},
    )
    email = PlainTextField(
        label="Surel",
        most=254,
        widget=forms.TextInput(attrs={"type": "email"}),
        browser={"autocomplete": "email", "spellcheck": "false"},
    )

    def clean_phone(self) -> str:
        """Return E.164."""
        return parse_phone(self.cleaned_data["phone"])

    def clean_email(self) -> str:
        """Return the address."""
        return check_email(self.cleaned_data["email"])


class ConsentFields(PlainForm):
    """The two consents, apart from each other."""

    publication = forms.BooleanField(
        label="Tampil untuk umum",
        required=False,
        initial=True,
        help_text="Keadaan dan penanganannya bisa dilihat warga lain, tanpa nama dan kontak Anda.",
    )
    social = forms.BooleanField(
        label="Media sosial",
        required=False,
        help_text="OPD boleh memakai cerita dan foto laporan ini sebagai bukti di Instagram dan TikTok.",
    )

    def clean(self) -> dict[str, Any]:
        """Refuse social media for what the public may not see."""
        cleaned = super().clean() or {}
        if cleaned.get("social") and not cleaned.get("publication"):
            self.add_error("social", SOCIAL_NEEDS_PUBLIC)
        return cleaned
