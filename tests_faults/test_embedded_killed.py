"""`make run` on SQLite, killed outright while citizens file, and started again on the same folder."""

from __future__ import annotations

import os
import signal
import sqlite3
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest

from bin.processes import ROOT, is_answering
from tests_faults.citizen import Citizen, Crowd
from tests_faults.harness import Figures, build_environment
from tests_faults.waiting import find_free_port, wait_for

CITIZENS = 3
EACH = 12
KILLS = 2
VILLAGE = "SELECT code FROM dispatch_village ORDER BY code LIMIT 1"


class EmbeddedRun:
    """The whole product as one process group."""

    def __init__(self, folder: Path) -> None:
        self.data = folder / "data"
        self.url, self.wadul_url = "", ""
        self._log = folder / "run.log"
        self._ports = {"PORT": str(find_free_port()), "WADUL_PORT": str(find_free_port())}
        self.url = f"http://127.0.0.1:{self._ports['PORT']}"
        self.wadul_url = f"http://127.0.0.1:{self._ports['WADUL_PORT']}"
        self._process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        """Start it and wait until it answers."""
        environment = build_environment(
            **self._ports, EMPTY="1", JT_DATA_DIR=str(self.data), JT_OUTBOX_LEASE_SECONDS="3", JT_WADUL_TIMEOUT="2"
        )
        with self._log.open("a") as log:
            self._process = subprocess.Popen(
                [sys.executable, "bin/run_embedded.py"],
                cwd=ROOT,
                env=environment,
                stdout=log,
                stderr=log,
                start_new_session=True,
            )
        wait_for(self._is_up, seconds=90, what="the embedded run")

    def kill(self) -> None:
        """SIGKILL everything at once, as a power cut would."""
        if self._process is not None:
            os.killpg(self._process.pid, signal.SIGKILL)
            self._process.wait()
            self._process = None

    def ask(self, sql: str) -> list[tuple[str, ...]]:
        """Return rows of its database."""
        with sqlite3.connect(self.data / "jepara.sqlite3", timeout=10) as database:
            return database.execute(sql).fetchall()

    def _is_up(self) -> bool:
        assert self._process is not None
        assert self._process.poll() is None, self._log.read_text()[-3000:]
        return is_answering(f"{self.url}/lacak/") and is_answering(f"{self.wadul_url}/_log")


@pytest.fixture
def run(tmp_path) -> Iterator[EmbeddedRun]:
    started = EmbeddedRun(tmp_path)
    yield started
    started.kill()


def test_embedded_run_killed_while_citizens_file(run):
    run.start()
    start = time.monotonic()
    village = run.ask(VILLAGE)[0][0]
    crowd = Crowd(lambda: Citizen(run.url, village=village), citizens=CITIZENS, each=EACH)
    for killed in range(1, KILLS + 1):
        share = killed * CITIZENS * EACH // (KILLS + 1)
        wait_for(lambda share=share: len(crowd.numbers) >= share or crowd.errors, seconds=60, what="citizens filing")
        run.kill()
        run.start()
    numbers = crowd.wait()
    open_ones = "SELECT id FROM dispatch_delivery WHERE state <> 'delivered'"
    wait_for(lambda: not run.ask(open_ones), seconds=60, what="an empty outbox", every=0.2)

    kept = [number for (number,) in run.ask("SELECT number FROM complaints_complaint")]
    arrived = Counter(one["ticket"] for one in httpx.get(f"{run.wadul_url}/_log", timeout=10).json()["operations"])
    figures = Figures(
        filed=len(kept),
        delivered=len(arrived),
        duplicated=sum(count - 1 for count in arrived.values()),
        lost=len(set(numbers) - set(kept)) + len(set(kept) - set(arrived)),
        seconds=time.monotonic() - start,
        more={"numbers shown": len(numbers), "kills": KILLS},
    )
    figures.print_line("embedded run killed")
    assert (figures.lost, figures.duplicated) == (0, 0)
    assert sorted(numbers) == sorted(kept), "a citizen's repeated sending made a second ticket"
