"""The two answers to a request about data."""

from __future__ import annotations

from typing import Any

from django import forms

from complaints.models import Refusal
from dashboard.forms import TypedField

ANSWER_LIMIT = 1000


def _build_answer() -> forms.Field:
    return TypedField(
        label="Jawaban kepada pelapor",
        required=False,
        max_length=ANSWER_LIMIT,
        widget=forms.Textarea(attrs={"rows": 3}),
    )


class GrantForm(forms.Form):
    """Granting, with words where the request needs them."""

    answer = _build_answer()

    def __init__(self, *args: Any, **options: Any) -> None:
        options.setdefault("auto_id", "kabul_%s")
        super().__init__(*args, **options)


class RefuseForm(forms.Form):
    """Refusing, with the law's own reason."""

    refusal = forms.ChoiceField(
        label="Dasar penolakan",
        choices=[("", "Pilih dasarnya"), *Refusal.choices],
        error_messages={"required": "Pilih dasar penolakannya.", "invalid_choice": "Pilih salah satu dasar."},
    )
    answer = _build_answer()

    def __init__(self, *args: Any, **options: Any) -> None:
        options.setdefault("auto_id", "tolak_%s")
        super().__init__(*args, **options)
