"""Finds what tells a place closer than its village: RT and RW, streets, coordinates.

Used where a report is public without its place (visibility `public_masked`).
"""

from __future__ import annotations

import re

from complaints.masking.houses import NO_STREET_NAME, STREET
from complaints.masking.kinds import Kind, Span
from complaints.masking.tokens import Words

MOST_STREET_WORDS = 4
_NEIGHBOURHOOD = re.compile(
    r"(?<![^\W_])r[tw]\s?[.:]?\s?\d{1,3}(?:\s?[/,-]?\s?rw\s?[.:]?\s?\d{1,3})?(?![^\W_])", re.IGNORECASE
)
_COORDINATE = re.compile(r"-?\d{1,3}[.,]\d{4,9}(?:\s?[,;]?\s?-?\d{1,3}[.,]\d{4,9})?")


def find_exact_places(words: Words) -> list[Span]:
    """Return the spans of neighbourhoods, streets and coordinates."""
    found = [*_NEIGHBOURHOOD.finditer(words.text), *_COORDINATE.finditer(words.text)]
    return [Span(one.start(), one.end(), Kind.PLACE) for one in found] + _find_streets(words)


def _find_streets(words: Words) -> list[Span]:
    """Find "Jl. KH. Ahmad Fauzan": the word for a street, and the capitalised or first words behind it."""
    spans = []
    for place, word in enumerate(words.all):
        last = place
        for step in range(place + 1, min(place + 1 + MOST_STREET_WORDS, len(words))):
            if word.low not in STREET or set(words.gap(step - 1)) - set(" ."):
                break
            here = words[step]
            if here.low in NO_STREET_NAME or not (here.text[0].isupper() or here.text.isdecimal()):
                break
            last = step
        if last > place:
            spans.append(Span(word.start, words[last].end, Kind.PLACE))
    return spans
