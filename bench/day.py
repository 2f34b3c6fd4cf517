"""`make bench-day`: a day of the 112 room in ten minutes, on a PostgreSQL and a Redis of its own.

A telephone exchange plays 1,000 calls; three desks, a board and a wall poll and work as their pages do. The
desks close pranks and silence, file emergencies by the desk's forms, and do not get tired: they are faster
than people, so that three of them suffice for a day pressed into ten minutes.
"""

from __future__ import annotations

import argparse
import base64
import csv
import io
import json
import subprocess
import sys
import threading
import time
from collections import Counter
from contextlib import closing
from dataclasses import dataclass, field
from datetime import datetime
from zoneinfo import ZoneInfo

import psycopg

from bench.measures import Percentiles, cut, describe_load
from bench.room import Board, Desk, LiveScreen, prepare_room, sign_in, stopping
from bin.processes import ROOT
from calls.choices import CallKind
from simulators.exchange import Caller, invent_callers
from tests_faults.harness import Stack
from tests_faults.opening import open_stack
from tests_faults.waiting import wait_for

SECRET = "whsec_" + base64.b64encode(b"a secret for the simulated day..").decode()
DESKS = ("meja1", "meja2", "meja3")
ROOM = "koordinator"
PREFIX = "hari"
SEED = 112
# Emergencies whose place everybody in the room may see.
KINDS = ["D-BAKAR", "D-LAKA", "D-BENCANA", "D-KES", "D-LISTRIK"]
ZONE = ZoneInfo("Asia/Jakarta")


@dataclass
class Day:
    """What was sent, what came of it, and how long it took."""

    sent: Counter[str]
    kept: Counter[str]
    unknown: list[str]
    emergencies: int
    figures: dict[str, int]
    expected: dict[str, int]
    times: list[Percentiles] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)

    @property
    def is_whole(self) -> bool:
        """Whether no call was lost and the portal's own statistics say what was sent."""
        return not self.unknown and self.kept == self.sent and self.figures == self.expected

    def print_all(self) -> None:
        """Print every figure."""
        for line in (*(one.describe() for one in self.times), *self.notes):
            print(line, flush=True)
        print(f"calls sent {self.sent.total()}, lost {len(self.unknown)}, {dict(self.sent)}", flush=True)
        print(f"calls kept {self.kept.total()}, {dict(self.kept)}", flush=True)
        same = self.figures == self.expected
        print(f"statistics equal to what was sent: {'yes' if same else f'NO: {self.figures}'}, {self.expected}")


def main() -> int:
    """Play the day, print the figures, and return 1 if a call was lost or a bar is broken."""
    options = read_options()
    with open_stack() as stack:
        prepare_day(stack)
        stack.environment["JT_WEB_PROCESSES"] = "2"
        stack.start_all(web=True)
        day = play_day(stack, calls=options.calls, seconds=options.seconds, speed=options.speed)
    day.print_all()
    print(describe_load())
    return 0 if day.is_whole and all(one.holds for one in day.times) else 1


def prepare_day(stack: Stack) -> None:
    """Make the room's accounts and settle the exchange's secret; call it before anything starts."""
    prepare_room(stack, {**dict.fromkeys(DESKS, "call_taker"), ROOM: "coordinator"})
    stack.environment["JT_EXCHANGE_SECRET"] = SECRET


class Tales:
    """What a desk hears when it lifts the receiver; known by the call's id at the exchange."""

    def __init__(self, stack: Stack, callers: list[Caller]) -> None:
        self.callers = {caller.call_id: caller for caller in callers}
        self.ids: dict[int, str] = {}
        self._lock = threading.Lock()
        self._connection = psycopg.connect(stack.database_url, autocommit=True)

    def __call__(self, call: int) -> str:
        """Return the tale of one call."""
        with self._lock:
            if call not in self.ids:
                find = "SELECT exchange_id FROM calls_call WHERE id = %s"
                self.ids[call] = self._connection.execute(find, [call]).fetchall()[0][0]
        return self.callers[self.ids[call]].tale

    def close(self) -> None:
        """Ask the database no more."""
        self._connection.close()


def play_day(stack: Stack, *, calls: int, seconds: float, speed: float = 1.0, seed: int = SEED) -> Day:
    """Play so many calls over so many seconds, `speed` times faster, and compare. The product must be running."""
    tales = Tales(stack, invent_callers(calls=calls, seconds=seconds, seed=seed, prefix=PREFIX))
    begun = datetime.now(ZONE)
    with closing(tales):
        board = Board(sign_in(stack, ROOM))
        wall = LiveScreen(sign_in(stack, ROOM), "/petugas/dinding/isi/", every=2.0)
        desks = [Desk(stack, name, place=place, tell=tales, kinds=KINDS) for place, name in enumerate(DESKS)]
        with stopping(board, wall, *desks):
            late = run_exchange(stack, calls=calls, seconds=seconds, speed=speed, seed=seed)
            wait_until_settled(stack, board)
    day = compare(stack, sent=count_sent(desks, tales), begun=begun, calls=list(tales.callers))
    day.times = [*measure_times(stack, desks, board), *measure_requests(desks, board, wall)]
    day.notes = [f"exchange behind its plan by {late:.2f} s at most", *note_answers(desks, board, wall)]
    return day


def wait_until_settled(stack: Stack, board: Board) -> None:
    """Wait until every call is closed, every emergency stands on the board, and every alert is out."""
    still_open = "SELECT count(*) FROM calls_call WHERE closed_at IS NULL"
    wait_for(lambda: stack.ask(still_open)[0][0] == 0, seconds=60, what="every call closed", every=0.5)
    wait_for(lambda: set(list_emergencies(stack)) <= set(board.seen), seconds=20, what="all on the board")
    wait_for(lambda: stack.count_open(channel="alert") == 0, seconds=60, what="alerts out", every=0.5)


def run_exchange(stack: Stack, *, calls: int, seconds: float, speed: float, seed: int) -> float:
    """Play the calls from a process of its own; returns by how many seconds it was late at most."""
    command = [sys.executable, "-m", "simulators.exchange", "--url", stack.web_url, "--prefix", PREFIX]
    command += ["--calls", str(calls), "--seconds", str(seconds), "--speed", str(speed), "--seed", str(seed)]
    run = subprocess.run(command, cwd=ROOT, env=stack.environment, capture_output=True, text=True, check=False)  # nosec B603 # a command of ours, no shell
    assert run.returncode == 0, run.stderr[-2000:]
    return float(json.loads(run.stdout.splitlines()[-1])["late"])


def list_emergencies(stack: Stack) -> list[str]:
    """Return the tickets of emergencies."""
    return [number for (number,) in stack.ask("SELECT number FROM complaints_complaint WHERE track = 'emergency'")]


# --- comparing -----------------------------------------------------------------


def count_sent(desks: list[Desk], tales: Tales) -> Counter[str]:
    """Return how many calls of each kind there were: as the desks closed them, and the others gave up."""
    closed = {tales.ids[call]: kind for desk in desks for call, kind in desk.closed.items()}
    assert len(closed) == sum(len(desk.closed) for desk in desks), "two desks closed the same call"
    return Counter(closed.get(call_id, "abandoned") for call_id in tales.callers)


def compare(stack: Stack, *, sent: Counter[str], begun: datetime, calls: list[str]) -> Day:
    """Return what the portal kept and counts, beside what was sent."""
    rows = stack.ask("SELECT exchange_id, kind FROM calls_call")
    emergencies = len(list_emergencies(stack))
    expected = {f"Jenis: {label}": sent.get(value, 0) for value, label in CallKind.choices}
    expected |= {"Masuk": len(calls), "Putus sebelum dijawab": sent["abandoned"], "Menjadi laporan": sent["genuine"]}
    figures = read_figures(stack, begun)
    return Day(
        sent=sent,
        kept=Counter(kind for _, kind in rows),
        unknown=sorted(set(calls) - {call_id for call_id, _ in rows}),
        emergencies=emergencies,
        figures={name: figures.get(name, 0) for name in expected},
        expected=expected,
    )


def read_figures(stack: Stack, begun: datetime) -> dict[str, int]:
    """Return the figures of calls as the portal's own CSV gives them for the day (or two, past midnight)."""
    period = {"dari": f"{begun:%Y-%m-%d}", "sampai": f"{datetime.now(ZONE):%Y-%m-%d}"}
    answer = sign_in(stack, ROOM).get("/petugas/angka/csv/", params=period)
    assert answer.status_code == 200, f"{answer.status_code} for the figures"
    rows = [row for row in csv.reader(io.StringIO(answer.text.lstrip("\ufeff"))) if len(row) == 3]
    return {name: int(value) for table, name, value in rows if table == "Panggilan" and value.isdecimal()}


# --- measuring -----------------------------------------------------------------


def measure_times(stack: Stack, desks: list[Desk], board: Board) -> list[Percentiles]:
    """Return the three times that have bars."""
    rang = dict(stack.ask("SELECT id, extract(epoch FROM rang_at)::float8 FROM calls_call"))
    shown = [at - rang[call] for desk in desks for call, at in desk.seen.items()]
    filed = dict(
        stack.ask(
            "SELECT number, extract(epoch FROM filed_at)::float8 FROM complaints_complaint WHERE track = 'emergency'"
        )
    )
    handed = stack.ask(
        "SELECT extract(epoch FROM d.delivered_at - c.filed_at)::float8 FROM dispatch_delivery d "
        "JOIN complaints_complaint c ON d.subject = 'complaint:' || c.number "
        "WHERE d.channel = 'alert' AND d.idempotency_key LIKE '%%:filed:%%'"
    )
    return [
        cut("ring to a desk's screen", shown, bar=1.5),
        cut("emergency to alert handed over", [seconds for (seconds,) in handed], bar=1.0),
        cut("emergency to the board", [board.seen[number] - at for number, at in filed.items()], bar=2.0),
    ]


def measure_requests(desks: list[Desk], board: Board, wall: LiveScreen) -> list[Percentiles]:
    """Return how long requests took."""
    return [
        cut("a desk's press of a key", [one for desk in desks for one in desk.waits]),
        cut("a desk's question who rings", [one for desk in desks for one in desk.screen.seconds]),
        cut("the board's question", board.seconds),
        cut("the wall's question", wall.seconds),
    ]


def note_answers(desks: list[Desk], board: Board, wall: LiveScreen) -> list[str]:
    """Return how often each screen was answered 304."""
    screens = {"desks": [desk.screen for desk in desks], "board": [board], "wall": [wall]}
    lines = []
    for name, several in screens.items():
        answers = sum((one.answers for one in several), Counter())
        lines.append(f"{name}: {answers.total()} questions, {answers[304]} answered 304")
    return lines


def read_options() -> argparse.Namespace:
    """Return what was asked for on the command line."""
    parser = argparse.ArgumentParser(description="Plays a day of the 112 room.")
    parser.add_argument("--calls", type=int, default=1000)
    parser.add_argument("--seconds", type=float, default=600.0)
    parser.add_argument("--speed", type=float, default=1.0, help="how many times faster")
    return parser.parse_args()


if __name__ == "__main__":
    began = time.monotonic()
    code = main()
    print(f"{time.monotonic() - began:.0f} s in all")
    sys.exit(code)
