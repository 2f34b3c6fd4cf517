"""`make run` alone: a fire stands in its agency's inbox within a second."""

from __future__ import annotations

import sqlite3

import pytest

from tests_faults.citizen import EMERGENCY, Citizen
from tests_faults.embedded import VILLAGE, EmbeddedRun
from tests_faults.waiting import wait_for

FIRES = 5
ARRIVES_SECONDS = 1.0
# The inbox of the responsible agency, and when the alert was written into it.
ARRIVED = """
SELECT (julianday(m.created_at) - julianday(c.filed_at)) * 86400, c.agency_id = m.agency_id, m.is_urgent
FROM complaints_complaint c JOIN dispatch_inboxmessage m ON m.subject = 'complaint:' || c.number
WHERE c.number = ?
"""


@pytest.fixture
def run(tmp_path):
    started = EmbeddedRun(tmp_path)
    yield started
    started.kill()


def test_fire_stands_in_its_agencys_inbox_within_a_second(run):
    run.start()
    village = run.ask(VILLAGE)[0][0]
    waits = [file_fire(run, village) for _ in range(FIRES)]
    print(f"\nfire to the inbox of the embedded run: {', '.join(f'{seconds:.2f} s' for seconds in waits)}")
    assert max(waits) < ARRIVES_SECONDS


def file_fire(run: EmbeddedRun, village: str) -> float:
    """File a fire through the running process; return how long its alert took to the inbox of its agency."""
    citizen = Citizen(run.url, village=village, category=EMERGENCY)
    number = citizen.send(citizen.fill_until_review())
    with sqlite3.connect(run.data / "jepara.sqlite3", timeout=10) as database:
        rows = wait_for(
            lambda: database.execute(ARRIVED, [number]).fetchall(), seconds=30, what="the alert", every=0.01
        )
    ((seconds, is_its_agency, is_urgent),) = rows
    assert is_its_agency
    assert is_urgent
    return float(seconds)
