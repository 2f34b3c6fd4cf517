"""A worker may die at any moment: nothing is lost, nothing reaches Wadul Bupati twice, a second alert says so."""

from __future__ import annotations

import random
import time

import psycopg

from tests_faults.harness import WORKER_THREADS, Figures, Stack
from tests_faults.waiting import wait_for

ROUTINE = 40
EMERGENCIES = 10
RANDOM_REPORTS = 150
RANDOM_KILLS = 20


def test_worker_killed_after_claiming_before_anything_was_accepted(stack):
    """Wadul Bupati waits before it looks at a request, so the claim is made and nothing is accepted."""
    start = time.monotonic()
    stack.start_all()
    stack.wadul.set_faults(slow={"seconds": 1.5})
    filer = stack.begin_filing(routine=ROUTINE)
    wait_for(lambda: stack.wadul.count_fired("slow") >= 2, seconds=20, what="requests under way", every=0.02)
    stack.kill("wadul")
    assert stack.wadul.read_log() == [], "the stand-in had accepted already"
    numbers = filer.wait()
    stack.wadul.set_faults()
    stack.start_worker("wadul")
    stack.wait_until_delivered()
    check(stack, stack.measure_wadul(numbers, since=start), "killed after claiming")


def test_worker_killed_after_sending_before_recording(stack):
    """The test holds the rows the worker wants to write to, so it dies with the answer in its hands."""
    start = time.monotonic()
    stack.start_all()
    stack.wadul.set_faults(slow={"seconds": 1.5, "count": 4})
    numbers = stack.file(routine=ROUTINE)
    with psycopg.connect(stack.database_url) as holder:
        lock = "SELECT idempotency_key FROM dispatch_delivery WHERE state = 'sending' FOR UPDATE"
        keys = wait_for(lambda: {key for (key,) in holder.execute(lock)}, seconds=20, what="a claim", every=0.02)
        accepted = wait_for(
            lambda: keys & {one["key"] for one in stack.wadul.read_log()}, seconds=10, what="acceptance"
        )
        stack.kill("wadul")
        end_waiting_sessions(holder)
    stack.wadul.set_faults()
    stack.start_worker("wadul")
    stack.wait_until_delivered()
    figures = stack.measure_wadul(numbers, since=start)
    figures.more["accepted, not recorded"] = len(accepted)
    check(stack, figures, "killed after sending")
    reconciled = stack.ask("SELECT count(*) FROM dispatch_delivery WHERE (receipt->>'reconciled')::boolean")[0][0]
    assert reconciled >= len(accepted), "what was accepted before the death was not asked for, but sent again"


def test_worker_killed_20_times_at_random(stack):
    start = time.monotonic()
    stack.start_all()
    stack.wadul.set_faults(slow={"seconds": 0.15, "probability": 0.5})
    filer = stack.begin_filing(routine=RANDOM_REPORTS, moves=1, every=0.2)
    for _ in range(RANDOM_KILLS):
        before = count_attempts(stack)
        wait_for(lambda before=before: count_attempts(stack) > before, seconds=30, what="a worker that sends")
        time.sleep(random.uniform(0.0, 0.4))
        stack.kill("wadul")
        stack.start_worker("wadul")
    numbers = filer.wait()
    stack.wait_until_delivered()
    figures = stack.measure_wadul(numbers, since=start, operations=2)
    figures.more |= {"kills": RANDOM_KILLS, "interrupted": count_interrupted(stack)}
    check(stack, figures, "killed at random")


def test_emergency_worker_killed_while_the_provider_takes_the_alert(stack):
    """A provider takes no key: after a death it may get a second alert, and that one says that it is one."""
    start = time.monotonic()
    stack.start_all()
    # On a busy machine it may be quicker than the worker, which then has nothing in its hands.
    stack.kill("clock")
    stack.provider.delay = 1.5
    numbers = stack.file(emergency=EMERGENCIES)
    wait_for(lambda: len(stack.provider.titles) >= 2, seconds=20, what="alerts at the provider", every=0.005)
    stack.kill("emergency")
    stack.provider.delay = 0.0
    stack.start_worker("emergency")
    stack.wait_until_delivered()
    first, marked = stack.provider.count(marked=False), stack.provider.count(marked=True)
    lost = [number for number in numbers if not first[number] + marked[number]]
    inbox = stack.ask("SELECT count(*), count(DISTINCT subject) FROM dispatch_inboxmessage")[0]
    unmarked_twice = sum(count - 1 for count in first.values())
    figures = Figures(len(numbers), len(numbers) - len(lost), unmarked_twice, len(lost), time.monotonic() - start)
    figures.more["marked repeats"] = sum(marked.values())
    figures.print_line("emergency worker killed")
    assert (figures.lost, figures.duplicated) == (0, 0)
    assert sum(marked.values()) >= 1, "the death between sending and recording did not happen"
    assert max(marked.values()) <= 1, f"one death, and an alert was repeated more than once: {marked}"
    taken_over = count_interrupted(stack, channel="alert", target="contact:")
    assert sum(marked.values()) <= taken_over, "an alert was marked as a repeat that no dead process held"
    assert taken_over <= WORKER_THREADS, "more was taken over than one process can hold"
    assert inbox == (EMERGENCIES, EMERGENCIES)


def end_waiting_sessions(holder: psycopg.Connection) -> None:
    """End the database sessions that wait for this one's rows.

    PostgreSQL does not notice a dead client while its statement waits for a lock: the moment
    the lock is let go, it would record what the killed worker had asked for.
    """
    waiting = "SELECT pid FROM pg_stat_activity WHERE pg_backend_pid() = ANY(pg_blocking_pids(pid))"
    for (pid,) in holder.execute(waiting).fetchall():
        holder.execute("SELECT pg_terminate_backend(%s)", [pid])
    wait_for(lambda: not holder.execute(waiting).fetchall(), seconds=10, what="the end of waiting sessions")


def count_attempts(stack: Stack) -> int:
    """Return how many attempts have begun at Wadul Bupati."""
    return int(stack.ask("SELECT coalesce(sum(attempts), 0) FROM dispatch_delivery WHERE channel = 'wadul'")[0][0])


def count_interrupted(stack: Stack, *, channel: str = "wadul", target: str = "") -> int:
    """Return how often a claim was taken over from a process that had died, of targets that begin so."""
    sums = "SELECT coalesce(sum(repeats), 0) FROM dispatch_delivery WHERE channel = %s AND starts_with(target, %s)"
    return int(stack.ask(sums, channel, target)[0][0])


def check(stack: Stack, figures: Figures, name: str) -> None:
    """Print the figures and hold them to nothing lost, nothing twice."""
    figures.print_line(name)
    assert figures.filed == figures.delivered
    assert (figures.lost, figures.duplicated) == (0, 0)
    assert count_interrupted(stack) >= 1, "no process died while it held a delivery"
