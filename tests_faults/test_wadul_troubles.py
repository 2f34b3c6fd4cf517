"""Wadul Bupati misbehaves, or we call on it too often: each report arrives once, and in order."""

from __future__ import annotations

import sqlite3
import time
from collections import defaultdict

from tests_faults.harness import Stack
from tests_faults.waiting import wait_for

REPORTS = 40
MOVES = 2
# Filed, acknowledged, started: what each report tells Wadul Bupati.
ORDER = ["create", "update", "update"]


def test_wadul_down_then_up(stack):
    start = time.monotonic()
    stack.start_all()
    stack.wadul.stop()
    numbers = stack.file(routine=REPORTS, moves=MOVES)
    wait_for(lambda: count_tried(stack) >= 5, seconds=20, what="attempts against a dead server")
    stack.wadul.start()
    finish(stack, numbers, start, "wadul down, then up")


def test_replies_lost_after_accepting(stack):
    start = time.monotonic()
    stack.start_all()
    stack.wadul.set_faults(lose_reply={"probability": 0.3})
    numbers = stack.file(routine=REPORTS, moves=MOVES)
    wait_for(lambda: stack.wadul.count_fired("lose_reply") >= 5, seconds=40, what="lost replies")
    lost = stack.wadul.count_fired("lose_reply")
    stack.wadul.set_faults()
    finish(stack, numbers, start, "replies lost", lost_replies=lost)


def test_too_many_requests_with_retry_after(stack):
    """After a 429 nobody knocks again before the time it named."""
    start = time.monotonic()
    stack.start_all()
    stack.wadul.set_faults(rate_429={"count": 3, "retry_after": 2})
    numbers = stack.file(routine=REPORTS, moves=MOVES)
    wait_for(lambda: stack.wadul.count_fired("rate_429") >= 3, seconds=30, what="answers 429")
    finish(stack, numbers, start, "429 with Retry-After")


def test_every_task_delivered_twice(stack):
    """Two processes are woken for each delivery, one of them twice."""
    start = time.monotonic()
    stack.wadul.start()
    numbers = stack.file(routine=REPORTS, moves=MOVES)
    for (delivery,) in stack.ask("SELECT id FROM dispatch_delivery ORDER BY id"):
        stack.send_task("dispatch.tasks.deliver", delivery, queue="wadul")
        stack.send_task("dispatch.tasks.deliver", delivery, queue="default")
    stack.start_worker("wadul")
    stack.start_worker("default")
    stack.start_beat()
    finish(stack, numbers, start, "every task twice")


def test_sweeps_at_once(stack):
    start = time.monotonic()
    stack.wadul.start()
    numbers = stack.file(routine=REPORTS, moves=MOVES)
    stack.redis.client.flushall()
    for _ in range(8):
        stack.send_task("dispatch.tasks.sweep_deliveries", "wadul")
    stack.start_worker("default")
    stack.start_worker("wadul")
    stack.start_beat()
    finish(stack, numbers, start, "sweeps at once")


def test_nightly_comparison_repairs_what_wadul_lost(stack):
    """As from an old backup: of some tickets it lost everything, of others one update, of others its news."""
    start = time.monotonic()
    stack.start_all()
    numbers = stack.file(routine=REPORTS, moves=MOVES)
    stack.wait_until_delivered()
    stack.wadul.stop()
    whole, partly = set(numbers[:8]), set(numbers[8:16])
    with sqlite3.connect(stack.folder / "wadul.sqlite3") as database:
        for number in whole:
            database.execute("DELETE FROM complaints WHERE ticket = ?", [number])
            database.execute("DELETE FROM operations WHERE ticket = ?", [number])
        for number in partly:
            last = "SELECT max(arrival) FROM operations WHERE ticket = ?"
            database.execute(f"DELETE FROM operations WHERE arrival = ({last})", [number])
            database.execute("UPDATE complaints SET status = 'verifikasi' WHERE ticket = ?", [number])
    stack.wadul.start()
    stack.send_task("complaints.tasks.reconcile_wadul")
    wait_for(lambda: len(stack.wadul.read_log()) == REPORTS * len(ORDER), seconds=60, what="what was lost")
    finish(stack, numbers, start, "nightly comparison", lost_there=len(whole) * len(ORDER) + len(partly))
    with sqlite3.connect(stack.folder / "wadul.sqlite3") as database:
        assert database.execute("SELECT DISTINCT status FROM complaints").fetchall() == [("proses",)]


def count_tried(stack: Stack) -> int:
    """Return how many attempts have begun."""
    return int(stack.ask("SELECT coalesce(sum(attempts), 0) FROM dispatch_delivery")[0][0])


def finish(stack: Stack, numbers: list[str], start: float, name: str, **more: object) -> None:
    """Wait for the end, print the figures and hold them to nothing lost, nothing twice, nothing out of order."""
    stack.wait_until_delivered()
    figures = stack.measure_wadul(numbers, since=start, operations=len(ORDER))
    figures.more |= more
    figures.print_line(name)
    assert figures.filed == figures.delivered == REPORTS
    assert (figures.lost, figures.duplicated) == (0, 0)
    check_order(stack)


def check_order(stack: Stack) -> None:
    """Hold Wadul Bupati's log to the order in which things happened here."""
    arrived = defaultdict(list)
    for one in stack.wadul.read_log():
        arrived[one["ticket"]].append((one["operation"], one["key"]))
    sent = defaultdict(list)
    rows = stack.ask("SELECT subject, operation, idempotency_key FROM dispatch_delivery ORDER BY subject, sequence")
    for subject, operation, key in rows:
        sent[subject.removeprefix("complaint:")].append((operation, key))
    assert arrived == sent
    assert all([operation for operation, _ in one] == ORDER for one in arrived.values())
