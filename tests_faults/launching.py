"""How the processes under test are started and ended, and what they find in their environment."""

from __future__ import annotations

import base64
import os
import signal
import subprocess
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import httpx

from bin.processes import ROOT, die_with_parent

DATA_KEY = base64.urlsafe_b64encode(b"a data key for the fault tests..").decode()
SECRET = "whsec_" + base64.b64encode(b"a secret for the fault tests....").decode()
# What a developer or a runner has set must not reach the processes under test.
OURS = ("JT_", "DATABASE_URL", "REDIS_URL", "DJANGO_SETTINGS_MODULE", "PORT", "HOST", "WADUL_PORT", "EMPTY")


def choose_quiet_weekday() -> str:
    """Return a weekday (0 is Monday) that is not near: the weekly test of the alert chain would reach the contacts."""
    soon = datetime.now(ZoneInfo("Asia/Jakarta")) + timedelta(days=3)
    return str(soon.weekday())


def build_environment(**settings: str) -> dict[str, str]:
    """Return the environment without any setting of ours but those given."""
    plain = {name: value for name, value in os.environ.items() if not name.startswith(OURS)}
    own = {
        "DJANGO_SETTINGS_MODULE": "jepara_tanggap.settings",
        "PYTHONUNBUFFERED": "1",
        # All citizens come from one address, more of them than a village has.
        "JT_OUTGOING_ALLOWED_NETWORKS": "127.0.0.0/8",
        "JT_LIMITS": "filing_noisy=1000000/600,filing=1000000/600,drafts=1000000/600,callbacks=1000000/60",
        "JT_ALERT_DRILL_WEEKDAY": choose_quiet_weekday(),
    }
    return {**plain, **own, **settings}


def build_shifted_clock(minutes: float) -> dict[str, str]:
    """Return what puts a Python process onto a machine whose clock is ahead by so many minutes."""
    shifted = {"PYTHONPATH": str(ROOT / "tests_faults" / "shifted"), "TEST_CLOCK_MINUTES": str(minutes)}
    return shifted if minutes else {}


HOW: dict[str, Any] = {"cwd": ROOT, "stdin": subprocess.DEVNULL, "preexec_fn": die_with_parent()}


def start_process(command: list[str], log: Path, environment: dict[str, str]) -> subprocess.Popen[bytes]:
    """Start a process in a group of its own; what it says goes to the end of `log`."""
    with log.open("a") as output:
        return subprocess.Popen(
            command, **HOW, env=environment, stdout=output, stderr=subprocess.STDOUT, start_new_session=True
        )


def answers(url: str) -> bool:
    """Tell whether a web server answers, even if it only sends us on to HTTPS."""
    try:
        httpx.get(url, timeout=5, trust_env=False)
    except httpx.HTTPError:
        return False
    return True


def kill_process(child: subprocess.Popen[bytes]) -> None:
    """Kill a process with its group, and wait until it is gone."""
    if child.poll() is None:
        os.killpg(child.pid, signal.SIGKILL)
    child.wait()
