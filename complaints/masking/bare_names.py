"""Finds names that no honorific announces: "Slamet Riyadi membakar sampah", "milik Agung", "Karno bin Sadi".

Only what is known as a name, and is no word of every day, counts as one by itself: a list of given
names settles it (`data/given_names.txt`, without `data/double_words.txt`). A street, a firm or a beach that is called
after somebody is nobody.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from complaints.masking.kinds import Kind, Span
from complaints.masking.name_reading import BEFORE_PHONE, PART_GAP, SKIP_GAP, NameReader
from complaints.masking.name_words import (
    CALLED,
    DOTTED,
    FAMOUS,
    FAMOUS_PAIRS,
    FOODS,
    GROUPS,
    HONORIFICS,
    KIN_OF_SOMEBODY,
    NAME_ENDINGS,
    NAMED_AFTER,
    NEAR_PEOPLE,
    NO_PEOPLE,
    OWNERS,
    PRECIOUS,
    PREFIXES,
    SHOPS,
    SHORT_NAMES,
    SMALL_WORDS,
    SURNAMES,
    TITLES,
    WHERE,
)
from complaints.masking.tokens import Word, Words

_OWNING = OWNERS | KIN_OF_SOMEBODY | NEAR_PEOPLE
_NAMING_SMALL = OWNERS | KIN_OF_SOMEBODY
# With a capital these are no part of a name.
_NOBODY = PREFIXES | TITLES | NAMED_AFTER | SHOPS | GROUPS
# Words looked back at for what a name belongs to ("Stadion Gelora Bumi Kartini"), and taken along to the left.
MOST_BACK = 4
MOST_LEFT = 3
# Shorter ones are words of some language too often, where a capital or small letters tell nothing.
LEAST_SMALL, LEAST_ENDING = 5, 7
# Ends of villages as often as of people.
_PLACE_ENDINGS = ("harjo", "sono", "santo", "suwito")
_SYLLABLE = r"[A-Z][bcdfghjklmnpqrstvwxz]{0,3}[aeiouy]{0,3}[bcdfghjklmnpqrstvwxz]{0,2}"
_THREE_SYLLABLES = re.compile(rf"(?<![^\W_])(?:{_SYLLABLE} ){{2}}{_SYLLABLE}(?![^\W_])")
_PARENTHESIS = re.compile(r"\d(?:[\s.\-]?\d){8,14}\s?\(\s?(?=[A-Z][a-z])")


def find_bare_names(words: Words, *, places: frozenset[str]) -> list[Span]:
    """Return the spans of names that stand by themselves."""
    finder = _Finder(words, places)
    return [
        *finder.find_known(),
        *finder.find_lineages(),
        *finder.find_beside_phones(),
        *finder.find_three_syllables(),
    ]


class _Finder(NameReader):
    """Reads every word for what it is."""

    def find_known(self) -> Iterator[Span]:
        """Yield the names that are known as names, and those behind an owner's word."""
        for place, word in enumerate(self.words.all):
            if self._is_certain(word):
                start = self._reach_left(place)
                if not self._belongs_to_thing(start) and not self._is_famous(place):
                    span = self.collect(place, upper=word.is_upper)
                    yield Span(self.words[start].start, span.end, Kind.NAME)
            elif self._is_owned(place):
                yield self.collect(place)

    def find_lineages(self) -> Iterator[Span]:
        """Yield both names of "Karno bin Sadi" and "Gepeng alias Suroto"."""
        for place, word in enumerate(self.words.all[1:-1], start=1):
            if word.low not in ("bin", "binti", "alias"):
                continue
            before, after = self.words[place - 1], self.words[place + 1]
            if not (before.is_alpha and after.is_alpha and self._is_said_of_a_person(before, after)):
                continue
            yield Span(self.words[self._reach_left(place - 1)].start, before.end, Kind.NAME)
            # "alias Bu Jum" is read behind the honorific.
            if after.low not in HONORIFICS:
                yield self.collect(place + 1)

    def find_beside_phones(self) -> Iterator[Span]:
        """Yield "Wiwin" of "hubungi Wiwin 0812..." and of "0812... (Wiwin)"."""
        for place, word in enumerate(self.words.all):
            behind_call = place > 0 and self.words[place - 1].low in CALLED
            if behind_call and word.is_title and self._may_be_called(place):
                span = self.collect(place)
                if BEFORE_PHONE.match(self.words.text, span.end):
                    yield span
        for found in _PARENTHESIS.finditer(self.words.text):
            place = self.words.at_or_after(found.end())
            if self._may_be_called(place):
                yield self.collect(place)

    def find_three_syllables(self) -> Iterator[Span]:
        """Yield "Liem Hok Tjwan": a known surname, or an owner's word before it."""
        for found in _THREE_SYLLABLES.finditer(self.words.text):
            place = self.words.at_or_after(found.start())
            low = [word.low for word in self.words.all[place : place + 3]]
            before = self.words[place - 1].low if place else ""
            is_told = before in OWNERS or before in HONORIFICS | TITLES
            # "Ciu Hwa Lan": of the later syllables some are little words elsewhere.
            is_surname = low[0] in SURNAMES and not self.is_common(low[0]) and not self._belongs_to_thing(place)
            if is_surname or (is_told and not any(self.is_common(one) or one in self.places for one in low)):
                yield Span(found.start(), found.end(), Kind.NAME)

    def _is_certain(self, word: Word) -> bool:
        low = word.low
        if not word.is_alpha or low in self.places or low in self.double or low in self.common:
            return False
        if word.is_title:
            return len(low) > 1 and (low in self.given or self._ends_like_a_person(low))
        if len(low) < LEAST_SMALL or low not in self.given:
            return False
        return word.is_upper or (low == word.text and low not in SMALL_WORDS)

    def _ends_like_a_person(self, low: str) -> bool:
        return len(low) >= LEAST_ENDING and low.endswith(NAME_ENDINGS) and not low.endswith(_PLACE_ENDINGS)

    def _reach_left(self, place: int) -> int:
        """Return where a row of name words begins: "M. Agung Prasetyo" begins at its initial."""
        for step in range(place - 1, max(-1, place - 1 - MOST_LEFT), -1):
            if not (self._is_initial(step, place) or self._is_part(step) or self._is_in_row(step)):
                break
            place = step
        return place

    def _is_in_row(self, step: int) -> bool:
        """Tell whether a capital before a name belongs to it: "ini Muhammad Sholikul Hadi", but not "Wingi Slamet".

        Where a sentence begins, and in a row too long for a name, a capital tells nothing.
        """
        word = self.words[step]
        if not (word.is_title and word.is_alpha and len(word.low) > 2 and self.words.gap(step) == " "):
            return False
        if word.low in _NOBODY or word.low in self.places or self.is_common(word.low):
            return False
        first = step
        while first > 0 and step - first <= MOST_LEFT and self._is_joined(first - 1):
            first -= 1
        is_begun = first > 0 and not any(sign in ".!?\n" for sign in self.words.gap(first - 1))
        return is_begun and step - first <= MOST_LEFT

    def _is_joined(self, step: int) -> bool:
        """Tell whether this word and the next are capitalised words of one row."""
        return self.words[step].text[0].isupper() and self.words.gap(step) == " "

    def _is_initial(self, step: int, place: int) -> bool:
        """Tell "M. Nur" from "H. Nur", who is a haji, and from "A.N. SUKINAH"."""
        word = self.words[step]
        is_short = word.low in SHORT_NAMES or len(word.text) == 1
        if not is_short or word.low in DOTTED or self.words.gap(step) not in (".", ". "):
            return False
        return word.text[0].isupper() and self.words[place].is_title

    def _is_part(self, step: int) -> bool:
        """Tell whether this can stand before a name in the same row."""
        word = self.words[step]
        if not PART_GAP.fullmatch(self.words.gap(step)):
            return False
        if not (word.is_title and word.is_alpha) or word.low in PREFIXES or word.low in self.places:
            return False
        return (word.low in self.double or word.low in self.given) and word.low not in self.common

    def _belongs_to_thing(self, place: int) -> bool:
        """Look back over capitals and titles: "Jl. Raya Slamet Riyadi", "PT Bina Sutrisno"."""
        for step in range(place - 1, max(-1, place - 1 - MOST_BACK), -1):
            word = self.words[step]
            if not SKIP_GAP.fullmatch(self.words.gap(step)):
                return False
            if word.low in NAMED_AFTER or (word.low in SHOPS | FOODS and word.text[0].isupper()):
                return True
            if not (word.low in PREFIXES or word.low in self.given or word.text[0].isupper()):
                return False
        return False

    def _is_famous(self, place: int) -> bool:
        """Tell whether a street, a square or a thing is meant: "macet di Ahmad Yani", "Budi Pekerti"."""
        here = self.words[place].low
        before = self.words[place - 1].low if place else ""
        after = self.words[place + 1].low if place + 1 < len(self.words) else ""
        pairs = {(before, here), (here, after)}
        first = place - 1 if (before, here) in FAMOUS_PAIRS else place
        is_where = first > 0 and self.words[first - 1].low in WHERE
        # "Grup rebana Al Mubarok", but "Ahmad Al Mubarok"
        if before == "al" and not (place > 1 and self.is_known(self.words[place - 2].low)):
            return True
        if here in PRECIOUS and PRECIOUS & self._neighbours(place):
            return True
        return here in FAMOUS or bool(pairs & NO_PEOPLE) or (is_where and bool(pairs & FAMOUS_PAIRS))

    def _neighbours(self, place: int) -> set[str]:
        """Return the words next to this one, and next but one where "dan" or a comma stands between."""
        return {word.low for word in self.words.all[max(0, place - 2) : place + 3] if word is not self.words[place]}

    def _is_owned(self, place: int) -> bool:
        """Tell whether an owner's word stands before a name that is a word of every day too, or is written small."""
        if not place or self.words.gap(place - 1) != " ":
            return False
        word, owner = self.words[place], self.words[place - 1].low
        if owner not in _OWNING or word.low in self.places or word.low in self.common:
            return False
        if not self.may_begin(place, lower=not word.is_title):
            return False
        if word.is_title:
            is_near = owner in NEAR_PEOPLE and owner == self.words[place - 1].text and word.low not in _NOBODY
            return (owner in OWNERS and self.is_double(place)) or is_near
        return owner in _NAMING_SMALL and word.low in self.given and word.low not in self.double

    def _is_said_of_a_person(self, before: Word, after: Word) -> bool:
        if before.is_title and after.is_title:
            return True
        return self.is_known(before.low) or self.is_known(after.low)

    def _may_be_called(self, place: int) -> bool:
        low = self.words[place].low
        return self.may_begin(place, lower=False) and low not in self.places | CALLED
