"""`make bench-million`: what lists, search and pages cost at 10,000 and at 1,000,000 complaints, side by side.

On the PostgreSQL of DATABASE_URL (postgres://postgres@127.0.0.1:5432/postgres), in a database of
its own that is dropped afterwards. The pages are rendered in one process, without a web server.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
import time
from urllib.parse import urlsplit

import psycopg

from bench.filling import fill
from bin.processes import ROOT
from tests_faults.harness import build_environment

SERVER = "postgres://postgres@127.0.0.1:5432/postgres"
NAME = "jepara_bench_million"
SIZES = (10_000, 1_000_000)
# p95 at the larger size may be at most this many times that of the smaller.
BAR = 1.3


def main() -> int:
    """Fill, measure, fill, measure, print, drop; return 1 if a bar is missed."""
    sizes = tuple(int(size) for size in sys.argv[1:]) or SIZES
    server = os.environ.get("DATABASE_URL") or SERVER
    address = urlsplit(server)._replace(path=f"/{NAME}").geturl()
    with psycopg.connect(server, autocommit=True) as connection:
        connection.execute(f"DROP DATABASE IF EXISTS {NAME} WITH (FORCE)")
        connection.execute(f"CREATE DATABASE {NAME} TEMPLATE template0 LOCALE 'C.UTF-8'")
        try:
            return measure(address, sizes)
        finally:
            connection.execute(f"DROP DATABASE {NAME} WITH (FORCE)")


def measure(address: str, sizes: tuple[int, ...]) -> int:
    """Print the figures of both sizes and their ratio; return 1 if a bar is missed."""
    with tempfile.TemporaryDirectory(prefix="jepara-bench-") as folder:
        environment = build_environment(DATABASE_URL=address, JT_DATA_DIR=folder, JT_DEMO="true", JT_LOG_LEVEL="ERROR")
        run(environment, "jepara_tanggap.preparation")
        found = [measure_at(size, address, environment) for size in sizes]
    print(
        f"\n{'page: p50, p95 in ms, blocks':<36}" + "".join(f"{size:>26,}" for size in sizes) + "   ratio: p95, blocks"
    )
    missed = 0
    for page, (_, small, few) in found[0].items():
        ratio = found[-1][page][1] / small
        missed += ratio > BAR
        cells = "".join(f"{one[page][0]:>9.1f}{one[page][1]:>9.1f}{one[page][2]:>8,.0f}" for one in found)
        more = found[-1][page][2] / few
        print(f"{page:<36}{cells}   {ratio:.2f}, {more:.2f}{' over the bar' if ratio > BAR else ''}")
    print(f"\n{missed} of {len(found[0])} pages over {BAR}")
    return int(missed > 0)


def measure_at(size: int, address: str, environment: dict[str, str]) -> dict[str, tuple[float, float, float]]:
    """Fill up to `size` complaints and return p50, p95 and blocks of each page."""
    begun = time.monotonic()
    with psycopg.connect(address, autocommit=True) as connection:
        fill(connection, until=size)
        stored = connection.execute("SELECT pg_size_pretty(pg_database_size(current_database()))").fetchone()
    print(f"{size:,} complaints: filled in {time.monotonic() - begun:.0f} s, {stored and stored[0]}", flush=True)
    pages: dict[str, tuple[float, float, float]] = json.loads(run(environment, "bench.million_pages"))
    return pages


def run(environment: dict[str, str], module: str) -> str:
    """Run a module of ours and return what it printed."""
    command = [sys.executable, "-m", module]
    result = subprocess.run(command, cwd=ROOT, env=environment, stdout=subprocess.PIPE, text=True, check=True)  # nosec B603 # our own module
    return result.stdout


if __name__ == "__main__":
    sys.exit(main())
