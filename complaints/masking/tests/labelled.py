"""The labelled sentences, and how well the masks find what is marked in them.

A sentence marks personal data as {kind:text}. What a label holds counts as found only if every
letter and digit of it is masked. A mask counts as a false alarm if it covers a whole word that no label
holds, whatever else it covers.
"""

from __future__ import annotations

import csv
import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path

from complaints.masking import Kind, Masked, mask_text

DATA = Path(__file__).parent / "data"
SETS = ("tuned", "held_out", "fresh", "second_look", "third_look", "blind", "blind_second", "blind_third")
NUMBER_KINDS = ("nik", "kk", "phone", "email", "account", "plate", "house", "number")
_LABEL = re.compile(r"\{(\w+):([^{}]*)\}")
_WORD = re.compile(r"[^\W_]+")
# Said with the number, and no harm to mask along with it.
_WITH_NUMBER = {"no", "nomor", "blok", "rumah", "dot", "at", "titik", "com"}


@dataclass(frozen=True)
class Sentence:
    """A sentence without its marks, and where they were: (start, end, kind)."""

    group: str
    text: str
    labels: list[tuple[int, int, str]]


@dataclass
class Score:
    """What was marked and found, and the masks that were right and wrong, per kind."""

    marked: Counter = field(default_factory=Counter)
    found: Counter = field(default_factory=Counter)
    masks: Counter = field(default_factory=Counter)
    alarms: Counter = field(default_factory=Counter)
    missed: list[str] = field(default_factory=list)
    false: list[str] = field(default_factory=list)

    def recall(self, kinds: Iterable[str]) -> float:
        """Return the share of what is marked that was masked."""
        return sum(self.found[kind] for kind in kinds) / (sum(self.marked[kind] for kind in kinds) or 1)

    def precision(self, kinds: Iterable[str]) -> float:
        """Return the share of masks that hid nothing but what is marked."""
        return 1 - sum(self.alarms[kind] for kind in kinds) / (sum(self.masks[kind] for kind in kinds) or 1)


@cache
def read_sentences(name: str) -> tuple[Sentence, ...]:
    """Return the sentences of one set."""
    with (DATA / f"{name}.csv").open(encoding="utf-8", newline="") as file:
        return tuple(_parse(row["group"], row["sentence"]) for row in csv.DictReader(file))


def measure(sentences: Iterable[Sentence], *, places: frozenset[str]) -> Score:
    """Mask every sentence and count."""
    score = Score()
    for sentence in sentences:
        _add(score, sentence, mask_text(sentence.text, places=places))
    return score


def _parse(group: str, marked: str) -> Sentence:
    text, labels, done = "", [], 0
    for found in _LABEL.finditer(marked):
        text += marked[done : found.start()]
        labels.append((len(text), len(text) + len(found[2]), found[1]))
        text += found[2]
        done = found.end()
    return Sentence(group, text + marked[done:], labels)


def _add(score: Score, sentence: Sentence, masked: Masked) -> None:
    hidden = {place for span in masked.spans for place in range(span.start, span.end)}
    for start, end, kind in sentence.labels:
        score.marked[kind] += 1
        if all(
            place in hidden
            for place in range(start, end)
            if _tells(sentence.text[place], sentence.text[start:end], kind)
        ):
            score.found[kind] += 1
        else:
            score.missed.append(f"{kind}: {sentence.text} -> {masked.text}")
    for span in masked.spans:
        kind = {"customer": "account", "number": "account"}.get(span.kind, str(span.kind))
        score.masks[kind] += 1
        if _is_false(sentence, span.start, span.end, span.kind):
            score.alarms[kind] += 1
            score.false.append(f"{kind}: {sentence.text} -> {masked.text}")


def _tells(character: str, label: str, kind: str) -> bool:
    """Tell whether this character must be hidden: of a phone written in digits, its digits."""
    in_digits = kind in ("phone", "number") and sum(map(str.isdigit, label)) >= 6
    return character.isdigit() if in_digits else character.isalnum()


def _is_false(sentence: Sentence, start: int, end: int, kind: Kind) -> bool:
    for word in _WORD.finditer(sentence.text, start, end):
        held = any(a < word.end() and word.start() < b for a, b, _ in sentence.labels)
        if not held and (kind == Kind.NAME or word[0].lower() not in _WITH_NUMBER):
            return True
    return False
