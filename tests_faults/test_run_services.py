"""`make run-services` as a person meets it, on servers that hold nothing yet: everything starts, works and ends."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import httpx
import psycopg
import pytest

from bin.processes import ROOT
from bin.run_services import read_procfile
from jepara_tanggap.tests.processes import find_children, is_alive
from tests_faults.citizen import EMERGENCY, Citizen
from tests_faults.harness import Stack
from tests_faults.launching import build_environment, kill_process, start_process
from tests_faults.waiting import find_free_port, wait_for

START_SECONDS = 300
STOP_SECONDS = 20
COMMAND = [sys.executable, "bin/run_services.py"]
ALERTS = "SELECT count(*) FROM dispatch_inboxmessage WHERE subject = %s"
PEOPLE = "SELECT username, role FROM accounts_user"


class ServicesRun:
    """One run of the production shape, with a database and a data folder that are not there yet."""

    def __init__(self, stack: Stack, folder: Path) -> None:
        port, wadul_port = find_free_port(), find_free_port()
        self.url, self.wadul_url = f"http://127.0.0.1:{port}", f"http://127.0.0.1:{wadul_port}"
        self.database_url = stack.postgres.url(f"from_nothing_{port}")
        self.log = folder / "run.log"
        self.environment = build_environment(
            PORT=str(port),
            WADUL_PORT=str(wadul_port),
            EMPTY="1",
            JT_DATA_DIR=str(folder / "data"),
            DATABASE_URL=self.database_url,
            REDIS_URL=stack.redis.url.removesuffix("0") + "1",
        )
        self.process = start_process(COMMAND, self.log, self.environment)

    def wait_until_started(self) -> None:
        """Wait for the line that says how to stop; fail with the log if it ends before."""

        def is_up() -> bool:
            assert self.process.poll() is None, self.log.read_text()[-3000:]
            return "Ctrl-C stops" in self.log.read_text()

        wait_for(is_up, seconds=START_SECONDS, what="the production shape")

    def ask(self, sql: str, *values: str) -> list[tuple]:
        """Return rows of its database."""
        with psycopg.connect(self.database_url) as database:
            return database.execute(sql, values).fetchall()


@pytest.fixture
def run(shared_stack: Stack, tmp_path: Path) -> Iterator[ServicesRun]:
    started = ServicesRun(shared_stack, tmp_path)
    yield started
    kill_process(started.process)


def test_the_production_shape_starts_from_nothing_works_and_ends_whole(run):
    run.wait_until_started()
    children = find_children(run.process.pid)
    lines = [Path(f"/proc/{pid}/cmdline").read_text().replace("\0", " ") for pid in children]
    for name, command in read_procfile().items():
        assert any(" ".join(command[1:]) in line for line in lines), f"{name} does not run"

    village = run.ask("SELECT code FROM dispatch_village ORDER BY code LIMIT 1")[0][0]
    pothole, fire = (file(run, village, category) for category in ("N-JALAN", EMERGENCY))
    arrived = f"{run.wadul_url}/aduan/{pothole}"
    wait_for(lambda: httpx.get(arrived, trust_env=False).status_code == 200, seconds=20, what="the pothole")
    wait_for(lambda: run.ask(ALERTS, f"complaint:{fire}") == [(1,)], seconds=20, what="the alert")

    assert run.ask(PEOPLE) == [], "an account whose password is printed has no place here"
    make_administrator(run)
    assert run.ask(PEOPLE) == [("boss", "administrator")]

    os.killpg(run.process.pid, signal.SIGINT)
    assert run.process.wait(STOP_SECONDS) == 0, run.log.read_text()[-3000:]
    assert not [pid for pid in children if is_alive(pid)]
    assert "Traceback" not in run.log.read_text()


def make_administrator(run: ServicesRun) -> None:
    """Make the first account with the one command that the run names, while it runs."""
    who = ["createsuperuser", "--noinput", "--username", "boss", "--email", "boss@example.id"]
    made = subprocess.run(
        [*COMMAND, *who],
        cwd=ROOT,
        env={**run.environment, "DJANGO_SUPERUSER_PASSWORD": "kayu-ukir-7"},
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert made.returncode == 0, made.stdout + made.stderr


def file(run: ServicesRun, village: str, category: str) -> str:
    """File one report through the web form and return its number."""
    return Citizen(run.url, village=village, category=category).file_stubbornly(seconds=30)
