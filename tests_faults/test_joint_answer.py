"""An answer to the reporters of a major incident, with the worker that writes it killed again and again."""

from __future__ import annotations

import random
import time

from tests_faults.harness import Figures, Stack
from tests_faults.opening import read_python
from tests_faults.waiting import wait_for

REPORTS = 120
KILLS = 3

GATHER_AND_ANSWER = """
from uuid import uuid4
from accounts.models import Role, User
from complaints.actors import actor_for_user
from complaints.major.answering import write_answer
from complaints.major.incidents import Words, open_incident
from complaints.models import Complaint
user, _ = User.objects.get_or_create(username="papan", defaults={"role": Role.DISPATCHER})
actor, token = actor_for_user(user), uuid4()
chosen = list(Complaint.objects.values_list("pk", flat=True))
incident = open_incident(
    actor=actor, token=uuid4(), words=Words(kind="flood", name="Banjir"), complaint_ids=chosen
).incident
for _ in range(2):
    write_answer(incident_id=incident.pk, actor=actor, token=token, text="Air mulai surut.")
"""
DONE = "SELECT count(*) FROM complaints_incidentanswerline WHERE event_id IS NOT NULL"
ANSWERS = (
    "SELECT count(*), count(DISTINCT complaint_id) FROM complaints_event WHERE kind = 'answer'",
    "SELECT count(*), count(DISTINCT subject) FROM dispatch_delivery WHERE channel = 'wadul' AND operation = 'update'",
)


def test_a_worker_killed_in_the_middle_of_a_joint_answer_answers_everybody_once(stack: Stack):
    start = time.monotonic()
    numbers = stack.file(routine=REPORTS)
    stack.start_all()
    read_python(stack, "manage.py", "shell", "-c", GATHER_AND_ANSWER)
    killed_at = []
    for _ in range(KILLS):
        before = count_done(stack)
        wait_for(lambda before=before: count_done(stack) > before, seconds=60, what="answers being written")
        time.sleep(random.uniform(0.0, 0.2))
        stack.kill("default")
        killed_at.append(count_done(stack))
        # What the dead worker held is free once its lease has run out; the test does not wait for that.
        stack.ask("UPDATE complaints_incidentanswer SET lease_until = now() RETURNING id")
        stack.start_worker("default")
    wait_for(lambda: count_done(stack) == REPORTS, seconds=120, what="every reporter answered")
    stack.wait_until_delivered()
    (lines, reports), (messages, subjects) = (stack.ask(query)[0] for query in ANSWERS)
    figures = Figures(len(numbers), reports, lines - reports, REPORTS - reports, time.monotonic() - start)
    figures.more["killed after"] = str(killed_at)
    figures.print_line("joint answer, worker killed")
    assert min(killed_at) < REPORTS, "no worker died while answers were left"
    assert (lines, reports) == (REPORTS, REPORTS)
    assert (messages, subjects) == (REPORTS, REPORTS)


def count_done(stack: Stack) -> int:
    """Return how many tickets carry the answer."""
    return int(stack.ask(DONE)[0][0])
