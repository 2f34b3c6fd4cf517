"""A self-made, self-hosted proof of work in the manner of ALTCHA: costly to find, cheap to check, nothing stored.

Asked only of noisy addresses. The number sought makes PBKDF2 (SHA-256) of itself, salted with the ticket,
begin with a zero byte: about 256 tries of a millisecond each. A browser does that natively (WebCrypto), so
a program gains little over a person. The packages on offer were not taken: django-altcha's widget writes its
own <style> and starts its worker from a blob, which our Content-Security-Policy refuses.
"""

from __future__ import annotations

import hashlib
import time
from dataclasses import dataclass

from django.core import signing

ITERATIONS = 5000
LIFETIME = 3600.0
_SALT = "jepara_tanggap.proof_of_work"


@dataclass(frozen=True)
class Shown:
    """What came back: how long ago the ticket was given out (seconds), and whether the work is done."""

    age: float
    is_solved: bool


def make_ticket(subject: str) -> str:
    """Return a signed ticket for one subject, for instance one draft; it is also the salt of the work."""
    # Not rounded: a ticket is never of a moment to come, however quickly it comes back, nor older than it is.
    return signing.dumps([subject, time.time()], salt=_SALT)


def read_ticket(*, subject: str, ticket: str, number: str) -> Shown | None:
    """Return what a ticket is worth; None if it is not ours, for another subject, or older than an hour."""
    try:
        named, given_at = signing.loads(ticket, salt=_SALT)
    except (signing.BadSignature, ValueError, TypeError):
        return None
    age = time.time() - float(given_at)
    if named != subject or not 0 <= age <= LIFETIME:
        return None
    return Shown(age, is_solution(ticket=ticket, number=number))


def is_solution(*, ticket: str, number: str) -> bool:
    """Tell whether this number is one that was sought."""
    if not (number.isascii() and number.isdigit() and len(number) <= 9):
        return False
    return hashlib.pbkdf2_hmac("sha256", number.encode(), ticket.encode(), ITERATIONS, 1) == b"\0"
