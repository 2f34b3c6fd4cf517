"""What must hold of the ways out before the product starts."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.core.checks import CheckMessage, Error, register
from django.utils.module_loading import import_string


def register_checks() -> None:
    """Let `manage.py check` and every start ask."""
    register(check_wadul_channel)


def check_wadul_channel(**more: Any) -> list[CheckMessage]:
    """Report a JT_WADUL_CHANNEL that names no function: every message would fail, one by one."""
    try:
        send = import_string(settings.WADUL_CHANNEL)
    except ImportError:
        send = None
    if callable(send):
        return []
    words = f"Setting JT_WADUL_CHANNEL names no function that can be found: {settings.WADUL_CHANNEL}."
    return [Error(words, hint="See docs/wadul-bupati.md.", id="dispatch.E001")]
