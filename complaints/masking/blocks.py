"""Finds the block of an estate or of rented rooms, with the house in it: "blok B/3", "Blok C2 No. 15", "blok D 3-8"."""

from __future__ import annotations

import re
from collections.abc import Iterator

from complaints.masking.house_words import ESTATE, NOT_HOMES
from complaints.masking.kinds import Kind, Span
from complaints.masking.tokens import Words

_LETTERED = (
    r"[A-Za-z]{1,2}(?:[\s/.\-]{0,3}\d{1,3}[A-Za-z]?(?![^\W_])(?:\s?[/\-]\s?\d{1,3}[A-Za-z]?(?![^\W_]))?|(?![^\W_]))"
)
_HOUSE = r"\s?,?\s?(?:nomor|nomer|nmr|no)\b[\s.:]{0,2}\d{1,4}[A-Za-z]?(?![^\W_])"
_BLOCK = re.compile(
    rf"(?<![^\W_])bl(?:ok|k)(?:\s?[.:]\s?|\s|(?-i:(?=[A-Z]\d)))((?:{_LETTERED})(?:{_HOUSE})?|\d{{1,2}}(?:{_HOUSE}))",
    re.IGNORECASE,
)
# The next of several: "blok C1 sampai C9", "blok B3, B5 dan B7".
_NEXT = re.compile(
    r"(?:\s?[,&]\s?(?:dan\s)?|\s(?:dan|lan|karo|sama|serta|sampai|sampe|hingga|nganti|tekan|ke|s\.?/?d\.?|-)\s|-)"
    r"(?:blok\s)?(?P<house>(?!r[tw]|km|no)[A-Za-z]{1,2}[\s/.\-]?\d{1,3}|\d{1,3}(?=\s?(?:[,.;]|$)))(?![^\W_])",
    re.IGNORECASE,
)
# Behind the name of an estate, without "blok": "Perum Griya Asri C12", "C/12".
_CODE = re.compile(r"(?<![^\W_])(?:[A-Z]{1,2}|(?!r[tw])[a-z]{1,2}(?=[/-]))[/-]?\d{1,3}(?![^\W_])")
MOST_LISTED = 8
# Words before and behind a block that say whether people live there.
REACH, REACH_BEHIND = 4, 2


def find_blocks(words: Words) -> list[Span]:
    """Return the spans of blocks and of the houses told with them."""
    return [*_find_told(words), *_find_codes(words)]


def _find_told(words: Words) -> Iterator[Span]:
    for found in _BLOCK.finditer(words.text):
        if not any(map(str.isdecimal, found[1])) or not _is_lived_in(words, found.start(), found.end()):
            continue
        yield Span(found.start(1), found.end(1), Kind.HOUSE)
        end = found.end()
        for _ in range(MOST_LISTED):
            following = _NEXT.match(words.text, end)
            if following is None:
                break
            yield Span(following.start("house"), following.end("house"), Kind.HOUSE)
            end = following.end()


def _is_lived_in(words: Words, start: int, end: int) -> bool:
    """Tell the block of an estate from that of a market, a graveyard, a stand."""
    near = {word.low for word in words.before(start, most=REACH)}
    place = words.at_or_after(end)
    behind = {word.low for word in words.all[place : place + REACH_BEHIND]}
    return not (near | behind) & NOT_HOMES


def _find_codes(words: Words) -> Iterator[Span]:
    for found in _CODE.finditer(words.text):
        if any(near.low in ESTATE for near in words.before(found.start(), most=4)):
            yield Span(found.start(), found.end(), Kind.HOUSE)
