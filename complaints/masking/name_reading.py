"""Reads a name word by word, once something says where it begins.

In text with capitals a name is a row of capitalised words. Without them the first
word is taken unless it is a common one, and more only where it is known as a name.
"""

from __future__ import annotations

import re

from complaints.masking.kinds import Kind, Span
from complaints.masking.name_words import (
    CALENDAR,
    CONNECTORS,
    DEGREES,
    FOODS,
    FORMAL,
    INFORMAL,
    JAVANESE_STARTS,
    KEEPERS,
    LATER,
    NAME_ENDINGS,
    NAMED_THINGS,
    NO_NAMES,
    OFFICE_NAMES,
    PREFIXES,
    SHOPS,
    SHORT_NAMES,
    VERB_ENDINGS,
    VERB_STARTS,
    WEAK_VERB_ENDINGS,
    read_common_words,
    read_double_words,
    read_given_names,
)
from complaints.masking.tokens import Words

MOST_PARTS = 5
MOST_LOWER_PARTS = 3
PART_GAP = re.compile(r"\s{1,2}|-")
BEFORE_PHONE = re.compile(r"\s?[(:,\-]{0,2}\s?(?:\+?62|0)[\s\-]?8\d")
SKIP_GAP = re.compile(r"[.\s/]{1,3}|\s?-\s?")


class NameReader:
    """One text being read for names. `places`: words of villages and districts, in lower case."""

    def __init__(self, words: Words, places: frozenset[str]) -> None:
        self.words = words
        self.places = places
        self.common = read_common_words()
        self.double = read_double_words()
        self.given = read_given_names()

    def collect(self, place: int, *, upper: bool = False) -> Span:
        """Return the name that begins at `place`. `upper`: the text shouts, so capitals tell nothing."""
        first = self.words[place]
        lower = upper or not first.is_title
        # "Nama: TUTIK HERLIN", where only the name is shouted.
        shouted = first.is_upper and not upper and not (place and self.words[place - 1].is_upper)
        last, step = place, place + 1
        while step < len(self.words) and step - place < (MOST_LOWER_PARTS if lower else MOST_PARTS):
            if not self._continues(step, lower=lower) and not (shouted and self._is_shouted_part(step)):
                break
            if self.words[step].low not in CONNECTORS:
                last = step
            step += 1
        return Span(first.start, self.words[last].end, Kind.NAME)

    def may_begin(self, place: int, *, lower: bool) -> bool:
        """Tell whether this word can be a name where something announces one."""
        word = self.words[place]
        if place and (self.words[place - 1].low, word.low) in NO_NAMES:
            return False
        # "Pak Ulu-ulu" shares out water.
        if place + 1 < len(self.words) and self.words[place + 1].low == word.low and self.words.gap(place) == "-":
            return False
        if not word.is_alpha or (self.is_common(word.low) and not (self.is_double(place) and not lower)):
            return False
        if len(word.low) == 1:
            return not lower and self.words.text[word.end : word.end + 1] == "."
        return not (lower and self._looks_like_verb(word.low))

    def is_common(self, low: str) -> bool:
        """Tell whether this is a word of every day, also with an ending."""
        return low in self.common or any(
            low.endswith(ending) and low.removesuffix(ending) in self.common
            for ending in ("nya", "ne", "ku", "lah", "mu", "e", "ipun")
        )

    def is_double(self, place: int) -> bool:
        """Tell whether a word of every day is a name here: "Gus Hakim", but "Pak Hakim" is a judge."""
        word = self.words[place]
        before = self.words[place - 1].low if place else ""
        if word.low not in self.double or not word.is_title:
            return False
        if (before in FORMAL and word.low in OFFICE_NAMES) or (word.low == "di" and before not in INFORMAL):
            return False
        after = self.words.after(word.end)
        return not (word.low in CALENDAR and after is not None and after.low in LATER)

    def is_known(self, low: str) -> bool:
        """Tell whether this is a name that people have, by the list or by its ending."""
        return low in self.given or (len(low) >= 6 and low.endswith(NAME_ENDINGS) and low not in self.common)

    def is_named_thing(self, place: int) -> bool:
        """Look back over titles: "Jl. Prof. Dr. Hamka" is a street."""
        for step in range(place - 1, max(-1, place - 4), -1):
            word = self.words[step]
            if not SKIP_GAP.fullmatch(self.words.gap(step)):
                return False
            if word.low in NAMED_THINGS:
                return not self._is_kept(step)
            if step == place - 1 and self._is_shop(step):
                return True
            if word.low not in PREFIXES:
                return False
        return False

    def _is_shop(self, step: int) -> bool:
        """Tell "Bakso Pak Kumis" and "di Warung Mak Yah" from "bengkel Mas Fajar".

        Where a sentence begins, "Warung" has its capital anyhow, so there the name is hidden.
        """
        thing, honorific = self.words[step], self.words[step + 1]
        if not (thing.is_title and honorific.is_title):
            return False
        begins = step == 0 or any(sign in ".!?\n" for sign in self.words.gap(step - 1))
        return thing.low in FOODS or (thing.low in SHOPS and not begins)

    def _is_kept(self, step: int) -> bool:
        """Tell whether somebody's work is meant: "koordinator lapangan Kang Wakhid"."""
        thing, before = self.words[step], self.words[step - 1] if step else None
        return before is not None and not thing.text[0].isupper() and before.low in KEEPERS

    def _looks_like_verb(self, low: str) -> bool:
        """Tell whether a small word is asked, told or done: "pak rahasiakan", "bu tulungi", "pak tambalen"."""
        if low in self.given:
            return False
        begins = (len(low) > 5 and low.startswith(VERB_STARTS)) or (len(low) > 4 and low.startswith(JAVANESE_STARTS))
        ends = len(low) > 6 and low.endswith(VERB_ENDINGS)
        return (
            begins
            or ends
            or any(low.endswith(ending) and low.removesuffix(ending) in self.common for ending in WEAK_VERB_ENDINGS)
        )

    def _continues(self, step: int, *, lower: bool) -> bool:
        before, word, gap = self.words[step - 1], self.words[step], self.words.gap(step - 1)
        shortened = gap in (". ", ".") and (before.low in SHORT_NAMES or len(before.low) == 1)
        if not (PART_GAP.fullmatch(gap) or shortened) or "\n" in gap or not word.is_alpha:
            return False
        if word.low in CONNECTORS:
            return True
        if word.low in DEGREES or word.low in PREFIXES - {"r", "h"}:
            return False
        if before.low in CONNECTORS and (word.is_title or lower):
            return True
        if lower:
            return self.is_known(word.low) and (word.low not in self.common or word.low == "hakim")
        is_free = not self.is_common(word.low) or (word.low in self.double - CALENDAR)
        is_place = word.low in self.places and word.low not in self.given
        return word.is_title and not is_place and is_free and not self._is_degree(step)

    def _is_shouted_part(self, step: int) -> bool:
        word = self.words[step]
        is_word = word.is_upper and word.is_alpha and len(word.low) > 2 and self.words.gap(step - 1) == " "
        return is_word and word.low not in self.places | DEGREES | PREFIXES and not self.is_common(word.low)

    def _is_degree(self, step: int) -> bool:
        """Tell "S" of "S.Pd" from an initial."""
        if self.words[step].low not in ("s", "m", "a", "d") or not self.words.gap(step).startswith("."):
            return False
        return step + 1 < len(self.words) and self.words[step + 1].low in DEGREES
