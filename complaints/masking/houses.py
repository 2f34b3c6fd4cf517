"""Finds exact house numbers. RT, RW, street and village stay: they say where, not at whose door."""

from __future__ import annotations

import re
from collections.abc import Iterator

from complaints.masking.blocks import find_blocks
from complaints.masking.house_words import (
    ADDRESS,
    COUNTED,
    COUNTED_NEXT,
    HOUSE_WORDS,
    LANES,
    LETTERS,
    MONTHS,
    NO_STREET_NAME,
    NOT_HOMES,
    OTHER_THINGS,
    QUALITIES,
    STREET,
)
from complaints.masking.kinds import Kind, Span
from complaints.masking.tokens import Word, Words

# The letter of "12 B"; that of "12 s/d 20" and "12 a.n. Budi" begins something else.
_LETTER = r"\s?[A-Za-z](?![./][A-Za-z])"
# "005/12/III/2026" is the number of a letter, "12/RT 03" a house.
_NO_FILE = r"(?!\s?/\s?(?!r[tw])[^\W_])"
_NUMBERED = re.compile(
    r"(?<![^\W_])(?:bernomor|nomor|nomer|nmr|no)\b\s?[.:]{0,2}\s?(?:(?:rumah|omah|kos|kost|kontrakan)\s?[.:]?\s?)?"
    rf"(\d{{1,4}}(?:\s?-\s?\d{{1,4}}|\s?/\s?\d{{1,4}})?(?:{_LETTER})?(?![^\W_]){_NO_FILE})",
    re.IGNORECASE,
)
# The next of several: "nomor 10 sampai nomor 26", "No. 5, 7 dan 9". Nothing longer, no hour and no sum.
_NEXT = re.compile(
    r"(?P<sign>\s?[,&]\s?(?:dan\s)?|\s(?:dan|lan|karo|sama|serta|sampai|sampe|hingga|nganti|ngantos|tekan|ke|s\.?/?d\.?|-)\s)"
    rf"(?:(?P<again>nomor|nomer|nmr|no)\b\s?\.?\s?)?(?P<number>[1-9]\d{{0,2}}(?:{_LETTER})?)(?![^\W_]|[.:/-]\d)",
    re.IGNORECASE,
)
# A comma alone goes before much else ("No. 5, 3 anak sakit").
_LISTED = re.compile(r"\s?(?:[,.;&]|$|(?:dan|lan|serta|karo|jl|jln|jalan|gang|gg)\b)", re.IGNORECASE)
_DECIMAL = re.compile(r",\d")
_GLUED = re.compile(r"(?<![^\W_])(?:nomor|nomer|no)(\d{1,4}[A-Za-z]?)(?![^\W_])", re.IGNORECASE)
# Said aloud: "rumah nomor dua belas".
_SAID_DIGIT = r"(?:satu|dua|tiga|empat|lima|enam|tujuh|delapan|sembilan|nol|kosong|sepuluh|sebelas|seratus)"
_SAID = re.compile(
    rf"(?<![^\W_])(?:nomor|nomer|no)\b\s?[.:]?\s?(?:rumah(?:nya|ku)?\s?[.:]?\s?)?"
    rf"({_SAID_DIGIT}(?:\s(?:{_SAID_DIGIT}|belas|puluh|ratus)){{0,4}}(?:\s[A-Za-z](?![^\W_]))?)(?![^\W_])",
    re.IGNORECASE,
)
_BARE = re.compile(r"\d{1,3}[A-Za-z]?")
_TO = re.compile(r"\s?[-–]\s?[1-9]\d{0,2}[A-Za-z]?(?![^\W_]|\s?[.:/-]\d)")
REACH = 9
# Houses told in one row.
MOST_LISTED = 8


def find_houses(words: Words) -> list[Span]:
    """Return the spans of house numbers, without the word before them."""
    spans = list(_find_numbered(words))
    spans += [
        Span(m.start(1), m.end(1), Kind.HOUSE) for m in _GLUED.finditer(words.text) if _is_house(words, m, m.end())
    ]
    spans += [Span(m.start(1), m.end(1), Kind.HOUSE) for m in _SAID.finditer(words.text) if _is_said_house(words, m)]
    return spans + _find_bare(words) + find_blocks(words)


def _find_numbered(words: Words) -> Iterator[Span]:
    """Find "No. 12", and all of "nomor 10 sampai nomor 26": what the first is, the others are."""
    place = 0
    while found := _NUMBERED.search(words.text, place):
        rest = _read_next(words, found.end())
        place = rest[-1].end if rest else found.end()
        if _is_house(words, found, place, listed=bool(rest)):
            yield Span(found.start(1), found.end(1), Kind.HOUSE)
            yield from rest


def _read_next(words: Words, end: int) -> list[Span]:
    """Return the further numbers of a row of houses; what is counted ("dan 3 motor") is none."""
    spans: list[Span] = []
    while len(spans) < MOST_LISTED and (found := _NEXT.match(words.text, end)):
        # What is said to be a number again is one, whatever stands behind it: "sampai no 23, warga".
        after = None if found["again"] else words.after(found.end())
        sign = found["sign"]
        is_listed = found["again"] or sign not in (", ", " ,", " , ") or _LISTED.match(words.text, found.end())
        # "No. 5, 3,5 meter"
        is_decimal = sign != "," and _DECIMAL.match(words.text, found.end())
        if is_decimal or not is_listed or (after is not None and after.low in COUNTED_NEXT):
            break
        spans.append(Span(found.start("number"), found.end("number"), Kind.HOUSE))
        end = found.end()
    return spans


def _is_house(words: Words, found: re.Match[str], end: int, *, listed: bool = False) -> bool:
    """Tell a house by what stands before its number, and behind the `end` of all that are told with it."""
    near = words.before(found.start(), most=REACH)
    if "bernomor" in found[0].lower() or "rumah" in found[0].lower():
        return not any(word.low in LETTERS for word in near[:2])
    if _is_of_other_thing(near) or _is_in_market(near):
        return False
    if near and _is_counting(words, end):
        return near[0].low in HOUSE_WORDS
    after = words.after(end)
    # "di nomor 12 Jl. Kartini", "nomor 10 sampai 26 di Jl. Flamboyan"
    if listed and after is not None and after.low in ("di", "ing", "neng", "nang", "ning"):
        after = words.after(after.end)
    return any(word.low in ADDRESS for word in near) or (after is not None and after.low in STREET)


def _is_counting(words: Words, end: int) -> bool:
    """Tell "no 3 titik"; "No. 5, warga resah" counts nobody."""
    after = words.after(end)
    is_next = after is not None and words.text[end : after.start].isspace()
    return is_next and after is not None and after.low in COUNTED - {"rt", "rw", "desa"}


def _is_of_other_thing(near: list[Word]) -> bool:
    """Tell "tiang nomor 12", "lampu jalan nomor 12", and "jalan no 1 paling rusak"."""
    first, second = ([word.low for word in near] + ["", ""])[:2]
    return first in OTHER_THINGS | {"jalan"} or (first in QUALITIES and second in OTHER_THINGS)


def _is_in_market(near: list[Word]) -> bool:
    """Tell "kios blok A no 12"."""
    low = [word.low for word in near]
    return "blok" in low[:3] and bool(NOT_HOMES.intersection(low[: low.index("blok") + 3]))


def _is_said_house(words: Words, found: re.Match[str]) -> bool:
    """Tell "rumah nomor dua belas" from "masalah nomor satu" and "rumah nomor dua dari timur"."""
    near = words.before(found.start(), most=3)
    after = words.after(found.end())
    if _is_of_other_thing(near) or (after is not None and after.low in COUNTED | {"dari"}):
        return False
    return "rumah" in found[0].lower() or any(word.low in STREET | HOUSE_WORDS for word in near)


def _find_bare(words: Words) -> list[Span]:
    """Find "Jl. Kartini 45A": one to three words of a name, then a number that counts nothing."""
    spans = []
    for place, word in enumerate(words.all):
        if word.low not in STREET:
            continue
        for step in range(place + 1, min(place + 6, len(words))):
            if set(words.gap(step - 1)) - set(" .,"):
                break
            here = words[step]
            if _BARE.fullmatch(here.text):
                # "Jl. Kauman Gang 2" is a lane, with the houses of many.
                if step > place + 1 and words[step - 1].low not in LANES and _counts_nothing(words, step):
                    spans += _read_row(words, here.start, _take_letter(words, step))
                break
            if here.low in NO_STREET_NAME or not here.is_alpha:
                break
    return spans


def _read_row(words: Words, start: int, end: int) -> list[Span]:
    """Return the house that begins a row, and the others: "Jl. Pemuda 45-47", "Jl. Pemuda 12 dan 14"."""
    found = _TO.match(words.text, end)
    if found is None:
        rest = _read_next(words, end)
        last = _NEXT.match(words.text, rest[-1].end if rest else end)
        after = words.after(last.end()) if last else None
        # "Jl. Pemuda 5 dan 6 Agustus ditutup"
        return [] if after is not None and after.low in MONTHS else [Span(start, end, Kind.HOUSE), *rest]
    after = words.after(found.end())
    is_counted = after is not None and after.low in COUNTED_NEXT and words.text[found.end() : after.start].isspace()
    return [] if is_counted else [Span(start, found.end(), Kind.HOUSE)]


def _take_letter(words: Words, place: int) -> int:
    """Return where "45 B" ends."""
    here, after = words[place], words.after(words[place].end)
    is_letter = after is not None and len(after.text) == 1 and after.text.isupper() and words.gap(place) == " "
    return after.end if after is not None and is_letter else here.end


def _counts_nothing(words: Words, place: int) -> bool:
    after = words.after(words[place].end)
    gap = words.gap(place)
    counts = after is not None and gap.isspace() and after.low in COUNTED
    is_row = _TO.match(words.text, words[place].end) is not None
    return not counts and (is_row or gap[:1] not in ("-", "/", ":"))
