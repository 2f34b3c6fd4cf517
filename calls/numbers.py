"""Telephone numbers of callers: one way to write them, and a keyed hash to find them again."""

from __future__ import annotations

import re

import phonenumbers
from django.conf import settings

from jepara_tanggap.encryption import hash_lookup, hash_lookups

REGION = "ID"
# The same as of reporters, so that callers and those who wrote on the web are found together.
PURPOSE = "reporter-phone"
_WITHHELD = frozenset({"", "anonymous", "unknown", "private", "withheld", "restricted"})


def read_number(typed: str) -> str:
    """Return E.164 where the number can be read so, else its digits; empty if it was withheld."""
    plain = typed.strip()
    if plain.casefold() in _WITHHELD:
        return ""
    try:
        number = phonenumbers.parse(plain, REGION)
    except phonenumbers.NumberParseException:
        return re.sub(r"[^\d+*#]", "", plain)[:40]
    if phonenumbers.is_possible_number(number):
        return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)
    return re.sub(r"[^\d+*#]", "", plain)[:40]


def same_hashes(number_hash: str) -> list[str]:
    """Return every hash under which the number behind this one may be stored: itself, unless look-up keys change."""
    if not settings.OLDER_LOOKUP_KEYS:
        return [number_hash]
    from calls.models import Call, NumberBlock

    for model in (Call, NumberBlock):
        row = model._default_manager.filter(number_hash=number_hash).exclude(number="").only("number").first()
        if row is not None:
            return hash_lookups(row.number, PURPOSE)
    return [number_hash]


def hash_number(number: str) -> str:
    """Return the keyed hash under which this number's calls are found; empty for a withheld one."""
    return hash_lookup(number, PURPOSE) if number else ""
