"""Second factors of the demo: preset, and the code is shown, so that a visitor can sign in as anybody."""

from __future__ import annotations

import time

from allauth.mfa import app_settings
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import TOTP, format_hotp_value, generate_totp_secret, hotp_value
from allauth.mfa.utils import decrypt
from django.conf import settings
from django.core.cache import cache

from accounts.forms import used_key
from accounts.models import User
from accounts.second_factor import has_factor, is_forced


def preset_second_factors() -> None:
    """Give an authenticator app to the demo accounts whose role needs one and that have none."""
    for user in User.objects.filter(is_demo=True):
        if is_forced(user, for_admin=True) and not has_factor(user):
            TOTP.activate(user, generate_totp_secret())


def show_demo_code(user: User) -> str:
    """Return a code that is good now, grouped to be read; empty for everybody outside of the embedded demo."""
    if not (settings.EMBEDDED and settings.DEMO and user.is_demo):
        return ""
    app = Authenticator.objects.filter(user=user, type=Authenticator.Type.TOTP).first()
    return _find_unused(user, decrypt(app.data["secret"])) if app else ""


def _find_unused(user: User, secret: str) -> str:
    # Each code is taken once; several people may try the same account within half a minute.
    now = int(time.time()) // app_settings.TOTP_PERIOD
    tolerance = app_settings.TOTP_TOLERANCE
    codes = [format_hotp_value(hotp_value(secret, now + step)) for step in (0, *range(1, tolerance + 1))]
    return next((code for code in codes if not cache.get(used_key(user, code))), codes[0])
