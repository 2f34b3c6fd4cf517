"""The reporter's keys to a complaint: a PIN and a private link.

Both are derived from the complaint's seed and a key that is not in the database,
so a copy of the database opens nothing, and the answer to a repeated filing can
show them again.
"""

from __future__ import annotations

import hashlib
import hmac

from django.conf import settings
from django.urls import reverse
from django.utils.crypto import constant_time_compare

from complaints.models import Complaint

PIN_DIGITS = 6


def make_pin(complaint: Complaint) -> str:
    """Return the six-digit PIN."""
    return str(int.from_bytes(_derive(complaint, "pin")[:8], "big") % 10**PIN_DIGITS).zfill(PIN_DIGITS)


def make_link_token(complaint: Complaint) -> str:
    """Return the token of the private link, 128 bits as 32 hexadecimal digits."""
    return _derive(complaint, "link").hex()[:32]


def check_pin(complaint: Complaint, typed: str) -> bool:
    """Tell whether what was typed is this complaint's PIN; spaces do not matter."""
    return constant_time_compare(make_pin(complaint), "".join(typed.split()))


def check_link_token(complaint: Complaint, token: str) -> bool:
    """Tell whether the token belongs to this complaint."""
    return constant_time_compare(make_link_token(complaint), token)


def private_path(complaint: Complaint) -> str:
    """Return the path of the reporter's own page."""
    return reverse("complaints:mine", args=[complaint.number, make_link_token(complaint)])


def _derive(complaint: Complaint, purpose: str) -> bytes:
    message = f"{purpose}:{complaint.number}:{complaint.access_seed}".encode()
    return hmac.new(settings.REPORTER_ACCESS_KEY.encode(), message, hashlib.sha256).digest()
