"""Wadul Bupati misbehaves, or we call on it too often: each report arrives once, and in order."""

from __future__ import annotations

import sqlite3
import time
from collections import Counter, defaultdict
from itertools import pairwise
from typing import Any

import psycopg

from tests_faults.harness import Stack
from tests_faults.waiting import wait_for

REPORTS = 40
START_SECONDS = 60
MOVES = 2
RETRY_AFTER = 3
# A request that had left before the 429 came back; seconds.
UNDER_WAY = 0.5
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
    """After a 429 nobody knocks again before the time it named, whatever else was under way just then."""
    start = time.monotonic()
    stack.start_all()
    stack.wadul.set_faults(rate_429={"probability": 0.3, "retry_after": RETRY_AFTER})
    numbers = stack.file(routine=REPORTS, moves=MOVES)
    wait_for(lambda: count_turns(stack) >= 3, seconds=40, what="turns of answers 429")
    stack.wadul.set_faults()
    finish(stack, numbers, start, "429 with Retry-After", turned_away=len(list_turned_away(stack)))
    early = [knock for at in list_turned_away(stack) for knock in stack.wadul.read_knocks() if is_early(knock, at)]
    assert not early, f"{len(early)} knocks before the time was over"


def test_every_task_delivered_twice(stack):
    """Two processes are woken for each delivery; each sends what it claimed, and nothing else."""
    start = time.monotonic()
    stack.wadul.start()
    stack.wadul.set_faults(slow={"seconds": 0.1, "probability": 0.5})
    numbers = stack.file(routine=REPORTS, moves=MOVES)
    for (delivery,) in stack.ask("SELECT id FROM dispatch_delivery ORDER BY id"):
        stack.send_task("dispatch.tasks.deliver", delivery, queue="wadul")
        stack.send_task("dispatch.tasks.deliver", delivery, queue="default")
    stack.start_worker("wadul")
    stack.start_worker("default")
    stack.start_beat()
    finish(stack, numbers, start, "every task twice")
    check_knocks(stack)


def test_sweeps_at_once(stack):
    """Two processes sweep and send the same deliveries.

    The test holds the rows until two threads have seen the same one free and both want it: the database
    then tells the second that it came too late. A slow answer leaves time to do it wrongly.
    """
    start = time.monotonic()
    stack.wadul.start()
    stack.wadul.set_faults(slow={"seconds": 0.1, "probability": 0.5})
    numbers = stack.file(routine=REPORTS, moves=MOVES)
    stack.redis.client.flushall()
    with psycopg.connect(stack.database_url) as holder:
        holder.execute("SELECT 1 FROM dispatch_delivery FOR UPDATE")
        for _ in range(8):
            stack.send_task("dispatch.tasks.sweep_deliveries", "wadul", queue="wadul")
        stack.start_worker("wadul")
        stack.start_worker("wadul", name="second")
        wait_for(lambda: count_waiting(holder), seconds=START_SECONDS, what="a worker that is up")
        wait_for(lambda: count_rivals(holder), seconds=40, what="two that want the same row")
    stack.start_beat()
    finish(stack, numbers, start, "sweeps at once")
    check_knocks(stack)


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


def count_waiting(holder: psycopg.Connection) -> int:
    """Return how many locks are waited for.

    Not by pg_stat_activity: a transaction sees there only who was connected when it first looked.
    """
    waiting = holder.execute("SELECT count(*) FROM pg_locks WHERE NOT granted").fetchone()
    return waiting[0] if waiting else 0


def count_rivals(holder: psycopg.Connection) -> int:
    """Return how many sessions wait behind another one that wants the same row."""
    behind = holder.execute("SELECT count(*) FROM pg_locks WHERE locktype = 'tuple' AND NOT granted").fetchone()
    return behind[0] if behind else 0


def list_turned_away(stack: Stack) -> list[float]:
    """Return when somebody was answered 429."""
    return [knock["at"] for knock in stack.wadul.read_knocks() if knock["status"] == 429]


def count_turns(stack: Stack) -> int:
    """Return how many separate times somebody was turned away; those that knock together are one."""
    times = list_turned_away(stack)
    return sum(later - earlier > UNDER_WAY for earlier, later in pairwise([0.0, *times]))


def is_early(knock: dict[str, Any], turned_away: float) -> bool:
    """Tell whether this knock came before the time that a 429 named was over, and after everybody could know."""
    return turned_away + UNDER_WAY < knock["at"] < turned_away + RETRY_AFTER - 0.05


def check_knocks(stack: Stack) -> None:
    """Hold what came to each message once, and none before the one it follows (which would be unknown-ticket)."""
    knocks = [knock for knock in stack.wadul.read_knocks() if knock["method"] == "POST"]
    assert Counter(knock["status"] for knock in knocks) == {201: REPORTS * len(ORDER)}
    assert set(Counter(knock["key"] for knock in knocks).values()) == {1}


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
