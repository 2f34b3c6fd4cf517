"""`make run` as a process group, which a test may kill and start again on the same folder."""

from __future__ import annotations

import os
import signal
import sqlite3
import subprocess
import sys
from pathlib import Path

from bin.processes import ROOT, is_answering
from tests_faults.launching import build_environment
from tests_faults.waiting import find_free_port, wait_for

VILLAGE = "SELECT code FROM dispatch_village ORDER BY code LIMIT 1"


class EmbeddedRun:
    """The whole product as one process group."""

    def __init__(self, folder: Path, *, is_empty: bool = True) -> None:
        self.data = folder / "data"
        self._more = {"EMPTY": "1"} if is_empty else {}
        self._log = folder / "run.log"
        self._ports = {"PORT": str(find_free_port()), "WADUL_PORT": str(find_free_port())}
        self.url = f"http://127.0.0.1:{self._ports['PORT']}"
        self.wadul_url = f"http://127.0.0.1:{self._ports['WADUL_PORT']}"
        self._process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        """Start it and wait until it answers."""
        environment = build_environment(
            **self._ports,
            **self._more,
            JT_DATA_DIR=str(self.data),
            JT_OUTBOX_LEASE_SECONDS="3",
            JT_WADUL_TIMEOUT="2",
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
