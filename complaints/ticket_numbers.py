"""Ticket numbers: eleven random digits and a check digit, read aloud in groups of four.

The check digit follows Damm (2004), which catches every single mistyped digit and
every swap of two neighbours. Random digits mean a number says nothing about the
number before or after it.
"""

from __future__ import annotations

import re
import secrets

LENGTH = 12

# H. M. Damm, "Total anti-symmetrische Quasigruppen", 2004: a totally anti-symmetric quasigroup of order 10.
_DAMM = (
    "0317598642",
    "7092154863",
    "4206871359",
    "1750983426",
    "6123045978",
    "3674209581",
    "5869720134",
    "8945362017",
    "9438617205",
    "2581436790",
)


def new_number() -> str:
    """Return a fresh number of twelve digits."""
    body = "".join(secrets.choice("0123456789") for _ in range(LENGTH - 1))
    return body + str(_check_digit(body))


def is_valid(number: str) -> bool:
    """Tell whether `number` is twelve digits whose check digit fits."""
    return len(number) == LENGTH and number.isascii() and number.isdigit() and _check_digit(number) == 0


def clean_number(typed: str) -> str:
    """Return only the digits of what a person typed: spaces, dots and dashes fall away."""
    return re.sub(r"[\s.\-]", "", typed)[:40]


def group_number(number: str) -> str:
    """Return the number as "1234 5678 9012"."""
    return " ".join(number[start : start + 4] for start in range(0, len(number), 4))


def _check_digit(digits: str) -> int:
    interim = 0
    for digit in digits:
        interim = int(_DAMM[interim][int(digit)])
    return interim
