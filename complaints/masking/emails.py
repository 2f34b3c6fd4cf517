"""Finds e-mail addresses, written plainly or in words ("nama at gmail dot com").

The search begins at each "@" or "at" and looks a bounded way to both sides.
"""

from __future__ import annotations

import re

from complaints.masking.kinds import Kind, Span

# Endings that are believed where there are spaces or words instead of signs.
_ENDINGS = r"(?:com|kom|net|org|id|info|edu|gov|biz|co|go|or|ac|sch|web|desa|my)"
_DOT = r"(?:\s?\.\s?|\s?[\[({]\s?(?:dot|titik|\.)\s?[\])}]\s?|\s(?:dot|titik)\s)"
_AT_SIGN = r"(?:\s?@\s?|\s?[\[({]\s?(?:at|et|@)\s?[\])}]\s?|\s(?:at|et)\s)"
_LABEL = r"[^\W_](?:[\w-]{0,62})"

_PLAIN_RIGHT = re.compile(rf"@{_LABEL}(?:\.{_LABEL}){{1,5}}")
_LOOSE_RIGHT = re.compile(
    rf"{_AT_SIGN}{_LABEL}(?:{_DOT}{_LABEL}){{0,3}}?{_DOT}{_ENDINGS}(?:{_DOT}{_ENDINGS})?(?![\w])", re.IGNORECASE
)
_LEFT_SIGNS = frozenset("._%+-")
LONGEST_LOCAL = 64
_TITIK = re.compile(r"(?:[\w.+-]{1,30}\s(?:titik|dot)\s){1,3}$", re.IGNORECASE)

# Whoever puts spaces around the "@" puts one into the name too: "email ku joko susilo @ gmail . com".
_SPACED = re.compile(
    r"(?:e-?mail|surel|imel)\s?(?:ku|nya|saya|sy|ne|e)?\s?[:=]?\s(?!(?:di|ke|ada|adalah|yaitu|saya)\s)([\w.+-]{1,30}\s)$",
    re.IGNORECASE,
)


def find_emails(text: str) -> list[Span]:
    """Return the spans of addresses."""
    spans = [_grow(text, found) for found in _PLAIN_RIGHT.finditer(text)]
    spans += [_grow(text, found) for found in _LOOSE_RIGHT.finditer(text)]
    return [span for span in spans if span is not None]


def _grow(text: str, right: re.Match[str]) -> Span | None:
    """Return the address with the part left of its "@"; None if nothing is there."""
    start = right.start()
    while (
        start
        and right.start() - start < LONGEST_LOCAL
        and (text[start - 1].isalnum() or text[start - 1] in _LEFT_SIGNS)
    ):
        start -= 1
    if start == right.start():
        return None
    words = _TITIK.search(text, max(0, start - LONGEST_LOCAL), start)
    if not words and right[0][0].isspace() and (spaced := _SPACED.search(text, max(0, start - LONGEST_LOCAL), start)):
        start = spaced.start(1)
    return Span(words.start() if words else start, right.end(), Kind.EMAIL)
