"""A text as words with their places, which every rule reads instead of searching again."""

from __future__ import annotations

import re
from bisect import bisect_left
from dataclasses import dataclass

# A word is letters and digits together; "_" and every other sign stands between words.
_WORD = re.compile(r"[^\W_]+(?:['’`‘ʼ´](?=[^\W\d_])[^\W_]+)*")


@dataclass(frozen=True)
class Word:
    """One word: where it is, how it is written, and its lower case."""

    start: int
    end: int
    text: str
    low: str

    @property
    def is_title(self) -> bool:
        """Whether it is written as a name is: a capital, then small letters (or a capital alone)."""
        return self.text[0].isupper() and (len(self.text) == 1 or self.text[1:].lower() == self.text[1:])

    @property
    def is_upper(self) -> bool:
        """Whether it is all capitals."""
        return len(self.text) > 1 and self.text.isupper()

    @property
    def is_alpha(self) -> bool:
        """Whether it holds no digit."""
        return not any(character.isdigit() for character in self.text)


class Words:
    """The words of a text in order, found by number or by place."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.all = [Word(m.start(), m.end(), m[0], m[0].casefold()) for m in _WORD.finditer(text)]
        self._starts = [word.start for word in self.all]

    def __len__(self) -> int:
        return len(self.all)

    def __getitem__(self, place: int) -> Word:
        return self.all[place]

    def at_or_after(self, offset: int) -> int:
        """Return the number of the first word that begins at `offset` or later."""
        return bisect_left(self._starts, offset)

    def before(self, offset: int, *, most: int, reach: int = 60) -> list[Word]:
        """Return up to `most` words that end before `offset`, nearest first, on the same line."""
        place = self.at_or_after(offset)
        found: list[Word] = []
        for word in reversed(self.all[max(0, place - most) : place]):
            if offset - word.end > reach or "\n" in self.text[word.end : offset]:
                break
            found.append(word)
        return found

    def after(self, offset: int) -> Word | None:
        """Return the word that begins right behind `offset`, on the same line and in the same clause."""
        place = self.at_or_after(offset)
        if place >= len(self.all):
            return None
        word = self.all[place]
        gap = self.text[offset : word.start]
        return word if len(gap) <= 3 and not set(gap) & set("\n;:!?") else None

    def gap(self, place: int) -> str:
        """Return what stands between word `place` and the one after it."""
        end = self.all[place + 1].start if place + 1 < len(self.all) else len(self.text)
        return self.text[self.all[place].end : end]
