"""`make bench-calls`: what figures, files and the wallboard cost with 1,000,000 calls of a year, on PostgreSQL.

On the server of DATABASE_URL (postgres://postgres@127.0.0.1:5432/postgres), in a database of its own that is
dropped afterwards. The pages are rendered in one process, without a web server.
"""

from __future__ import annotations

import json
import os
import sys
import tempfile
import time
from urllib.parse import urlsplit

import psycopg

from bench.filling import spell
from bench.million import SERVER, SETTINGS, run
from tests_faults.launching import build_environment

NAME = "jepara_bench_calls"
CALLS = 1_000_000
# Of Jepara's first 900 calls 158 were no pranks; one in three of those an emergency of its own.
EVERY = 17
EMERGENCIES = CALLS // EVERY
BAR_MS = 300

_FILL_CALLS = """
INSERT INTO calls_call (direction, number, number_hash, rang_at, answered_at, ended_at, closed_at, kind, notes,
                        complaint_id, has_joined, recording, callback, callback_note, is_drill)
SELECT 'in', '', '', rang, CASE WHEN kind <> 'abandoned' THEN answered END, answered + interval '1 minute',
       answered + interval '90 seconds' * random(), kind, '', complaint, false, '', '', '', false
FROM (SELECT g, at AS rang, at - ln(1 - random() * 0.999) * interval '7 seconds' AS answered,
             CASE WHEN complaint IS NOT NULL THEN 'genuine'
                  ELSE (ARRAY['prank','prank','prank','prank','prank','prank','ghost','ghost','information',
                              'abandoned'])[1 + g % 10] END AS kind, complaint
      FROM (SELECT g, now() - interval '365 days' * (g::float / {calls}) AS at,
                   CASE WHEN g % {every} = 0 THEN {first} + g / {every} END AS complaint
            FROM generate_series(1, {calls}) AS g) AS moments) AS made
"""
_EMERGENCY = {
    "id": "{first} + g",
    "number": "lpad(({first} + g)::text, 12, '0')",
    "access_seed": "gen_random_uuid()",
    "intake_key": "NULL",
    "reporter_id": "NULL",
    "merged_into_id": "NULL",
    "status": "'closed'",
    "filed_at": "at",
    "updated_at": "at",
    "acknowledged_at": "at + random() * interval '6 minutes'",
    "en_route_at": "at + interval '6 minutes' + random() * interval '4 minutes'",
    "on_scene_at": "at + interval '10 minutes' + random() * interval '30 minutes'",
    "resolved_at": "at + interval '40 minutes' + random() * interval '5 hours'",
    "escalate_at": "NULL",
    "escalation_round": "CASE WHEN random() < 0.2 THEN 1 ELSE 0 END",
}


def main() -> int:
    """Fill, count, measure, print, drop; return 1 if a page is over the bar."""
    server = os.environ.get("DATABASE_URL") or SERVER
    address = urlsplit(server)._replace(path=f"/{NAME}").geturl()
    with psycopg.connect(server, autocommit=True) as connection:
        connection.execute(f"DROP DATABASE IF EXISTS {NAME} WITH (FORCE)")
        connection.execute(f"CREATE DATABASE {NAME} TEMPLATE template0 LOCALE 'C.UTF-8'")
        try:
            return measure(address)
        finally:
            connection.execute(f"DROP DATABASE {NAME} WITH (FORCE)")


def measure(address: str) -> int:
    """Print p50 and p95 of each page; return 1 if one is over the bar."""
    with tempfile.TemporaryDirectory(prefix="jepara-bench-") as folder:
        environment = build_environment(DATABASE_URL=address, JT_DATA_DIR=folder, **SETTINGS)
        run(environment, "jepara_tanggap.preparation")
        begun = time.monotonic()
        fill(address)
        print(f"{CALLS:,} calls, {EMERGENCIES:,} emergencies: filled in {time.monotonic() - begun:.0f} s", flush=True)
        found = json.loads(run(environment, "bench.calls_pages"))
    print(f"counted {found.pop('hours'):,.0f} hours in {found.pop('counted'):.0f} s\n")
    print(f"{'page':<44}{'p50 ms':>9}{'p95 ms':>9}")
    missed = 0
    for page, (half, most) in found.items():
        missed += most > BAR_MS
        print(f"{page:<44}{half:>9.1f}{most:>9.1f}{' over the bar' if most > BAR_MS else ''}")
    return int(missed > 0)


def fill(address: str) -> None:
    """Add the emergencies and the calls of a year, each emergency with the call that told of it."""
    with psycopg.connect(address, autocommit=True) as connection:
        row = connection.execute("SELECT max(id) FROM complaints_complaint").fetchone()
        first = row[0] if row and row[0] else 0
        connection.execute("SET session_replication_role = replica")
        values = {name: value.format(first=first) for name, value in _EMERGENCY.items()}
        names, wanted = spell("complaints_complaint", connection, values)
        connection.execute(
            f"INSERT INTO complaints_complaint ({names}) SELECT {wanted} FROM "  # nosec B608 # names are ours
            f"(SELECT g, now() - interval '365 days' * (g::float * {EVERY} / {CALLS}) + interval '1 second' "
            f"* (20 + g % 50) AS at FROM generate_series(1, {EMERGENCIES}) AS g) AS moments JOIN (SELECT *, "
            "row_number() OVER (ORDER BY id) - 1 AS place, count(*) OVER () AS many FROM complaints_complaint "
            "WHERE track = 'emergency') AS old "
            "ON old.place = g % old.many"
        )
        connection.execute(_FILL_CALLS.format(calls=CALLS, first=first, every=EVERY))
        connection.execute(
            "INSERT INTO calls_hourmark (hour) SELECT DISTINCT date_trunc('hour', rang_at) FROM calls_call"
        )
        connection.execute("SET session_replication_role = origin")
        connection.execute("VACUUM (ANALYZE)")


if __name__ == "__main__":
    sys.exit(main())
