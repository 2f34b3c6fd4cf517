"""The forms of a ticket. Which fields a step has is said by the lifecycle, not here."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms
from django.core.files.uploadedfile import UploadedFile

from complaints.choices import STATUS_LOOK, Audience
from complaints.looks import REASON_LIMIT
from complaints.transitions import Transition
from complaints.typed_text import strip_unreadable, tidy_text

TEXT_LIMIT = 4000
MOST_PHOTOS = 5
_REQUIRED = {"required": "Lengkapi bagian ini."}


class PhotosInput(forms.ClearableFileInput):
    """Lets several photos be chosen at once."""

    allow_multiple_selected = True


class PhotosField(forms.FileField):
    """Several files; whether they are photos is told by their content, later."""

    widget = PhotosInput(attrs={"accept": "image/*", "data-room": MOST_PHOTOS})

    def clean(self, data: Any, initial: Any = None) -> list[UploadedFile]:
        """Return the files that were chosen, perhaps none."""
        files = data if isinstance(data, list | tuple) else [data]
        return [file for file in files if file]


class TypedField(forms.CharField):
    """Text from a keyboard: what cannot be stored falls away before it is checked."""

    def to_python(self, value: Any) -> str:
        """Return the text without unreadable characters."""
        return strip_unreadable(tidy_text(super().to_python(value) or ""))


def _build_text(transition: Transition) -> forms.Field:
    reader = Audience(transition.audience).label
    return TypedField(
        label="Keterangan",
        help_text=f"Pembaca: {reader.lower()}.",
        max_length=TEXT_LIMIT,
        widget=forms.Textarea(attrs={"rows": 4}),
    )


_BUILDERS = {
    "text": _build_text,
    "proof": lambda _: PhotosField(
        label="Foto sesudah ditangani", help_text=f"Paling banyak {MOST_PHOTOS} foto, masing-masing 10 MB."
    ),
    "no_proof_reason": lambda _: TypedField(
        label="Alasan bila tidak ada foto", max_length=500, help_text="Isi hanya bila foto tidak dapat diambil."
    ),
    "forwarded_to": lambda _: TypedField(
        label="Diteruskan ke", max_length=160, help_text="Nama instansi di luar kewenangan kabupaten."
    ),
    "to_agency": lambda _: forms.TypedChoiceField(
        label="OPD tujuan",
        coerce=int,
        empty_value=None,
        error_messages={"invalid_choice": "Pilih OPD lain yang aktif dari daftar."},
    ),
    "emergency_category": lambda _: forms.ChoiceField(
        label="Jenis darurat", error_messages={"invalid_choice": "Pilih jenis darurat dari daftar."}
    ),
    "merged_into": lambda _: TypedField(label="Nomor laporan tujuan", max_length=40, help_text="Dua belas angka."),
}


class StepForm(forms.Form):
    """What one step of the lifecycle takes."""

    version = forms.IntegerField(widget=forms.HiddenInput, min_value=0, max_value=2**31 - 1)
    action = forms.CharField(widget=forms.HiddenInput, max_length=30)

    def __init__(
        self,
        *args: Any,
        transition: Transition,
        agencies: Sequence[tuple[int, str]] = (),
        kinds: Sequence[tuple[str, str]] = (),
        **kwargs: Any,
    ) -> None:
        kwargs.setdefault("auto_id", f"{transition.action}_%s")
        super().__init__(*args, **kwargs)
        self.transition = transition
        names = dict.fromkeys((*transition.takes, *transition.needs))
        for name in names:
            if name in _BUILDERS:
                self.fields[name] = self._build_field(name)
        if "to_agency" in self.fields:
            self.fields["to_agency"].choices = [("", "Pilih OPD"), *agencies]  # type: ignore[attr-defined]
        if "emergency_category" in self.fields:
            self.fields["emergency_category"].choices = [("", "Pilih jenis"), *kinds]  # type: ignore[attr-defined]

    @property
    def asks(self) -> bool:
        """Whether anything must be given before this step can be taken."""
        return bool(self.transition.needs)

    @property
    def needs_proof(self) -> bool:
        """Whether either photos or a reason must be given, so that neither may be called optional."""
        return "proof" in self.transition.needs

    @property
    def icon(self) -> str:
        """The icon of the state this step leads to."""
        return STATUS_LOOK[self.transition.target].icon

    @property
    def button_kind(self) -> str:
        """How its button looks: an ending is dark, everything else is the usual sea."""
        return "danger" if self.transition.tone == "danger" else "primary"

    def name_left_out(self, why: str) -> None:
        """Refuse the step with these words, if there are any: proof that was too much is not left out quietly."""
        if why and not self.has_error("proof"):
            self.add_error("proof" if "proof" in self.fields else None, why)

    def _build_field(self, name: str) -> forms.Field:
        field = _BUILDERS[name](self.transition)
        # Proof is met by photos or by a reason; the lifecycle tells which is missing.
        field.required = name in self.transition.needs and name != "proof"
        field.error_messages |= _REQUIRED
        return field


class MessageForm(forms.Form):
    """A public answer or an internal note; `version` is that of the ticket its writer saw, if the page told it."""

    version = forms.IntegerField(widget=forms.HiddenInput, min_value=0, max_value=2**31 - 1, required=False)
    text = TypedField(
        label="Isi", max_length=TEXT_LIMIT, widget=forms.Textarea(attrs={"rows": 4}), error_messages=_REQUIRED
    )


class ReasonForm(forms.Form):
    """Why something closed is opened."""

    reason = TypedField(label="Alasan", max_length=REASON_LIMIT, error_messages=_REQUIRED)

    def __init__(self, *args: Any, is_needed: bool = True, **kwargs: Any) -> None:
        kwargs.setdefault("auto_id", "alasan_%s")
        super().__init__(*args, **kwargs)
        self.fields["reason"].required = is_needed


class AboutForm(forms.Form):
    """Which agency a report is about, and how that is known."""

    agency = forms.TypedChoiceField(
        label="OPD yang dilaporkan",
        coerce=int,
        empty_value=None,
        required=False,
        error_messages={"invalid_choice": "Pilih OPD lain yang aktif dari daftar."},
    )
    reason = TypedField(label="Alasan", max_length=REASON_LIMIT, error_messages=_REQUIRED)

    def __init__(self, *args: Any, agencies: Sequence[tuple[int, str]], **kwargs: Any) -> None:
        kwargs.setdefault("auto_id", "tentang_%s")
        super().__init__(*args, **kwargs)
        self.fields["agency"].choices = [("", "Tidak tentang OPD tertentu"), *agencies]  # type: ignore[attr-defined]


class MaskForm(forms.Form):
    """Words to mask in what the public reads, one phrase a line."""

    phrases = TypedField(
        label="Samarkan juga",
        help_text="Satu frasa satu baris, persis seperti tertulis di teks.",
        max_length=TEXT_LIMIT,
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages=_REQUIRED,
    )


class LiftForm(forms.Form):
    """A mask that hides nothing personal, and why it may go."""

    phrase = forms.ChoiceField(
        label="Yang disamarkan",
        widget=forms.RadioSelect,
        error_messages={
            "required": "Pilih bagian yang dibuka.",
            "invalid_choice": "Pilih bagian yang sekarang disamarkan.",
        },
    )
    reason = TypedField(label="Alasan", max_length=REASON_LIMIT, error_messages=_REQUIRED)

    def __init__(self, *args: Any, hidden: dict[str, str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choices = [(words, f"{words} ({mask.strip('[]')})") for words, mask in hidden.items()]
        self.fields["phrase"].choices = choices  # type: ignore[attr-defined]
