"""Finds names of people behind what announces them: an honorific, a title, "atas nama", "nama saya".

What nothing announces is read in `bare_names`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from complaints.masking.bare_names import find_bare_names
from complaints.masking.kinds import Kind, Span
from complaints.masking.name_reading import BEFORE_PHONE, SKIP_GAP
from complaints.masking.name_words import (
    AGENCIES,
    AT,
    CALLED,
    DOTTED,
    FAMOUS,
    GOLD,
    GROUPS,
    HONORIFICS,
    JOINING,
    KIN,
    KIN_OF_SOMEBODY,
    MINE,
    NAMED_AFTER,
    OFFICES,
    PILGRIMS,
    PREFIXES,
    SHOPS,
    SHORT_STREETS,
    SMALL_WORDS,
    STREET_TITLES,
    TITLES,
    WHENCE,
    WORKERS,
)
from complaints.masking.phrases import CAPITAL_PHRASES, DOUBTFUL_PHRASES, PHRASES
from complaints.masking.tokens import Word, Words
from complaints.masking.work_names import MOST_SKIPPED, WorkReader

_NOT_JOINED = NAMED_AFTER | SHOPS | GROUPS | TITLES | WORKERS | PREFIXES
_ANNOUNCED_GAP = re.compile(r"(?:\.?\s?|\s?[:\-]\s?|\s?\.\s)")
_NOTHING = re.compile(r"[ \t.:\-]*")


def find_names(words: Words, *, places: frozenset[str]) -> list[Span]:
    """Return the spans of names. `places`: words of villages and districts, in lower case."""
    finder = _Finder(words, places)
    spans = [*finder.find(), *find_bare_names(words, places=places)]
    spans = [*spans, *finder.find_joined(spans)]
    return spans + finder.find_again(spans)


class _Finder(WorkReader):
    """Reads behind what announces a name."""

    def find(self) -> Iterator[Span]:
        """Yield the names that something announces."""
        for place, word in enumerate(self.words.all):
            span = self._behind_word(place, word)
            if span is not None:
                yield span
        yield from self._behind_phrases()

    def _behind_phrases(self) -> Iterator[Span]:
        for pattern in (PHRASES, CAPITAL_PHRASES, DOUBTFUL_PHRASES):
            for phrase in pattern.finditer(self.words.text):
                place = self.words.at_or_after(phrase.end())
                if place >= len(self.words) or self.words[place].low in TITLES:
                    continue
                if pattern is DOUBTFUL_PHRASES and not self._is_row(place):
                    continue
                span = self._read_from(place, phrase.end(), upper=phrase[0].isupper())
                if span is not None:
                    yield span

    def _is_row(self, place: int) -> bool:
        """Tell "nama Yoga Pratama" from "nama Desa Bondo" and "nama Facebook"."""
        word, after = self.words[place], self.words.after(self.words[place].end)
        if word.low in NAMED_AFTER or word.low in SHOPS or word.low in self.places:
            return False
        if self.is_known(word.low):
            return True
        is_next = after is not None and after.is_title and after.start - word.end == 1
        return bool(is_next) and after is not None and self.may_begin(place + 1, lower=False)

    def find_joined(self, found: list[Span]) -> Iterator[Span]:
        """Yield "Karwito" of "Rasmadi sama Karwito": whoever is named beside a person is one."""
        queue, read = list(found), set()
        for span in queue:
            place = self.words.at_or_after(span.end) + 1
            if place in read or not self._is_named_beside(span, place):
                continue
            read.add(place)
            queue.append(self.collect(place))
            yield queue[-1]

    def _is_named_beside(self, span: Span, place: int) -> bool:
        if place >= len(self.words) or not self.words.text[span.start].isupper():
            return False
        joint, word = self.words[place - 1], self.words[place]
        is_near = joint.start - span.end == 1 and self.words.gap(place - 1) == " "
        return is_near and joint.text in JOINING and word.is_title and self._is_somebody(place)

    def _is_somebody(self, place: int) -> bool:
        low = self.words[place].low
        is_other = low in _NOT_JOINED or low in self.places or low in self.double
        return not is_other and len(low) > 2 and self.may_begin(place, lower=False)

    def find_again(self, found: list[Span]) -> list[Span]:
        """Return the further places of names found: whoever is named once is known."""
        text = self.words.text
        known = {
            word.low
            for span in found
            for word in Words(text[span.start : span.end]).all
            if word.is_title and len(word.low) >= 4 and word.low not in self.common | self.places
        }
        return [
            Span(word.start, word.end, Kind.NAME)
            for place, word in enumerate(self.words.all)
            if word.is_title and word.low in known and not self._is_called_after(place)
        ]

    def _is_called_after(self, place: int) -> bool:
        """Tell the street, the school, the beach that has the name of somebody in the text: "Jl. Dewi Sartika".

        Without a capital only where somebody famous is meant: "di jalan Sugeng memukul saya".
        """
        famous = self.words[place].low in FAMOUS
        for step in range(place - 1, max(-1, place - 4), -1):
            word = self.words[step]
            if not SKIP_GAP.fullmatch(self.words.gap(step)):
                return False
            if word.low in NAMED_AFTER:
                return famous or word.low in SHORT_STREETS or word.text[0].isupper()
            is_title = len(word.low) == 1 or word.low in PREFIXES | STREET_TITLES
            # "SMK Fatimah. Fatimah sakit": only a title has its dot within the name.
            if not is_title and (word.low not in self.given or "." in self.words.gap(step)):
                return False
        return False

    def _behind_word(self, place: int, word: Word) -> Span | None:
        if place + 1 >= len(self.words) or self.is_named_thing(place) or self._is_doubled(place):
            return None
        gap = self.words.gap(place)
        if word.low in MINE:
            return self._behind_saya(place)
        if word.low in DOTTED and gap[:1] == "." and word.text[0].isupper():
            return self._behind_title(place, gap)
        if word.low in HONORIFICS and self._announces(word, gap):
            return self._read_from(place + 1, self.words[place + 1].start, upper=word.is_upper)
        if word.low in TITLES:
            is_title = word.low not in AT or self._is_addressed(place)
            return (is_title and self._behind_title(place, gap)) or self._behind_work(place, gap)
        if word.low in KIN_OF_SOMEBODY and gap in (" ", ", "):
            return self.behind_kin(place + 1)
        return self._behind_work(place, gap)

    def _behind_work(self, place: int, gap: str) -> Span | None:
        return self.behind_worker(place + 1) if self.words[place].low in WORKERS and gap == " " else None

    def _is_doubled(self, place: int) -> bool:
        """Tell "bapak-bapak": they are many, and none of them is named."""
        if place == 0:
            return False
        return self.words[place - 1].low == self.words[place].low and self.words.gap(place - 1) == "-"

    def _is_addressed(self, place: int) -> bool:
        """Tell "Neng Siti" from "neng Troso", in Troso; at the start of a sentence the capital tells nothing."""
        word, following = self.words[place], self.words[place + 1]
        if following.low in self.places:
            return False
        begins = place == 0 or any(sign in ".!?\n" for sign in self.words.gap(place - 1))
        return self.is_known(following.low) or (word.is_title and not begins)

    def _announces(self, word: Word, gap: str) -> bool:
        following = self.words.at_or_after(word.end)
        if "/" in gap or ("-" in gap and self.words[following].low in HONORIFICS):
            return False
        # "toko mas Surya" sells gold.
        if word.low == "mas" and following > 1 and self.words[following - 2].low in GOLD:
            return False
        # "Terima kasih Pak. Semoga lekas": a full word needs no dot, so this one ends the sentence.
        if gap.startswith(". ") and word.low in ("pak", "bapak", "bu", "ibu", "mas", "mbak", "kang", "haji"):
            return False
        return bool(_ANNOUNCED_GAP.fullmatch(gap)) and "\n" not in gap

    def _behind_title(self, place: int, gap: str) -> Span | None:
        following = self.words[place + 1]
        is_place_of_work = following.low in OFFICES or following.low in AGENCIES
        if not _ANNOUNCED_GAP.fullmatch(gap) or not (following.text[0].isupper() or is_place_of_work):
            return None
        return self._read_from(place + 1, following.start, upper=False, needs_capital=True)

    def _behind_saya(self, place: int) -> Span | None:
        """Read "suami saya Karyono", and "Saya Ahmad Sobari dari Desa Bugel"."""
        gap = self.words.gap(place)
        following = self.words[place + 1]
        before = self.words[place - 1] if place else None
        if before is not None and before.low in KIN and gap in (" ", ", "):
            is_name = following.is_title and self.may_begin(place + 1, lower=False)
            return self.collect(place + 1) if is_name else None
        # "Petinggi kami, H. Zaenal": the title is no initial.
        if gap not in (" ", ", ") or following.low in DOTTED:
            return None
        span = self.collect(place + 1) if self.may_begin(place + 1, lower=not following.is_title) else None
        if span is not None and gap == ", " and not self._stands_between_commas(span):
            return None
        is_told = span is not None and (self._introduces(span) or self._is_beside_phone(place, span))
        return span if is_told else None

    def _stands_between_commas(self, span: Span) -> bool:
        """Tell "Saya, Dewi Lestari, warga" from "Desa saya, Bandengan Lor, kebanjiran"."""
        is_place = any(word.low in self.places for word in Words(self.words.text[span.start : span.end]).all)
        is_closed = self.words.text[span.end : span.end + 1] == "," or BEFORE_PHONE.match(self.words.text, span.end)
        return bool(is_closed) and not is_place

    def _is_beside_phone(self, place: int, span: Span) -> bool:
        """Tell "saya Nova, 0857..." from "desa saya Bandengan, 0857..." and "nomor saya Simpati 0857..."."""
        name, before = self.words[place + 1], self.words[place - 1].low if place else ""
        if not BEFORE_PHONE.match(self.words.text, span.end) or name.low in self.places:
            return False
        return self.is_known(name.low) or (name.is_title and before not in CALLED)

    def _introduces(self, span: Span) -> bool:
        count = len(Words(self.words.text[span.start : span.end]))
        after = self.words.after(span.end)
        says_whence = after is not None and after.low in WHENCE
        if self.words.text[span.start].isupper():
            return count >= 2 or says_whence
        low = [word.low for word in Words(self.words.text[span.start : span.end]).all]
        is_clear = self.words.text[span.end : span.end + 1] == "," and low[0] not in self.double | SMALL_WORDS
        return (says_whence or is_clear) and all(map(self.is_known, low))

    def _read_from(self, place: int, offset: int, *, upper: bool, needs_capital: bool = False) -> Span | None:
        """Skip offices and titles, then read the name."""
        first, office = place, place > 0 and self.words[place - 1].low in OFFICES
        place, passed = self._skip(place)
        if place >= len(self.words) or not _NOTHING.fullmatch(self.words.text, offset, self.words[first].start):
            return None
        word = self.words[place]
        lower = not word.is_title or upper
        if lower and needs_capital and not (word.is_upper and word.low in self.given):
            return None
        if self._is_of_work(place, lower=lower, upper=upper, office=office or passed):
            return None
        return self.collect(place, upper=upper) if self.may_begin(place, lower=lower) else None

    def _is_of_work(self, place: int, *, lower: bool, upper: bool, office: bool) -> bool:
        """Tell what an office or a title does, or where it is, from who holds it."""
        low, before = self.words[place].low, self.words[place - 1].low if place else ""
        # "jadwal haji susulan"
        if before in PILGRIMS and lower and not upper and not self.is_known(low):
            return True
        # "petugas Dukcapil menolak", also with capitals
        if before in AGENCIES and not self.is_settled(low):
            return True
        # "Pak Lurah Bandengan" is lurah of Bandengan, and "pak lurah meninjau" is doing something.
        return office and (low in self.places or (lower and not self.is_known(low)))

    def _skip(self, place: int) -> tuple[int, bool]:
        """Return where the name begins behind offices and titles; a title with nothing behind it names nobody."""
        office = False
        for _ in range(MOST_SKIPPED):
            if place >= len(self.words):
                break
            word = self.words[place]
            is_last = place + 1 >= len(self.words) or not SKIP_GAP.fullmatch(self.words.gap(place))
            is_number = office and word.text.isdecimal() and len(word.text) <= 3
            if word.low in OFFICES or word.low in AGENCIES or is_number:
                office = True
            elif word.low not in PREFIXES or (is_last and self.is_double(place)):
                break
            if is_last:
                return len(self.words), office
            place += 1
        return place, office
