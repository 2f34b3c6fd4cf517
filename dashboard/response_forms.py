"""What an agency said, as it is typed on a ticket."""

from __future__ import annotations

from django import forms

from complaints.taking import VoiceChannel
from dashboard.forms import TypedField
from response.answering import OWN_WORDS, WORDS
from response.choices import Rung

_WHAT = {"required": "Pilih apa jawabannya.", "invalid_choice": "Pilih salah satu jawaban dari daftar."}


class VoiceAnswerForm(forms.Form):
    """By which channel an agency answered, what, and in which words."""

    rung = forms.ChoiceField(choices=[(rung, Rung(rung).label) for rung in WORDS], error_messages=_WHAT)
    channel = forms.ChoiceField(
        choices=VoiceChannel.choices,
        error_messages={"required": "Pilih lewat apa OPD menjawab.", "invalid_choice": "Pilih salah satu dari daftar."},
    )
    words = TypedField(max_length=250, error_messages={"required": "Tulis siapa yang menjawab dan apa katanya."})


class OwnAnswerForm(forms.Form):
    """Whether one's own agency comes; the reason when it does not."""

    rung = forms.ChoiceField(choices=[(rung, Rung(rung).label) for rung in OWN_WORDS], error_messages=_WHAT)
    words = TypedField(max_length=250, required=False)
