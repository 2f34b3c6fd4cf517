"""Second factors of the demo: preset, and the code is shown, so that a visitor can sign in as anybody."""

from __future__ import annotations

import time
from dataclasses import dataclass

from allauth.mfa import app_settings
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import TOTP, format_hotp_value, generate_totp_secret, hotp_value
from allauth.mfa.utils import decrypt
from django.conf import settings
from django.core.cache import cache

from accounts.forms import used_key
from accounts.models import User
from accounts.second_factor import has_factor, is_forced


@dataclass(frozen=True)
class DemoCode:
    """A code that nobody has used, or none and the seconds until there is one."""

    code: str
    wait: int

    @property
    def wait_words(self) -> str:
        """How long that is."""
        return f"{self.wait} detik"


def preset_second_factors() -> None:
    """Give an authenticator app to the demo accounts whose role needs one and that have none."""
    for user in User.objects.filter(is_demo=True):
        if is_forced(user, for_admin=True) and not has_factor(user):
            TOTP.activate(user, generate_totp_secret())


def show_demo_code(user: User) -> DemoCode | None:
    """Return a code that is good now, grouped to be read; None for everybody outside of the embedded demo."""
    if not (settings.EMBEDDED and settings.DEMO and user.is_demo):
        return None
    app = Authenticator.objects.filter(user=user, type=Authenticator.Type.TOTP).first()
    return _find_unused(user, decrypt(app.data["secret"])) if app else None


def _find_unused(user: User, secret: str) -> DemoCode:
    # Each code is taken once; several people may try the same account within half a minute.
    now, spent = divmod(int(time.time()), app_settings.TOTP_PERIOD)
    tolerance = app_settings.TOTP_TOLERANCE
    codes = [format_hotp_value(hotp_value(secret, now + step)) for step in (0, *range(1, tolerance + 1))]
    free = next((code for code in codes if not cache.get(used_key(user, code))), "")
    return DemoCode(free, 0 if free else app_settings.TOTP_PERIOD - spent)
