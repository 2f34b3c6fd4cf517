"""Ways out of the house. Each channel is a folder of one shape; adding one touches only this registry."""

from __future__ import annotations

from functools import cache

from django.conf import settings
from django.utils.module_loading import import_string

from dispatch.channels.base import Send

# Whose messages to one target do not wait for earlier ones of the same subject: an alarm is worth as much
# without the alarm before it.
UNORDERED = ("alert",)


@cache
def _registry() -> dict[str, str]:
    return {
        "alert": "dispatch.channels.alert.send",
        "person": "dispatch.channels.person.send",
        "wadul": settings.WADUL_CHANNEL,
    }


def find_channel(name: str) -> Send:
    """Return the send function of a channel. Raises KeyError for a name that is not registered."""
    return import_string(_registry()[name])
