#!/usr/bin/env python
"""`make test-services`: the whole suite on PostgreSQL and Redis, then the fault tests.

- `DATABASE_URL`: postgres://postgres@127.0.0.1:5432/jepara (only test_jepara and its like are touched)
- `REDIS_URL`: redis://127.0.0.1:6379/6

Without the two servers it says so and ends; with CI=true that is a failure.
"""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path
from urllib.parse import urlsplit

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from bin.processes import is_port_open  # noqa: E402

SERVERS = {
    "DATABASE_URL": ("PostgreSQL", "postgres://postgres@127.0.0.1:5432/jepara", 5432),
    "REDIS_URL": ("Redis", "redis://127.0.0.1:6379/6", 6379),
}


def main() -> int:
    """Run both parts; return 0 only if both passed."""
    missing = find_missing_servers()
    if missing:
        print(f"test-services: {'FAILED' if is_ci() else 'skipped'}, for want of {', '.join(missing)}.")
        return 1 if is_ci() else 0
    suite = run_pytest("-n", os.environ.get("TEST_PROCESSES", "2"), "--dist", "loadfile", "-q")
    # One at a time and with their figures shown: each starts and kills servers of its own.
    faults = run_pytest("tests_faults", "-q", "-s", "-p", "no:xdist")
    return suite or faults


def is_ci() -> bool:
    """Whether nothing may be skipped."""
    return os.environ.get("CI", "").lower() in ("1", "true", "yes")


def find_missing_servers() -> list[str]:
    """Set the addresses that are not set, and return which servers do not answer."""
    missing = []
    for name, (server, address, port) in SERVERS.items():
        parts = urlsplit(os.environ.setdefault(name, address))
        if not is_port_open(parts.hostname or "127.0.0.1", parts.port or port):
            missing.append(f"{server} at {parts.hostname}:{parts.port or port}")
    return missing


def run_pytest(*arguments: str) -> int:
    """Run pytest with these arguments and whatever the caller added."""
    command = [sys.executable, "-m", "pytest", *arguments, *sys.argv[1:]]
    print("$ " + " ".join(command[1:]), flush=True)
    return subprocess.run(command, cwd=ROOT, check=False).returncode  # nosec B603 # a command of ours, no shell


if __name__ == "__main__":
    sys.exit(main())
