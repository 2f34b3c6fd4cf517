"""How much personal data the masks find in labelled sentences, and how often they hide something else.

`tuned` was looked at while the rules were written. The others were written before anybody saw what the rules made of
them, the three `blind` ones by people who had not seen the rules either; docs/masking.md keeps the figures of
each first look.
"""

from __future__ import annotations

import pytest

from complaints.masking.tests.labelled import NUMBER_KINDS, SETS, Score, measure, read_sentences
from complaints.masking.villages import read_place_words
from tests_security.figures import say

LEAST_RECALL_OF_NUMBERS = 0.99
LEAST_RECALL_OF_NAMES = 0.90
# Masks that hide an innocent word, of all masks.
MOST_FALSE_ALARMS = 0.05

pytestmark = pytest.mark.django_db


def test_the_labelled_set_is_large_and_a_part_of_it_was_held_out():
    counts = {name: len(read_sentences(name)) for name in SETS}
    say("masking sentences", **counts, traps=sum(_is_trap(one) for name in SETS for one in read_sentences(name)))
    assert sum(counts.values()) >= 450
    assert counts["held_out"] >= 120
    assert counts["blind"] >= 240
    assert counts["blind_second"] >= 260
    assert counts["blind_third"] >= 240


@pytest.mark.parametrize("name", SETS)
def test_masks_find_what_is_personal_and_leave_the_rest(name):
    score = measure(read_sentences(name), places=read_place_words())
    _print(name, score)
    assert score.recall(NUMBER_KINDS) >= LEAST_RECALL_OF_NUMBERS
    assert score.recall(["name", "bare_name"]) >= LEAST_RECALL_OF_NAMES
    assert 1 - score.precision([*NUMBER_KINDS, "name"]) <= MOST_FALSE_ALARMS


def _print(name: str, score: Score) -> None:
    for kind in sorted(score.marked | score.masks):
        say(
            f"masking {name} {kind}",
            marked=score.marked[kind],
            found=score.found[kind],
            recall=f"{score.recall([kind]):.3f}" if score.marked[kind] else "-",
            masks=score.masks[kind],
            false_alarms=score.alarms[kind],
            precision=f"{score.precision([kind]):.3f}",
        )
    say(f"masking {name}", numbers=f"{score.recall(NUMBER_KINDS):.3f}", names=f"{score.recall(['name']):.3f}")
    for line in (*score.missed, *score.false):
        print("  ", line)


def _is_trap(sentence) -> bool:
    return not sentence.labels
