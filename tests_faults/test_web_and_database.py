"""The database or the web process dies while citizens file: whoever was shown a number has a ticket, and one."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager

from tests_faults.citizen import EMERGENCY, Citizen, Crowd, NotReached
from tests_faults.harness import Stack
from tests_faults.test_broker_stopped import measure_alerts
from tests_faults.waiting import wait_for

CITIZENS = 4
EACH = 12
RESTARTS = 3
WEB_KILLS = 3
# The clock looks every two seconds at what has waited for one, and then sends it.
ALERT_SECONDS = 3.5


def test_database_restarted_while_citizens_file(stack):
    start = time.monotonic()
    stack.start_all(web=True)
    stack.make_citizen()  # which asks the database once
    crowd = Crowd(stack.make_citizen, citizens=CITIZENS, each=EACH)
    for restart in range(1, RESTARTS + 1):
        share = restart * CITIZENS * EACH // (RESTARTS + 1)
        wait_for(lambda share=share: len(crowd.numbers) >= share or crowd.errors, seconds=60, what="citizens filing")
        stack.postgres.restart_rudely()
    finish(stack, crowd.wait(), start, "database restarted", restarts=RESTARTS)


def test_web_process_killed_right_after_commit(stack):
    """The broker hangs, so the web process is killed after its commit and before it could wake a worker."""
    start = time.monotonic()
    stack.start_all(web=True)
    numbers = []
    for _ in range(WEB_KILLS):
        citizen = stack.make_citizen()
        address = citizen.fill_until_review()
        with kill_web_after_commit(stack, citizen, address):
            pass
        stack.start_web()
        # A citizen whose page broke sends it again, and gets the ticket that was committed.
        numbers.append(citizen.send(address))
    finish(stack, numbers, start, "web process killed after commit", kills=WEB_KILLS)


def test_web_process_killed_right_after_a_fire_was_committed(stack):
    """Nobody is left to send its alert but the clock of emergencies: no web process, no broker, no worker."""
    stack.start_all(web=True)
    stack.kill("emergency")
    (first,) = stack.file(emergency=1)
    wait_for(lambda: measure_alerts(stack, [first]), seconds=60, what="the clock's first alert")
    citizen = stack.make_citizen(category=EMERGENCY)
    address = citizen.fill_until_review()
    with kill_web_after_commit(stack, citizen, address):
        fires = "SELECT number FROM complaints_complaint WHERE number <> %s"
        ((number,),) = stack.ask(fires, first)
        (seconds,) = wait_for(lambda: measure_alerts(stack, [number]), seconds=30, what="the fire's alert")
    print(f"\nweb process killed after a fire's commit: alerted after {seconds:.2f} s")
    assert seconds < ALERT_SECONDS
    stack.start_web()
    assert citizen.send(address) == number, "a citizen's repeated sending made a second ticket"
    stack.wait_until_delivered()
    assert stack.provider.count(marked=False)[number] == 1
    assert not stack.provider.count(marked=True)


@contextmanager
def kill_web_after_commit(stack: Stack, citizen: Citizen, address: str) -> Iterator[None]:
    """Kill the web process between its commit and its answer; inside, the broker still hangs."""
    before = count_tickets(stack)
    stack.redis.freeze()
    answers: list[str] = []
    sending = threading.Thread(target=try_to_send, args=(citizen, address, answers))
    sending.start()
    wait_for(lambda: count_tickets(stack) == before + 1, seconds=20, what="a commit", every=0.002)
    stack.kill("web")
    sending.join(20)
    yield
    stack.redis.thaw()
    assert answers == [], "the citizen had the answer already"


def try_to_send(citizen, address: str, answers: list[str]) -> None:
    """Send a report to a web process that will not live to answer."""
    try:
        answers.append(citizen.send(address))
    except NotReached:
        return


def count_tickets(stack: Stack) -> int:
    """Return how many reports are committed."""
    return int(stack.ask("SELECT count(*) FROM complaints_complaint")[0][0])


def finish(stack: Stack, numbers: list[str], start: float, name: str, **more: object) -> None:
    """Wait for the end, print the figures, and compare numbers shown, tickets kept and what arrived."""
    stack.wait_until_delivered()
    kept = [number for (number,) in stack.ask("SELECT number FROM complaints_complaint")]
    figures = stack.measure_wadul(kept, since=start)
    figures.lost += len(set(numbers) - set(kept))
    figures.more |= {"numbers shown": len(numbers), **more}
    figures.print_line(name)
    assert figures.filed == figures.delivered
    assert (figures.lost, figures.duplicated) == (0, 0)
    assert sorted(numbers) == sorted(kept), "a citizen's repeated sending made a second ticket"
