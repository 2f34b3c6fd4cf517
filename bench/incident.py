"""`make bench-incident`: gathering 2,000 reports into a major incident, and answering their reporters together.

On the PostgreSQL of DATABASE_URL (postgres://postgres@127.0.0.1:5432/postgres), in a database of its own that is
dropped afterwards. One worker writes the answers, in turns as in production; the pages are rendered in one process.
"""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from typing import Any
from urllib.parse import urlsplit
from uuid import uuid4

import psycopg

from bin.processes import ROOT
from tests_faults.launching import build_environment

SERVER = "postgres://postgres@127.0.0.1:5432/postgres"
NAME = "jepara_bench_incident"
REPORTS = 2000
EMERGENCY, ROUTINE = "D-BENCANA", "N-DRAIN"
PAGE_TURNS = 20
# The client signs in by itself, without a second factor to show.
SETTINGS = {"JT_LOG_LEVEL": "ERROR", "JT_SECOND_FACTOR_ROLES": "executive"}


def main() -> None:
    """Prepare a database, measure in a process of its own, and drop the database."""
    server = os.environ.get("DATABASE_URL") or SERVER
    with psycopg.connect(server, autocommit=True) as connection, tempfile.TemporaryDirectory() as folder:
        try:
            connection.execute(f"DROP DATABASE IF EXISTS {NAME} WITH (FORCE)")
            connection.execute(f"CREATE DATABASE {NAME} TEMPLATE template0 LOCALE 'C.UTF-8'")
            address = urlsplit(server)._replace(path=f"/{NAME}").geturl()
            environment = build_environment(DATABASE_URL=address, JT_DATA_DIR=folder, **SETTINGS)
            _run(environment, "jepara_tanggap.preparation", "--empty")
            _run(environment, "bench.incident", "inside")
        finally:
            connection.execute(f"DROP DATABASE IF EXISTS {NAME} WITH (FORCE)")


def measure() -> None:
    """File the reports, gather and answer them, and print how long each part took."""
    from accounts.models import Role, User
    from complaints.actors import actor_for_user
    from complaints.major.answering import answer_waiting, write_answer
    from complaints.major.gathering import gather
    from complaints.major.incidents import Words, open_incident
    from dispatch.wake import leave_to_sweep

    user = User.objects.create_user("papan", role=Role.DISPATCHER)
    actor = actor_for_user(user)
    keys = _file_reports()
    incident = open_incident(actor=actor, token=uuid4(), words=Words(kind="flood", name="Banjir")).incident
    known: dict[str, Any] = {"incident_id": incident.pk, "actor": actor}
    with leave_to_sweep():
        _time("gather 2,000 reports in one action", lambda: gather(complaint_ids=keys, **known))
        _time("write the answer (what the page waits for)", lambda: write_answer(token=uuid4(), text="Surut.", **known))
        _time_pages(user, incident.pk)
        begun, turns = time.monotonic(), 0
        while answer_waiting():
            turns += 1
        seconds = time.monotonic() - begun
    _say(f"say it on {len(keys)} tickets", f"{seconds:.1f} s in {turns} turns, {len(keys) / seconds:.0f} tickets/s")


def _file_reports() -> list[int]:
    from complaints.choices import Source
    from complaints.intake import NewReport, file_complaint
    from dispatch.models import Category, Village
    from dispatch.wake import leave_to_sweep

    categories = [Category.objects.get(code=code) for code in (EMERGENCY, ROUTINE)]
    villages = list(Village.objects.select_related("district").defer("boundary")[:40])
    with leave_to_sweep():
        return [
            file_complaint(
                report=NewReport(
                    category=categories[place % 2], text="Air masuk rumah", village=villages[place % len(villages)]
                ),
                source=Source.WEB,
            ).complaint.pk
            for place in range(REPORTS)
        ]


def _time_pages(user: Any, incident_id: int) -> None:
    from django.core.cache import cache
    from django.test import Client

    client = Client(HTTP_HOST="127.0.0.1")
    client.force_login(user)
    for path in (f"/petugas/kejadian/{incident_id}/", "/petugas/kejadian/", "/petugas/papan/daftar/"):
        waits = []
        for _ in range(PAGE_TURNS):
            cache.clear()
            begun = time.monotonic()
            answer = client.get(path)
            waits.append(time.monotonic() - begun)
        waits.sort()
        _say(path, f"{answer.status_code}, p50 {waits[len(waits) // 2] * 1000:.0f} ms, p95 {waits[-2] * 1000:.0f} ms")


def _time(what: str, do: Callable[[], object]) -> None:
    begun = time.monotonic()
    do()
    _say(what, f"{(time.monotonic() - begun) * 1000:.0f} ms")


def _say(what: str, figure: str) -> None:
    sys.stdout.write(f"{what:<48}{figure}\n")
    sys.stdout.flush()


def _run(environment: dict[str, str], *module: str) -> None:
    subprocess.run([sys.executable, "-m", *module], cwd=ROOT, env=environment, check=True)  # nosec B603 # ours


if __name__ == "__main__":
    if sys.argv[1:] == ["inside"]:
        import django

        os.environ.setdefault("DJANGO_SETTINGS_MODULE", "jepara_tanggap.settings")
        django.setup()
        measure()
    else:
        main()
