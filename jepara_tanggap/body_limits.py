"""How much text, and how many fields, one page is ever sent."""

from __future__ import annotations

from django.conf import settings
from django.http import QueryDict


def holds_too_much(sent: QueryDict) -> bool:
    """Tell whether these fields are more, or longer together, than any page of ours sends."""
    fields = [(name, value) for name, values in sent.lists() for value in values]
    typed = sum(len(name.encode("utf-8", "replace")) + len(value.encode("utf-8", "replace")) for name, value in fields)
    return len(fields) > settings.MAX_FIELDS or typed > settings.MAX_TEXT_BYTES
