"""A provider may take an alert and its answer be lost on the way: the next one says that it is a second one."""

from __future__ import annotations

import time

from tests_faults.harness import Figures

EMERGENCIES = 6
LOST = 3


def test_an_alert_whose_answer_was_lost_is_sent_again_and_says_so(stack):
    start = time.monotonic()
    stack.start_all()
    stack.provider.lost_replies = LOST
    numbers = stack.file(emergency=EMERGENCIES)
    stack.wait_until_delivered()
    first, marked = stack.provider.count(marked=False), stack.provider.count(marked=True)
    lost = [number for number in numbers if not first[number]]
    unmarked_twice = sum(count - 1 for count in first.values())
    figures = Figures(len(numbers), len(first), unmarked_twice, len(lost), time.monotonic() - start)
    figures.more["marked repeats"] = sum(marked.values())
    figures.print_line("answers lost")
    assert (figures.lost, figures.duplicated) == (0, 0)
    assert sum(marked.values()) == LOST, "a repeat was not marked, or a first alert was"
