"""Starting the product as a person would: in a process of its own, with its own environment."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
# What a developer or a runner has set must not reach the process under test.
OURS = ("JT_", "DATABASE_URL", "REDIS_URL", "DJANGO_SETTINGS_MODULE", "PORT", "HOST", "WADUL_PORT", "EMPTY")


def build_environment(**settings: str) -> dict[str, str]:
    """Return the environment without any setting of ours but those given."""
    plain = {name: value for name, value in os.environ.items() if not name.startswith(OURS)}
    return {**plain, **settings}


def run_python(*arguments: str, **settings: str) -> subprocess.CompletedProcess[str]:
    """Run Python in the project's folder until it ends."""
    return subprocess.run(
        [sys.executable, *arguments],
        cwd=ROOT,
        env=build_environment(**settings),
        capture_output=True,
        text=True,
        # A whole set of migrations beside other work; nothing is measured here.
        timeout=300,
        check=False,
    )


def find_free_port() -> int:
    """Return a port nobody listens on just now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def find_children(pid: int) -> set[int]:
    """Return the ids of all processes that descend from this one."""
    children: dict[int, set[int]] = {}
    for stat in Path("/proc").glob("[0-9]*/stat"):
        try:
            after_name = stat.read_text().rpartition(")")[2].split()
        except OSError:
            continue
        children.setdefault(int(after_name[1]), set()).add(int(stat.parent.name))
    found: set[int] = set()
    todo = [pid]
    while todo:
        new = children.get(todo.pop(), set()) - found
        found |= new
        todo.extend(new)
    return found


def is_alive(pid: int) -> bool:
    """Return whether a process runs; one that has ended but was not collected does not."""
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] not in ("Z", "X")
    except OSError:
        return False


def wait_until(condition: Callable[[], object], *, seconds: float) -> bool:
    """Return whether the condition became true in time."""
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        if condition():
            return True
        time.sleep(0.05)
    return bool(condition())
