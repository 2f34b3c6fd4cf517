"""The labelled sentences, and how well the rules tell an emergency that is happening from what only sounds like one."""

from __future__ import annotations

import csv
from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path

from complaints.urgency import Rules, read_urgency

DATA = Path(__file__).parent / "data"
SETS = ("tuned", "held_out", "hard", "fresh_1", "fresh_2", "fresh_3", "fresh_4", "fresh_5")


@dataclass(frozen=True)
class Sentence:
    """A report as somebody might write it, and whether it is an emergency now."""

    text: str
    group: str
    is_now: bool


@dataclass
class Score:
    """How many there are and were found; the texts that were got wrong."""

    emergencies: int = 0
    others: int = 0
    missed: list[str] = field(default_factory=list)
    false: list[str] = field(default_factory=list)

    @property
    def recall(self) -> float:
        """The share of emergencies that are flagged."""
        return 1 - len(self.missed) / (self.emergencies or 1)

    @property
    def false_share(self) -> float:
        """The share of other reports that are flagged all the same."""
        return len(self.false) / (self.others or 1)


@cache
def read_sentences(name: str) -> tuple[Sentence, ...]:
    """Return the sentences of one set."""
    with (DATA / f"{name}.csv").open(encoding="utf-8", newline="") as file:
        rows = csv.DictReader(file, delimiter="|")
        return tuple(Sentence(row["sentence"], row["group"], row["now"] == "1") for row in rows)


def measure(sentences: Iterable[Sentence], *, rules: Rules) -> Score:
    """Read every sentence and count."""
    score = Score()
    for sentence in sentences:
        is_flagged = read_urgency(sentence.text, rules=rules).is_urgent
        score.emergencies += sentence.is_now
        score.others += not sentence.is_now
        if sentence.is_now and not is_flagged:
            score.missed.append(f"{sentence.group}: {sentence.text}")
        if is_flagged and not sentence.is_now:
            score.false.append(f"{sentence.group}: {sentence.text}")
    return score
