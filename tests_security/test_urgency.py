"""How many emergencies among routine reports are flagged, and how many others with them, in labelled sentences.

`tuned` and `held_out` were written before the rules, by their author; `hard` and the `fresh` sets after them, each
read by the rules only once it was whole. docs/urgency.md keeps the figures of each first look.
"""

from __future__ import annotations

import pytest
from django.conf import settings

from complaints.urgency import load_rules
from complaints.urgency.tests.labelled import SETS, Score, measure, read_sentences
from tests_security.figures import say

LEAST_RECALL = 0.95
# Flags on reports that are no emergency, of all such reports: each costs a dispatcher one key.
MOST_FALSE_ALARMS = 0.06


def test_the_labelled_set_is_large_of_both_kinds_and_a_part_of_it_was_held_out():
    counts = {name: len(read_sentences(name)) for name in SETS}
    emergencies = sum(one.is_now for name in SETS for one in read_sentences(name))
    say("urgency sentences", **counts, emergencies=emergencies)
    assert sum(counts.values()) >= 320
    assert counts["held_out"] >= 100
    assert 0.4 <= emergencies / sum(counts.values()) <= 0.6


def test_no_sentence_is_in_two_sets():
    texts = [one.text.casefold() for name in SETS for one in read_sentences(name)]
    assert len(texts) == len(set(texts))


@pytest.mark.parametrize("name", SETS)
def test_emergencies_are_flagged_and_few_others(name):
    score = measure(read_sentences(name), rules=load_rules(settings.URGENCY_RULES))
    _print(name, score)
    assert score.recall >= LEAST_RECALL
    assert score.false_share <= MOST_FALSE_ALARMS


def _print(name: str, score: Score) -> None:
    say(
        f"urgency {name}",
        emergencies=score.emergencies,
        flagged=score.emergencies - len(score.missed),
        recall=f"{score.recall:.3f}",
        others=score.others,
        false_alarms=len(score.false),
        share=f"{score.false_share:.3f}",
    )
    for line in (*score.missed, *score.false):
        print("  ", line)
