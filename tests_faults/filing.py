"""A process that files reports while other processes are killed."""

from __future__ import annotations

import json
import subprocess
import sys
import threading
from pathlib import Path
from typing import Any

from tests_faults.launching import HOW


class Filer:
    """A process that files reports; what it printed was committed."""

    def __init__(self, environment: dict[str, str], log: Path, wanted: dict[str, float]) -> None:
        options = [part for name, value in wanted.items() for part in (f"--{name}", str(value))]
        with log.open("a") as errors:
            self.process = subprocess.Popen(
                [sys.executable, "-m", "tests_faults.filer", *options],
                **HOW, env=environment, stdout=subprocess.PIPE, stderr=errors, text=True,
            )  # fmt: skip
        self.filed: list[dict[str, Any]] = []
        self._log = log
        self._reader = threading.Thread(target=self._read, daemon=True)
        self._reader.start()

    @property
    def numbers(self) -> list[str]:
        """The ticket numbers so far."""
        return [one["number"] for one in self.filed]

    def wait(self, *, seconds: float = 120.0) -> list[str]:
        """Wait until all is filed and return the numbers. Raises AssertionError if it failed."""
        code = self.process.wait(seconds)
        self._reader.join(5)
        assert code == 0, self._log.read_text()[-3000:]
        return self.numbers

    def _read(self) -> None:
        assert self.process.stdout is not None
        for line in self.process.stdout:
            self.filed.append(json.loads(line))
