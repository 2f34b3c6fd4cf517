"""`make bench`: what one machine does, in one run, on a PostgreSQL and a Redis of its own.

The web server, its workers, the clients and the database share the machine, so the
figures are a floor; the raw inserts beside them say what the disk and database allow.
"""

from __future__ import annotations

import itertools
import json
import statistics
import subprocess
import sys
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

import psycopg

from bin.processes import ROOT
from tests_faults.citizen import EMERGENCY, Citizen
from tests_faults.harness import Stack
from tests_faults.opening import open_stack

SECONDS = 10.0
CLIENTS = (1, 16)
EMERGENCIES = 50
NUMBERS = itertools.count()
COPIED_COLUMNS = (
    "SELECT column_name FROM information_schema.columns WHERE table_name = 'complaints_complaint' "
    "AND is_generated = 'NEVER' AND column_name NOT IN ('id', 'number', 'intake_key', 'reporter_id')"
)


def main() -> None:
    """Run all of it and print the figures."""
    with open_stack() as stack:
        stack.environment["JT_WEB_PROCESSES"] = "2"
        stack.start_all(web=True)
        stack.make_citizen().file_stubbornly(seconds=20)
        for clients in CLIENTS:
            measure_filing(stack, clients)
        stack.wait_until_delivered(seconds=300)
        measure_alerts(stack)
        count_statements(stack)
        measure_areas(stack)


def measure_filing(stack: Stack, clients: int) -> None:
    """Print whole reports per second through every page of the form, beside raw inserts."""
    waits: list[float] = []

    def file(citizen: Citizen) -> None:
        citizen.send(citizen.fill_until_review())
        waits.append(citizen.last_post_seconds)

    filed = count_per_second(clients, stack.make_citizen, file)
    inserted = measure_inserts(stack, clients)
    cuts = statistics.quantiles(sorted(waits), n=100)
    say(f"filing, {clients} clients", f"{filed:.1f} reports/s (8 requests each)")
    say(f"raw inserts, {clients} clients", f"{inserted:.0f} rows/s; ratio 1:{inserted / filed:.0f}")
    say("the request that files", "p50 {:.0f} ms, p95 {:.0f} ms, p99 {:.0f} ms".format(
        *(cuts[place] * 1000 for place in (49, 94, 98))
    ))  # fmt: skip


def measure_inserts(stack: Stack, clients: int) -> float:
    """Return rows per second when each client inserts an equal row and commits, and does nothing else."""
    columns = ", ".join(f'"{name}"' for (name,) in stack.ask(COPIED_COLUMNS))
    create = "CREATE TABLE IF NOT EXISTS raw_rows (LIKE complaints_complaint INCLUDING ALL)"
    with psycopg.connect(stack.database_url, autocommit=True) as connection:
        connection.execute(create)
    insert = (
        f"INSERT INTO raw_rows (number, {columns}) SELECT %s, {columns} "  # nosec B608 # names are ours, values are bound
        "FROM (SELECT * FROM complaints_complaint LIMIT 1) AS one"
    )
    return count_per_second(
        clients,
        lambda: psycopg.connect(stack.database_url, autocommit=True),
        lambda connection: connection.execute(insert, [f"{next(NUMBERS):012}"]),
        again=True,
    )


def count_per_second(clients: int, make: Callable, work: Callable, *, again: bool = False) -> float:
    """Return how often `work` is done per second by so many threads; `again` lets each keep what it made."""
    done, begun = [0] * clients, time.monotonic()

    def run(place: int) -> None:
        kept = make()
        while time.monotonic() < begun + SECONDS:
            work(kept)
            done[place] += 1
            kept = kept if again else make()

    with ThreadPoolExecutor(clients) as pool:
        list(pool.map(run, range(clients)))
    return sum(done) / (time.monotonic() - begun)


def measure_alerts(stack: Stack) -> None:
    """Print the time from an emergency's commit to its alert in the inbox and at the provider."""
    for _ in range(EMERGENCIES):
        stack.make_citizen(category=EMERGENCY).file_stubbornly(seconds=20)
    stack.wait_until_delivered()
    for name, pattern in (("inbox", "inbox:%"), ("provider", "contact:%")):
        rows = stack.ask(
            "SELECT extract(epoch FROM d.delivered_at - c.filed_at) FROM dispatch_delivery d "
            "JOIN complaints_complaint c ON d.subject = 'complaint:' || c.number WHERE d.target LIKE %s",
            pattern,
        )
        waits = statistics.quantiles(sorted(float(seconds) for (seconds,) in rows), n=100)
        say(
            f"emergency to {name}",
            f"p50 {waits[49] * 1000:.0f} ms, p95 {waits[94] * 1000:.0f} ms, p99 {waits[98] * 1000:.0f} ms",
        )


def count_statements(stack: Stack) -> None:
    """Print the SQL statements of every page of the form."""
    command = [sys.executable, "-m", "bench.statements"]
    result = subprocess.run(command, cwd=ROOT, env=stack.environment, capture_output=True, text=True, check=True)  # nosec B603 # a command of ours, no shell
    for page, count in json.loads(result.stdout).items():
        say(f"SQL statements, {page}", str(count))


def measure_areas(stack: Stack) -> None:
    """Print how many points a second find their village."""
    command = [sys.executable, "manage.py", "bench_areas"]
    result = subprocess.run(command, cwd=ROOT, env=stack.environment, capture_output=True, text=True, check=True)  # nosec B603 # a command of ours, no shell
    say("point to village", result.stdout.strip())


def say(what: str, figure: str) -> None:
    """Print one line."""
    print(f"{what:<32} {figure}", flush=True)


if __name__ == "__main__":
    main()
