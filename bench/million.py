"""`make bench-million`: what lists, search and pages cost at 10,000 and at 1,000,000 complaints, side by side.

On the PostgreSQL of DATABASE_URL (postgres://postgres@127.0.0.1:5432/postgres), in two databases of
its own that are dropped afterwards. The pages are rendered in one process, without a web server, and
the sizes take turns, so that what else the machine does falls on both.
"""

from __future__ import annotations

import json
import os
import statistics
import subprocess
import sys
import tempfile
import time
from urllib.parse import urlsplit

import psycopg

from bench.filling import fill
from bin.processes import ROOT
from tests_faults.launching import build_environment

SERVER = "postgres://postgres@127.0.0.1:5432/postgres"
NAME = "jepara_bench_{size}"
SIZES = (10_000, 1_000_000)
TURNS = 3
# The clients sign in by themselves, without a second factor to show.
SETTINGS = {"JT_DEMO": "true", "JT_LOG_LEVEL": "ERROR", "JT_SECOND_FACTOR_ROLES": "executive"}
# p95 at the larger size may be at most this many times that of the smaller.
BAR = 1.3

# Of each page: p50 and p95 in milliseconds, and the blocks the database looked at.
Figures = dict[str, tuple[float, ...]]


def main() -> int:
    """Fill, measure, print, drop; return 1 if a bar is missed."""
    sizes = tuple(int(size) for size in sys.argv[1:]) or SIZES
    server = os.environ.get("DATABASE_URL") or SERVER
    names = {size: NAME.format(size=size) for size in sizes}
    with psycopg.connect(server, autocommit=True) as connection, tempfile.TemporaryDirectory() as folder:
        try:
            return compare({size: prepare(connection, server, name, folder, size) for size, name in names.items()})
        finally:
            for name in names.values():
                connection.execute(f"DROP DATABASE IF EXISTS {name} WITH (FORCE)")


def prepare(connection: psycopg.Connection, server: str, name: str, folder: str, size: int) -> dict[str, str]:
    """Make and fill a database of this size; return the environment of a process that works on it."""
    connection.execute(f"DROP DATABASE IF EXISTS {name} WITH (FORCE)")
    connection.execute(f"CREATE DATABASE {name} TEMPLATE template0 LOCALE 'C.UTF-8'")
    address = urlsplit(server)._replace(path=f"/{name}").geturl()
    environment = build_environment(DATABASE_URL=address, JT_DATA_DIR=folder, **SETTINGS)
    run(environment, "jepara_tanggap.preparation")
    begun = time.monotonic()
    with psycopg.connect(address, autocommit=True) as filling:
        fill(filling, until=size)
        stored = filling.execute("SELECT pg_size_pretty(pg_database_size(current_database()))").fetchone()
    print(f"{size:,} complaints: filled in {time.monotonic() - begun:.0f} s, {stored and stored[0]}", flush=True)
    return environment


def compare(environments: dict[int, dict[str, str]]) -> int:
    """Print each page's figures at every size and their ratio; return 1 if a bar is missed."""
    found = measure_in_turns(environments)
    head = "".join(f"{size:>26,}" for size in found)
    print(f"\n{'page: p50, p95 in ms, blocks':<36}{head}   ratio: p95, blocks")
    small, large = found[min(found)], found[max(found)]
    missed = 0
    for page, (_, few_ms, few) in small.items():
        ratio, more = large[page][1] / few_ms, large[page][2] / few
        missed += ratio > BAR
        cells = "".join(f"{one[page][0]:>9.1f}{one[page][1]:>9.1f}{one[page][2]:>8,.0f}" for one in found.values())
        print(f"{page:<36}{cells}   {ratio:.2f}, {more:.2f}{' over the bar' if ratio > BAR else ''}")
    print(f"\n{missed} of {len(small)} pages over {BAR}")
    return int(missed > 0)


def measure_in_turns(environments: dict[int, dict[str, str]]) -> dict[int, Figures]:
    """Return each page's p50, p95 and blocks at every size: the medians of several turns."""
    turns: dict[int, list[Figures]] = {size: [] for size in environments}
    for _ in range(TURNS):
        for size, environment in environments.items():
            turns[size].append(json.loads(run(environment, "bench.million_pages")))
    return {size: take_medians(found) for size, found in turns.items()}


def take_medians(turns: list[Figures]) -> Figures:
    """Return the median of each figure of each page."""
    return {page: tuple(map(statistics.median, zip(*(turn[page] for turn in turns), strict=True))) for page in turns[0]}


def run(environment: dict[str, str], module: str) -> str:
    """Run a module of ours and return what it printed."""
    command = [sys.executable, "-m", module]
    result = subprocess.run(command, cwd=ROOT, env=environment, stdout=subprocess.PIPE, text=True, check=True)  # nosec B603 # our own module
    return result.stdout


if __name__ == "__main__":
    sys.exit(main())
