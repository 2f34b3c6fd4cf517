"""What must hold of the ways out before the product starts."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.core.checks import CheckMessage, Error, Tags, register
from django.utils.module_loading import import_string

from dispatch.known_codes import find_unknown_codes

ANY_NUMBER = "6281200000000"


def register_checks() -> None:
    """Let `manage.py check` and every start ask."""
    register(check_wadul_channel)
    register(check_text_message_url)
    register(check_known_codes, Tags.database)


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


def check_text_message_url(**more: Any) -> list[CheckMessage]:
    """Report a JT_TEXT_MESSAGE_URL that apprise cannot read: no code would ever reach a phone. It is never shown."""
    address = settings.TEXT_MESSAGE_URL
    if not address or ("{to}" in address and _is_readable(address.replace("{to}", ANY_NUMBER))):
        return []
    words = "Setting JT_TEXT_MESSAGE_URL is no address that apprise can read, with {to} in the number's place."
    return [Error(words, hint="See .env.example.", id="dispatch.E002")]


def check_known_codes(databases: Any = None, **more: Any) -> list[CheckMessage]:
    """Report settings that name an agency or a kind of report that the database does not have."""
    return [Error(words, id="dispatch.E003") for using in databases or [] for words in find_unknown_codes(using)]


def _is_readable(address: str) -> bool:
    # Half a second to load, for those only who have such an address.
    import apprise

    return bool(apprise.Apprise().add(address))
