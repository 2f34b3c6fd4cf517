"""The forms of signing in, in our words."""

from __future__ import annotations

from typing import Any, cast

from allauth.account.adapter import get_adapter as get_account_adapter
from allauth.account.forms import LoginForm
from allauth.mfa import app_settings
from allauth.mfa.adapter import get_adapter
from allauth.mfa.base.forms import AuthenticateForm, ReauthenticateForm
from allauth.mfa.models import Authenticator
from django import forms
from django.contrib.auth.password_validation import password_validators_help_text_html, validate_password
from django.core.cache import cache

from accounts.models import User
from jepara_tanggap.limits import give_back, take

CANNOT_CHECK = (
    "Kode aplikasi sedang tidak bisa diperiksa. Tunggu satu menit, lalu coba lagi, atau pakai kode cadangan atau kunci "
    "sandi Anda."
)
_REQUIRED = {"required": "Lengkapi bagian ini."}


class SignInForm(LoginForm):
    """Name and password."""

    def __init__(self, *args: Any, **more: Any) -> None:
        super().__init__(*args, **more)
        labels = {"login": "Nama pengguna", "password": "Kata sandi"}  # nosec B105 - words
        for name, label in labels.items():
            field = self.fields[name]
            field.label, field.help_text = label, ""
            field.widget.attrs.pop("placeholder", None)
            field.error_messages |= _REQUIRED
        self.fields["login"].widget.attrs |= {"autocapitalize": "none", "spellcheck": "false"}


class _CodeRules:
    """A code of the app, or one of the recovery codes. No code of the app is taken twice."""

    fields: dict[str, forms.Field]
    cleaned_data: dict[str, Any]
    user: User
    authenticator: Authenticator

    def __init__(self, *args: Any, **more: Any) -> None:
        super().__init__(*args, **more)
        code = cast(forms.CharField, self.fields["code"])
        code.label = "Kode"
        code.error_messages.update(_REQUIRED)
        code.max_length = 20
        code.widget.attrs = {"autocomplete": "one-time-code", "inputmode": "numeric", "autocapitalize": "none"}

    def clean_code(self) -> str:
        """Check the code; it stays used as long as the clock's tolerance lets it live.

        While Redis is away nobody could tell whether a code of the app was used: only recovery codes, which the
        database counts, are taken then.
        """
        if cache.is_away() and len("".join(self.cleaned_data["code"].split())) == app_settings.TOTP_DIGITS:  # type: ignore[attr-defined]
            raise forms.ValidationError(CANNOT_CHECK)
        if not take("second_step", str(self.user.pk)).allowed:
            raise get_account_adapter().validation_error("too_many_login_attempts")
        code = super().clean_code()  # type: ignore[misc]
        give_back("second_step", str(self.user.pk))
        if self.authenticator.type == Authenticator.Type.TOTP:
            steps = 2 * app_settings.TOTP_TOLERANCE + 1
            if not cache.add(used_key(self.user, code), 1, timeout=steps * app_settings.TOTP_PERIOD):
                raise get_adapter().validation_error("incorrect_code")
        return code


class SecondFactorForm(_CodeRules, AuthenticateForm):
    """The second step of signing in."""


class SecondFactorAgainForm(_CodeRules, ReauthenticateForm):
    """The second factor once more, before the account is changed."""


def used_key(user: User, code: str) -> str:
    """Return under which key of the cache a code counts as used."""
    return f"second-factor-used:{user.pk}:{''.join(code.split())}"


class NewPasswordForm(forms.Form):
    """A first password, or one after a reset."""

    password = forms.CharField(
        label="Kata sandi baru",
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
        strip=False,
        max_length=200,
        error_messages=_REQUIRED,
    )
    again = forms.CharField(
        label="Kata sandi baru, sekali lagi",
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
        strip=False,
        max_length=200,
        error_messages=_REQUIRED,
    )

    def __init__(self, *args: Any, user: User, **more: Any) -> None:
        super().__init__(*args, **more)
        self.user = user
        self.rules = password_validators_help_text_html()

    def clean_password(self) -> str:
        """Refuse a password that is easily guessed."""
        password = self.cleaned_data["password"]
        validate_password(password, self.user)
        return password

    def clean(self) -> dict[str, Any]:
        """Refuse two that differ."""
        given = super().clean() or {}
        if given.get("password") and given.get("again") and given["password"] != given["again"]:
            self.add_error("again", "Kedua kata sandi belum sama.")
        return given
