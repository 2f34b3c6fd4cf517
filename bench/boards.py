"""`make bench-boards`: what 60 open boards cost the database beside 3, on a PostgreSQL and a Redis of its own.

Boards poll once a second as their page does, each signed in by itself, while emergencies are filed one after
another so that the list changes. PostgreSQL counts the statements (pg_stat_statements).
"""

from __future__ import annotations

import argparse
import sys
import time
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from dataclasses import dataclass

from bench.measures import Percentiles, cut, describe_load
from bench.room import Board, prepare_room, sign_in, stopping
from tests_faults.harness import Stack
from tests_faults.opening import open_stack

FEW, MANY = 3, 60
FILED_EVERY = 5.0
# More than this many times the statements, and 60 boards cost more than 3.
MOST = 1.25
# Each number of boards begins with nothing open: what is open is asked for, and escalated, again and again.
END_ALL = "UPDATE complaints_complaint SET status = 'closed', escalate_at = NULL WHERE status <> 'closed'"
COUNT = (
    "SELECT coalesce(sum(s.calls), 0)::float8 FROM pg_stat_statements s JOIN pg_database d ON d.oid = s.dbid "
    "WHERE d.datname = current_database()"
)


@dataclass
class Cost:
    """What so many boards asked for, and what reached the database."""

    boards: int
    seconds: float
    statements: float
    answers: Counter[int]
    waits: Percentiles | None
    shown: Percentiles | None
    again: int

    @property
    def rate(self) -> float:
        """Statements per second."""
        return self.statements / self.seconds

    def describe(self) -> str:
        """Return it as some lines."""
        asked = self.answers.total()
        lines = [f"{self.boards} boards for {self.seconds:.0f} s: {self.rate:.1f} statements/s; "
                 f"{asked / self.seconds:.1f} questions/s, {self.answers[304]} of {asked} answered 304"]  # fmt: skip
        lines += [f"  {one.describe()}" for one in (self.waits, self.shown) if one is not None]
        lines += [f"  {self.again} questions asked once more on a new connection"] if self.again else []
        return "\n".join(lines)


def main() -> int:
    """Measure with no board, with 3 and with 60; return 1 if 60 cost more than 3."""
    parser = argparse.ArgumentParser(description="Compares 3 open boards with 60.")
    parser.add_argument("--minutes", type=float, default=2.0, help="how long each number of boards stays open")
    parser.add_argument("--minutes-many", type=float, default=0.0, help="the 60 boards stay open for so long instead")
    options = parser.parse_args()
    many = options.minutes_many or options.minutes
    with open_stack(postgres_options="-c shared_preload_libraries=pg_stat_statements") as stack:
        prepare_room(stack, {f"papan{place}": "coordinator" for place in range(MANY)})
        stack.environment["JT_WEB_PROCESSES"] = "2"
        stack.ask("CREATE EXTENSION pg_stat_statements")
        stack.start_all(web=True)
        print(watch(stack, boards=0, seconds=30.0).describe(), flush=True)
        few = watch(stack, boards=FEW, seconds=60.0 * options.minutes)
        print(few.describe(), flush=True)
        all_of_them = watch(stack, boards=MANY, seconds=60.0 * many)
        print(all_of_them.describe(), flush=True)
    ratio = all_of_them.rate / few.rate
    holds = ratio <= MOST
    print(f"60 boards cost {ratio:.2f} times the statements of 3, bar {MOST}: {'holds' if holds else 'BROKEN'}")
    print(describe_load())
    return 0 if holds else 1


def watch(stack: Stack, *, boards: int, seconds: float) -> Cost:
    """Keep so many boards open for so long and return what that cost; signing in is not part of it."""
    stack.ask(END_ALL)
    with ExitStack() as room, ThreadPoolExecutor(4) as doors:
        browsers = list(doors.map(lambda place: sign_in(stack, f"papan{place}"), range(boards)))
        screens = [Board(browser) for browser in browsers]
        room.enter_context(stopping(*screens))
        filer = stack.begin_filing(emergency=max(1, round(seconds / FILED_EVERY)), every=FILED_EVERY)
        time.sleep(3)  # every board has its first list, and the filer has begun
        before, begun = float(stack.ask(COUNT)[0][0]), time.monotonic()
        counted = sum((screen.answers for screen in screens), Counter())
        time.sleep(seconds)
        statements, elapsed = float(stack.ask(COUNT)[0][0]) - before, time.monotonic() - begun
        answers = sum((screen.answers for screen in screens), Counter()) - counted
        filer.process.terminate()
    filed = dict(stack.ask("SELECT number, extract(epoch FROM filed_at)::float8 FROM complaints_complaint"))
    waits = [one for screen in screens for one in screen.seconds]
    # Only what was filed while all of them watched.
    fresh = {number for number in filer.numbers[1:-2] if number in filed}
    shown = [screen.seen[number] - filed[number] for screen in screens for number in fresh if number in screen.seen]
    return Cost(
        boards, elapsed, statements, answers,
        cut("a board's question", waits) if waits else None,
        cut("emergency to a board", shown, bar=2.0) if shown else None,
        sum(screen.again for screen in screens),
    )  # fmt: skip


if __name__ == "__main__":
    sys.exit(main())
