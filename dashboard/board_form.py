"""The form of an acknowledgement that came by voice."""

from __future__ import annotations

from django import forms

from complaints.taking import VoiceChannel
from dashboard.forms import TypedField


class VoiceForm(forms.Form):
    """By which channel an agency answered, and what it said."""

    version = forms.IntegerField(min_value=1, widget=forms.HiddenInput)
    channel = forms.ChoiceField(
        label="Lewat apa",
        choices=[(one.value, one.label.capitalize()) for one in VoiceChannel],
        error_messages={"required": "Pilih lewat apa OPD menjawab.", "invalid_choice": "Pilih salah satu dari daftar."},
    )
    words = TypedField(
        label="Siapa yang menjawab dan apa katanya",
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="Hanya dibaca petugas.",
        error_messages={"required": "Tulis siapa yang menjawab dan apa katanya."},
    )
