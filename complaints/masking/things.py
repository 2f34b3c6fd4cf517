"""Finds numbers of things that one person owns, made of letters and digits: chassis, engine, papers, parcels.

What is digits only, `numbers` finds too; here the letters between them are hidden along with them.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from complaints.masking import number_words as data
from complaints.masking.kinds import Kind, Span
from complaints.masking.tokens import Word, Words

# The number of a vehicle for all the world (ISO 3779): 17 signs without I, O and Q, the last of them digits.
_CHASSIS = re.compile(r"(?<![^\W_])(?=[A-HJ-NPR-Z]{2})[A-HJ-NPR-Z0-9]{12}\d{5}(?![^\W_])")
_NAMED = re.compile(
    r"(?<![^\W_])(?:(?:nomor|nomer|no)\b\s?\.?\s?(?:rangka|mesin|seri|polis|ka|sin)|no(?:ka|sin)|s/?n|"
    r"serial number|imei|bpkb|stnk|paspor|(?:no)?resi|akt[ae](?: (?:lahir|kelahiran|kematian|nikah|cerai))?|buku nikah|"
    r"sertifikat|shm)(?:nya|ne|ku)?(?![^\W_])",
    re.IGNORECASE,
)
MOST_BETWEEN, MOST_PARTS = 3, 4
LEAST_DIGITS, LEAST_SIGNS = 4, 6
_GAP = re.compile(r"[ ./-]|\s-\s")
_BETWEEN_GAP = re.compile(r"\s?[.:=#]{0,2}\s{0,2}")


def find_things(words: Words) -> list[Span]:
    """Return the spans of such numbers."""
    spans = [Span(found.start(), found.end(), Kind.NUMBER) for found in _CHASSIS.finditer(words.text)]
    return spans + list(_find_named(words))


def _find_named(words: Words) -> Iterator[Span]:
    for found in _NAMED.finditer(words.text):
        place = _skip_between(words, found.end())
        parts = _read_parts(words, place) if place is not None else []
        if parts and _is_number(words.text, parts):
            yield Span(parts[0].start, parts[-1].end, Kind.NUMBER)


def _skip_between(words: Words, offset: int) -> int | None:
    """Return where the number begins; None if the text goes on about something else."""
    place = words.at_or_after(offset)
    for _ in range(MOST_BETWEEN + 1):
        if place >= len(words) or not _BETWEEN_GAP.fullmatch(words.text, offset, words[place].start):
            return None
        if words[place].low not in data.BETWEEN | data.SLOT_FIGURES:
            return place
        offset, place = words[place].end, place + 1
    return None


def _read_parts(words: Words, place: int) -> list[Word]:
    """Return the words of one number: "MH1 JM2118 KK446720", "JM21E-1446720", "N-03456789 K"."""
    parts: list[Word] = []
    while place < len(words) and len(parts) < MOST_PARTS:
        word = words[place]
        gap = words.gap(place - 1) if parts else "-"
        is_letters = word.is_alpha and len(word.text) <= 3 and word.text.isupper() and (not parts or len(gap) == 1)
        if not _GAP.fullmatch(gap) or not (is_letters or not word.is_alpha):
            break
        parts.append(word)
        place += 1
    return parts


def _is_number(text: str, parts: list[Word]) -> bool:
    """Tell a number from a year, a date and a sum."""
    start, end = parts[0].start, parts[-1].end
    signs = "".join(part.text for part in parts)
    digits = sum(map(str.isdecimal, signs))
    is_plain = data.INNOCENT.fullmatch(text, start, end) is not None
    return digits >= LEAST_DIGITS and len(signs) >= LEAST_SIGNS and not is_plain
