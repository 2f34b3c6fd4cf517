"""What a person types to follow a report, and what they add to it."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from complaints.forms.base import PlainForm, PlainTextField
from complaints.forms.filing import TEXT_LIMIT
from complaints.ticket_numbers import LENGTH, clean_number, is_valid

PIN_INPUT = {"inputmode": "numeric", "autocomplete": "off"}


class TrackForm(PlainForm):
    """A ticket number, with the PIN for those who have it."""

    number = PlainTextField(
        label="Nomor laporan",
        most=40,
        required_message="Tulis nomor laporan Anda.",
        browser={"inputmode": "numeric", "autocomplete": "off"},
    )
    pin = PlainTextField(label="PIN", most=20, browser={"class": "short", **PIN_INPUT})

    def clean_number(self) -> str:
        """Return twelve digits that can be a ticket number."""
        number = clean_number(self.cleaned_data["number"])
        if len(number) != LENGTH or not (number.isascii() and number.isdigit()):
            raise ValidationError("Nomor laporan terdiri atas 12 angka. Periksa lagi nomor Anda.")
        if not is_valid(number):
            raise ValidationError("Ada angka yang keliru atau tertukar. Cocokkan lagi satu per satu.")
        return number


class PinForm(PlainForm):
    """The PIN alone."""

    pin = PlainTextField(
        label="PIN", most=20, required_message="Tulis PIN Anda, 6 angka.", browser={"class": "short", **PIN_INPUT}
    )


class ReporterActionForm(PlainForm):
    """What a reporter adds or decides; which of it is needed, the lifecycle says."""

    text = PlainTextField(most=TEXT_LIMIT)
    rating = forms.TypedChoiceField(
        choices=[(str(stars), str(stars)) for stars in range(1, 6)],
        coerce=int,
        empty_value=None,
        required=False,
        error_messages={"invalid_choice": "Pilih nilai 1 sampai 5."},
    )
    # The newest line of history that stood on the page.
    last_read = forms.IntegerField(min_value=0, max_value=2**63 - 1, required=False)

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        # A tampered number is no matter for the reporter to read about.
        self.fields["last_read"].error_messages["invalid"] = "Muat ulang halaman ini, lalu kirim lagi."
