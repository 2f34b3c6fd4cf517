"""What the forms of the citizens' pages share."""

from __future__ import annotations

from typing import Any

import phonenumbers
from django import forms
from django.core.exceptions import ValidationError
from django.core.validators import ProhibitNullCharactersValidator
from django.http import QueryDict

from complaints.typed_text import find_unreadable, strip_unreadable, tidy_text
from jepara_tanggap.body_limits import holds_too_much

UNREADABLE = "Ada karakter yang tidak terbaca, dan sudah kami hapus. Periksa lagi tulisan Anda, lalu lanjutkan."
TOO_MUCH = "Kiriman ini memuat terlalu banyak isian, jadi belum kami terima. Kirim lagi dari halaman ini."
REGION = "ID"


class PlainTextField(forms.CharField):
    """Unicode text without control characters; the message for too much text says by how much.

    `browser` holds further attributes of the input.
    """

    def __init__(self, *, most: int, required_message: str = "", browser: dict[str, str] | None = None, **options: Any):
        self.most = most
        self.browser = browser or {}
        options.setdefault("required", bool(required_message))
        super().__init__(error_messages={"required": required_message}, **options)
        self.validators = [one for one in self.validators if not isinstance(one, ProhibitNullCharactersValidator)]

    def widget_attrs(self, widget: forms.Widget) -> dict[str, Any]:
        """Let the browser hold the limit too."""
        return {**super().widget_attrs(widget), "maxlength": str(self.most), **self.browser}

    def to_python(self, value: Any) -> str:
        """Return the text in one form."""
        return tidy_text(super().to_python(value) or "")

    def validate(self, value: str) -> None:
        """Refuse too much text before looking at each character of it."""
        if len(value) > self.most:
            raise ValidationError(f"Paling banyak {_group(self.most)} huruf; sekarang {_group(len(value))}.")
        if find_unreadable(value):
            raise ValidationError(UNREADABLE, code="unreadable")
        super().validate(value)

    def bound_data(self, data: Any, initial: Any) -> Any:
        """Return what was typed as it may stand in the page again."""
        return strip_unreadable(data) if isinstance(data, str) else data


class PlainForm(forms.Form):
    """A form whose fields may be left to the server to check: no `required` in the browser.

    What is too much for any page is refused here with what was typed, where the middleware lets it through.
    """

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.use_required_attribute = False

    def full_clean(self) -> None:
        """Refuse more than any page sends, beside what is wrong with each field."""
        super().full_clean()
        if isinstance(self.data, QueryDict) and holds_too_much(self.data):
            self.add_error(None, TOO_MUCH)


def parse_phone(typed: str) -> str:
    """Return an Indonesian or international phone number as E.164; raises ValidationError."""
    if not typed:
        return ""
    wrong = ValidationError("Nomor telepon ini belum tepat. Contoh: 0812 3456 7890.")
    try:
        number = phonenumbers.parse(typed, REGION)
    except phonenumbers.NumberParseException:
        raise wrong from None
    if not phonenumbers.is_valid_number(number):
        raise wrong
    return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)


def format_phone(number: str) -> str:
    """Return an E.164 number as people write it: local ones without the country code."""
    if not number:
        return ""
    parsed = phonenumbers.parse(number, REGION)
    is_local = phonenumbers.region_code_for_number(parsed) == REGION
    style = phonenumbers.PhoneNumberFormat.NATIONAL if is_local else phonenumbers.PhoneNumberFormat.INTERNATIONAL
    return phonenumbers.format_number(parsed, style)


def _group(number: int) -> str:
    return f"{number:,}".replace(",", ".")
