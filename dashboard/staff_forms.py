"""The form of an agency lead's invitation."""

from __future__ import annotations

from django import forms

from accounts.models import User

_REQUIRED = {"required": "Lengkapi bagian ini."}


class OfficerForm(forms.ModelForm):
    """A new officer; role and agency are the lead's own affair and not asked."""

    class Meta:
        model = User
        fields = ["first_name", "last_name", "username", "email"]
        labels = {
            "first_name": "Nama depan",
            "last_name": "Nama belakang",
            "username": "Nama pengguna",
            "email": "E-mail kantor",
        }
        help_texts = {
            "username": "Huruf, angka, dan titik, misalnya petugas.dishub.",
            "email": "Untuk mengirim tautan dan masuk lewat akun kantor.",
        }

    def __init__(self, *args: object, **more: object) -> None:
        super().__init__(*args, **more)  # type: ignore[arg-type]
        self.fields["first_name"].required = True
        for field in self.fields.values():
            field.error_messages |= _REQUIRED

    def clean_username(self) -> str:
        """Refuse a name that is taken, in whatever letters."""
        username = self.cleaned_data["username"].lower()
        if User.objects.filter(username__iexact=username).exists():
            raise forms.ValidationError("Nama pengguna ini sudah dipakai.")
        return username
