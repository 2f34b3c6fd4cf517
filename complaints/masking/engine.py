"""Masks a text: every rule over the whole text, until nothing more is found."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from operator import itemgetter

from complaints.masking.emails import find_emails
from complaints.masking.exact_places import find_exact_places
from complaints.masking.houses import find_houses
from complaints.masking.kinds import MASKS, PLACEHOLDER, Kind, Span, merge_spans
from complaints.masking.names import find_names
from complaints.masking.numbers import find_numbers
from complaints.masking.plates import find_plates
from complaints.masking.things import find_things
from complaints.masking.tokens import Words

# A mask shortens the text, which can bring a telling word nearer to the next number. Two rounds are the rule.
MOST_ROUNDS = 6
# Of the same length as what it hides, so that every place in the text stays where it was.
_VEIL = "\ufffc"
# Of an address on the web only a phone in it says who somebody is.
# An account on a platform ("@bu.tini.snack") is what its owner shows the world, and no row of words.
_HIDDEN = re.compile(
    PLACEHOLDER.pattern + r"|(?:https?://|www\.)(?!(?:wa|t)\.me|api\.whatsapp)[^\s]+"
    r"|(?<![^\s(])@(?!(?:gmail|yahoo|ymail|outlook|hotmail)\b|[\w-]{1,30}(?:\.[\w-]{1,30}){0,3}?\.(?:com|co|id|net|org)\b)"
    r"[A-Za-z_.]{2,30}\d{0,4}(?!\w)(?!\s?\.\s?\w)"
)


@dataclass(frozen=True)
class Masked:
    """The text for others to read, and what was masked: spans of the original, in order, without overlaps."""

    text: str
    spans: list[Span] = field(default_factory=list)


def mask_text(
    text: str,
    *,
    extra: Sequence[str] = (),
    lifted: Collection[str] = (),
    places: frozenset[str] = frozenset(),
    keep: Collection[Kind] = (Kind.PLACE,),
) -> Masked:
    """Mask personal data. Masking what is masked already changes nothing.

    `extra`: phrases to mask wherever they stand, whatever their case. `lifted`: exact words that a rule
    found and a person released. `places`: names of villages and districts in lower case, which are no names
    of people behind an office ("Pak Lurah Bandengan"). `keep`: kinds that stay readable; streets, RT and RW
    unless told otherwise.
    """
    spans: list[Span] = []
    released = {_fold(words) for words in lifted}
    for _ in range(MOST_ROUNDS):
        current, origins = _render(text, spans)
        found = _find(current, extra, places, keep)
        more = [_to_original(span, origins) for span in found]
        more = [span for span in more if span.kind == Kind.EXTRA or _fold(text[span.start : span.end]) not in released]
        grown = merge_spans(spans + more)
        if grown == spans:
            break
        spans = grown
    return Masked(_render(text, spans)[0], spans)


def _find(text: str, extra: Sequence[str], places: frozenset[str], keep: Collection[Kind]) -> list[Span]:
    veiled = _HIDDEN.sub(lambda found: _VEIL * len(found[0]), text)
    words = Words(veiled)
    # Where two rules claim the same place, the one that comes first here names it.
    spans = _find_extra(veiled, extra)
    spans += find_emails(veiled)
    spans += find_plates(words)
    spans += find_numbers(words)
    spans += find_things(words)
    spans += find_houses(words)
    spans += find_names(words, places=places)
    spans += find_exact_places(words) if Kind.PLACE not in keep else []
    return merge_spans([span for span in spans if span.kind not in keep])


def _find_extra(text: str, phrases: Sequence[str]) -> list[Span]:
    parts = [r"\s+".join(map(re.escape, phrase.split())) for phrase in phrases if phrase.strip()]
    return [
        Span(found.start(), found.end(), Kind.EXTRA)
        for part in parts
        for found in re.finditer(rf"(?<![^\W_]){part}(?![^\W_])", text, re.IGNORECASE)
    ]


def _render(text: str, spans: Sequence[Span]) -> tuple[str, list[tuple[int, int, int]]]:
    """Return the masked text, and its parts as (place there, place in the original, length; 0 for a mask)."""
    parts: list[str] = []
    origins: list[tuple[int, int, int]] = []
    length = done = 0
    for span in [*spans, Span(len(text), len(text), Kind.EXTRA)]:
        plain = text[done : span.start]
        origins.append((length, done, len(plain)))
        mask = MASKS[span.kind] if span.end > span.start else ""
        parts += [plain, mask]
        length += len(plain) + len(mask)
        done = span.end
    return "".join(parts), origins


def _to_original(span: Span, origins: Sequence[tuple[int, int, int]]) -> Span:
    """Return the span in the original: rules never cross a mask, so one part holds it whole."""
    there, here, _ = origins[bisect_right(origins, span.start, key=itemgetter(0)) - 1]
    return Span(span.start - there + here, span.end - there + here, span.kind)


def _fold(words: str) -> str:
    return " ".join(words.casefold().split())
