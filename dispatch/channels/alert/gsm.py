"""Words as a text message carries them cheaply.

One letter outside the GSM alphabet turns the whole message into another coding: 70 letters a part, and not 160. Dashes,
quotes and accents that telephones type by themselves are written plainly; what has no plain form stays as it is.
"""

from __future__ import annotations

import unicodedata

_BASIC = frozenset(
    "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞ ÆæßÉ!\"#¤%&'()*+,-./0123456789:;<=>?¡ABCDEFGHIJKLMNOPQRSTUVWXYZ"
    "ÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà"
)
# These take the room of two letters.
_EXTENDED = frozenset("^{}\\[~]|€")
_PLAIN = str.maketrans(
    {
        **dict.fromkeys("‐‑‒–—―−•·", "-"),
        **dict.fromkeys("‘’‚‛′`´", "'"),
        **dict.fromkeys("“”„‟″«»", '"'),
        **dict.fromkeys("\t\u00a0\u2007\u2009\u202f", " "),
        **dict.fromkeys("\u00ad\u200b\u200c\u200d\u2060\ufeff", ""),
        "…": "..",
        "×": "x",
    }
)


def write_plainly(text: str) -> str:
    """Return the text in letters of the GSM alphabet, as far as there are any for it."""
    return "".join(_find_plain(letter) for letter in text.translate(_PLAIN))


def is_gsm(text: str) -> bool:
    """Tell whether a text message carries this in the GSM alphabet."""
    return all(letter in _BASIC or letter in _EXTENDED for letter in text)


def count_letters(text: str) -> int:
    """Return the room a text takes, in letters."""
    return len(text) + sum(letter in _EXTENDED for letter in text)


def _find_plain(letter: str) -> str:
    if is_gsm(letter):
        return letter
    plain = "".join(part for part in unicodedata.normalize("NFKD", letter) if not unicodedata.combining(part))
    return plain if is_gsm(plain) else letter
