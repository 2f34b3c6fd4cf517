"""Reads the words before a number that say what it is, also split or dotted: "ID PEL", "n.i.k", "no. samb"."""

from __future__ import annotations

from collections.abc import Iterator

from complaints.masking.number_words import FIRST_HALVES, TELLING_ENDINGS
from complaints.masking.tokens import Word, Words

# Letters that stand alone make one word together, so more words are fetched than are told.
MOST_LETTERS = 6


def read_telling(words: Words, offset: int, *, most: int) -> Iterator[tuple[str, ...]]:
    """Yield, nearest first, what each of the last `most` words before `offset` may say."""
    near = _join_letters(words.before(offset, most=most + MOST_LETTERS))[:most]
    for place, low in enumerate(near):
        before = near[place + 1] if place + 1 < len(near) else ""
        readings = (low, *_drop_endings(low))
        joined = (before + reading for reading in readings) if before in FIRST_HALVES else ()
        yield (*joined, *readings)


def _join_letters(near: list[Word]) -> list[str]:
    """Return the words with "i. d." as "id", nearest first."""
    found: list[str] = []
    letters = ""
    for word in near:
        if len(word.low) == 1 and word.is_alpha:
            letters = word.low + letters
            continue
        found += [letters, word.low] if letters else [word.low]
        letters = ""
    return [*found, letters] if letters else found


def _drop_endings(low: str) -> Iterator[str]:
    """Yield "meter" of "metere" and "meteran" of "meterane"; "wae" is no "wa"."""
    if low == "wae":
        return
    for ending in TELLING_ENDINGS:
        if low.endswith(ending) and len(low) > len(ending) + 1:
            yield low.removesuffix(ending)
