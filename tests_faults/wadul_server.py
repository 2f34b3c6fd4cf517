"""The stand-in for Wadul Bupati as a process of its own, with its faults."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path
from typing import Any

import httpx

from tests_faults.launching import SECRET, build_environment, kill_process, start_process
from tests_faults.waiting import find_free_port, is_listening, wait_for


class WadulServer:
    """The stand-in for Wadul Bupati as a process; what it accepted survives its end."""

    def __init__(self, folder: Path) -> None:
        self.port = find_free_port()
        self.url = f"http://127.0.0.1:{self.port}"
        self._folder = folder
        self._process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        """Start it and wait until it listens."""
        command = [*(sys.executable, "-m", "simulators.wadul_bupati"), "--port", str(self.port)]
        command += ["--db", str(self._folder / "wadul.sqlite3")]
        self._process = start_process(command, self._folder / "wadul.log", build_environment(JT_WADUL_SECRET=SECRET))
        wait_for(lambda: is_listening(self.port), seconds=20, what="the stand-in")

    def stop(self) -> None:
        """End it; everybody is refused from now on."""
        if self._process is not None:
            kill_process(self._process)
            self._process = None

    def set_faults(self, **faults: Any) -> None:
        """Turn the named faults on and all others off."""
        httpx.post(f"{self.url}/_faults", json={"clear": True, **faults}, timeout=10).raise_for_status()

    def count_fired(self, name: str) -> int:
        """Return how often a fault has struck since they were last set."""
        faults = httpx.get(f"{self.url}/_faults", timeout=10).json()["faults"]
        return int(faults[name]["fired"])

    def read_knocks(self) -> list[dict[str, Any]]:
        """Return the requests that came, however they were answered, in order of arrival."""
        knocks: list[dict[str, Any]] = httpx.get(f"{self.url}/_log", timeout=30).json()["knocks"]
        return knocks

    def read_log(self) -> list[dict[str, Any]]:
        """Return every operation kept, in order of arrival."""
        operations: list[dict[str, Any]] = httpx.get(f"{self.url}/_log", timeout=30).json()["operations"]
        return operations
