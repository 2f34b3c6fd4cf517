"""Finds names of people behind what announces them: an honorific, a title, "atas nama", "nama saya".

A name nobody announces is not found, unless the same text announced it elsewhere.
In text with capitals a name is a row of capitalised words. Without them the first
word is taken unless it is a common one, and more only where it is known as a name.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from complaints.masking.kinds import Kind, Span
from complaints.masking.name_words import (
    CONNECTORS,
    DEGREES,
    DOTTED,
    HONORIFICS,
    KIN,
    MINE,
    NAME_ENDINGS,
    NAMED_THINGS,
    OFFICES,
    PREFIXES,
    SHORT_NAMES,
    TITLES,
    VERB_STARTS,
    read_common_words,
    read_given_names,
)
from complaints.masking.tokens import Word, Words

MOST_PARTS = 5
MOST_LOWER_PARTS = 3
MOST_SKIPPED = 4
# What announces a name in several words; the name begins right behind.
_PHRASES = re.compile(
    r"(?<![^\W_])(?:a\s?[./]\s?n\b\.?|an\.|atas nama|bernama|(?:per)?kenalkan,? (?:nama )?saya|"
    r"nama (?:lengkap )?(?:(?:ibu|bapak|anak|suami|istri) )?(?:saya|kulo|kula)\b|nama lengkap|namanya|namane|jenengku|"
    r"nama (?:pelaku|korban|pemilik|sopir|anak|pelapor)|nama(?=\s?:)|pelapor(?=\s?:)|hormat (?:saya|kami),?|ttd|alias|"
    r"namaku|wassalam\w*(?:\s+wr\.?\s*wb\.?)?,|"
    r"(?-i:(?<!\d )an(?=\s[A-Z][a-z])))"
    r"(?:\s+(?:adalah|yaitu|ialah))?\s?[:.]?\s?",
    re.IGNORECASE,
)
_ANNOUNCED_GAP = re.compile(r"(?:\.?\s?|\s?[:\-]\s?|\s?\.\s)")
_NOTHING = re.compile(r"[ \t.:\-]*")
_PART_GAP = re.compile(r"\s{1,2}|-")
_SKIP_GAP = re.compile(r"[.\s/]{1,3}|\s?-\s?")


def find_names(words: Words, *, places: frozenset[str]) -> list[Span]:
    """Return the spans of names. `places`: words of villages and districts, in lower case."""
    finder = _Finder(words, places)
    spans = list(finder.find())
    return spans + finder.find_again(spans)


class _Finder:
    """One text being read for names."""

    def __init__(self, words: Words, places: frozenset[str]) -> None:
        self.words = words
        self.places = places
        self.common = read_common_words()
        self.given = read_given_names()

    def find(self) -> Iterator[Span]:
        """Yield the names that something announces."""
        for place, word in enumerate(self.words.all):
            span = self._behind_word(place, word)
            if span is not None:
                yield span
        for phrase in _PHRASES.finditer(self.words.text):
            span = self._read_from(self.words.at_or_after(phrase.end()), phrase.end(), upper=phrase[0].isupper())
            if span is not None:
                yield span

    def find_again(self, found: list[Span]) -> list[Span]:
        """Return the further places of names found: whoever is named once is known."""
        text = self.words.text
        known = {
            word.low
            for span in found
            for word in Words(text[span.start : span.end]).all
            if word.is_title and len(word.low) >= 4 and word.low not in self.common | self.places
        }
        return [Span(word.start, word.end, Kind.NAME) for word in self.words.all if word.is_title and word.low in known]

    def _behind_word(self, place: int, word: Word) -> Span | None:
        if place + 1 >= len(self.words) or self._is_named_thing(place):
            return None
        # "bapak-bapak" are many, and none of them is named.
        if place and self.words[place - 1].low == word.low and self.words.gap(place - 1) == "-":
            return None
        gap = self.words.gap(place)
        if word.low in MINE:
            return self._behind_saya(place)
        if word.low in DOTTED and gap[:1] == "." and word.text[0].isupper():
            return self._behind_title(place, gap)
        if word.low in HONORIFICS and self._announces(word, gap):
            return self._read_from(place + 1, self.words[place + 1].start, upper=word.is_upper)
        if word.low in TITLES:
            return self._behind_title(place, gap)
        if word.low.removesuffix("nya") in KIN and gap in (" ", ", "):
            return self._behind_kin(place)
        return None

    def _behind_kin(self, place: int) -> Span | None:
        """Read "suaminya Joko"; the kin alone announces nobody ("anak Sekolah")."""
        following = self.words[place + 1]
        is_kin = self.words[place].low.endswith("nya") and following.is_title
        is_name = is_kin and not self._is_common(following.low) and following.low not in self.places
        return self._collect(place + 1) if is_name else None

    def _announces(self, word: Word, gap: str) -> bool:
        following = self.words.at_or_after(word.end)
        if "/" in gap or ("-" in gap and self.words[following].low in HONORIFICS):
            return False
        # "Terima kasih Pak. Semoga lekas": a full word needs no dot, so this one ends the sentence.
        if gap.startswith(". ") and word.low in ("pak", "bapak", "bu", "ibu", "mas", "mbak", "kang", "haji"):
            return False
        return bool(_ANNOUNCED_GAP.fullmatch(gap)) and "\n" not in gap

    def _behind_title(self, place: int, gap: str) -> Span | None:
        following = self.words[place + 1]
        if not _ANNOUNCED_GAP.fullmatch(gap) or not (following.text[0].isupper() or following.low in OFFICES):
            return None
        return self._read_from(place + 1, following.start, upper=False, needs_capital=True)

    def _behind_saya(self, place: int) -> Span | None:
        """Read "suami saya Karyono", and "Saya Ahmad Sobari dari Desa Bugel"."""
        gap = self.words.gap(place)
        following = self.words[place + 1]
        before = self.words[place - 1] if place else None
        if before is not None and before.low in KIN and gap in (" ", ", "):
            is_name = following.is_title and following.low not in self.common
            return self._collect(place + 1) if is_name else None
        if gap not in (" ", ", "):
            return None
        span = self._collect(place + 1) if self._may_begin(following, lower=not following.is_title) else None
        if span is not None and gap == ", " and not self._stands_between_commas(span):
            return None
        return span if span is not None and self._introduces(span) else None

    def _stands_between_commas(self, span: Span) -> bool:
        """Tell "Saya, Dewi Lestari, warga" from "Desa saya, Bandengan Lor, kebanjiran"."""
        is_place = any(word.low in self.places for word in Words(self.words.text[span.start : span.end]).all)
        return self.words.text[span.end : span.end + 1] == "," and not is_place

    def _introduces(self, span: Span) -> bool:
        count = len(Words(self.words.text[span.start : span.end]))
        after = self.words.after(span.end)
        says_whence = after is not None and after.low in (
            "dari",
            "warga",
            "nik",
            "alamat",
            "asal",
            "umur",
            "tinggal",
            "rt",
        )
        if self.words.text[span.start].isupper():
            return count >= 2 or says_whence
        known = all(self._is_known(word.low) for word in Words(self.words.text[span.start : span.end]).all)
        return says_whence and known

    def _is_named_thing(self, place: int) -> bool:
        """Look back over titles: "Jl. Prof. Dr. Hamka" is a street."""
        for step in range(place - 1, max(-1, place - 4), -1):
            word = self.words[step]
            if not _SKIP_GAP.fullmatch(self.words.gap(step)):
                return False
            if word.low in NAMED_THINGS:
                return True
            if word.low not in PREFIXES:
                return False
        return False

    def _read_from(self, place: int, offset: int, *, upper: bool, needs_capital: bool = False) -> Span | None:
        """Skip offices and titles, then read the name."""
        first, office = place, place > 0 and self.words[place - 1].low in OFFICES
        place, passed = self._skip(place)
        office = office or passed
        if place >= len(self.words) or not _NOTHING.fullmatch(self.words.text, offset, self.words[first].start):
            return None
        word = self.words[place]
        lower = not word.is_title or upper
        if lower and needs_capital and not (word.is_upper and word.low in self.given):
            return None
        # "Pak Lurah Bandengan" is lurah of Bandengan, and "pak lurah meninjau" is doing something.
        if office and (word.low in self.places or (lower and not self._is_known(word.low))):
            return None
        return self._collect(place, upper=upper) if self._may_begin(word, lower=lower) else None

    def _skip(self, place: int) -> tuple[int, bool]:
        office = False
        for _ in range(MOST_SKIPPED):
            if place + 1 >= len(self.words):
                break
            word, gap = self.words[place], self.words.gap(place)
            is_number = office and word.text.isdecimal() and len(word.text) <= 3
            if word.low in OFFICES or is_number:
                office = True
            elif not (word.low in PREFIXES and (gap[:1] in (".", " "))):
                break
            if not _SKIP_GAP.fullmatch(gap):
                return len(self.words), office
            place += 1
        return place, office

    def _may_begin(self, word: Word, *, lower: bool) -> bool:
        if not word.is_alpha or self._is_common(word.low):
            return False
        if len(word.low) == 1:
            return not lower and self.words.text[word.end : word.end + 1] == "."
        return not (lower and self._looks_like_verb(word.low))

    def _looks_like_verb(self, low: str) -> bool:
        return len(low) > 5 and low.startswith(VERB_STARTS) and low not in self.given

    def _is_known(self, low: str) -> bool:
        return low in self.given or (len(low) >= 6 and low.endswith(NAME_ENDINGS) and low not in self.common)

    def _collect(self, place: int, *, upper: bool = False) -> Span:
        """Read the words of a name that begins at `place`."""
        first = self.words[place]
        lower = upper or not first.is_title
        last, step = place, place + 1
        while step < len(self.words) and step - place < (MOST_LOWER_PARTS if lower else MOST_PARTS):
            if not self._continues(step, lower=lower):
                break
            if self.words[step].low not in CONNECTORS:
                last = step
            step += 1
        return Span(first.start, self.words[last].end, Kind.NAME)

    def _continues(self, step: int, *, lower: bool) -> bool:
        before, word, gap = self.words[step - 1], self.words[step], self.words.gap(step - 1)
        shortened = gap in (". ", ".") and (before.low in SHORT_NAMES or len(before.low) == 1)
        if not (_PART_GAP.fullmatch(gap) or shortened) or "\n" in gap or not word.is_alpha:
            return False
        if word.low in CONNECTORS:
            return True
        if word.low in DEGREES or word.low in PREFIXES - {"r", "h"}:
            return False
        if before.low in CONNECTORS and (word.is_title or lower):
            return True
        if lower:
            return self._is_known(word.low) and word.low not in self.common
        return (
            word.is_title
            and word.low not in self.places
            and not self._is_common(word.low)
            and not self._is_degree(step)
        )

    def _is_degree(self, step: int) -> bool:
        """Tell "S" of "S.Pd" from an initial."""
        if self.words[step].low not in ("s", "m", "a", "d") or not self.words.gap(step).startswith("."):
            return False
        return step + 1 < len(self.words) and self.words[step + 1].low in DEGREES

    def _is_common(self, low: str) -> bool:
        return low in self.common or any(
            low.endswith(ending) and low.removesuffix(ending) in self.common
            for ending in ("nya", "ne", "ku", "lah", "mu")
        )
