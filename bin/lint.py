#!/usr/bin/env python
"""`make lint`: every check, one after the other; all are run even when one fails."""

from __future__ import annotations

import base64
import os
import secrets
import subprocess
import sys
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
OUR_PACKAGES = [
    *("accounts", "complaints", "calls", "response", "dispatch", "dashboard"),
    *("jepara_tanggap", "simulators", "bin"),
]

# What a real installation sets at the least; the deployment check looks at the settings that follow from it.
PRODUCTION = {
    "JT_MODE": "production",
    "JT_SECRET_KEY": secrets.token_urlsafe(60),
    "JT_DATA_KEYS": base64.urlsafe_b64encode(secrets.token_bytes(32)).decode(),
    "JT_LOOKUP_KEY": secrets.token_urlsafe(60),
    "JT_BASE_URL": "https://tanggap.example.go.id",
    "JT_ALLOWED_HOSTS": "tanggap.example.go.id",
    "DATABASE_URL": "postgres://jepara@127.0.0.1:5432/jepara",
    "REDIS_URL": "redis://127.0.0.1:6379/5",
}


def main() -> int:
    """Run the checks, print one line for each, and return 1 if any failed."""
    checks: list[tuple[str, list[str], dict[str, str]]] = [
        ("format", ["ruff", "format", "--check", "."], {}),
        ("rules", ["ruff", "check", "."], {}),
        ("bandit", ["bandit", "-q", "-c", "pyproject.toml", "-r", *OUR_PACKAGES, "bench"], {}),
        ("templates", ["djlint", "templates", "--lint", "--quiet"], {}),
        ("types", ["mypy", *OUR_PACKAGES], {}),
        ("migrations", ["django", "makemigrations", "--check", "--dry-run"], {}),
        ("deployment", ["django", "check", "--deploy", "--fail-level", "WARNING"], PRODUCTION),
    ]
    failed = [name for name, command, environment in checks if not passes(name, command, environment)]
    print(f"lint: {len(checks) - len(failed)} of {len(checks)} checks passed" + (f"; not {failed}" if failed else ""))
    return 1 if failed else 0


def passes(name: str, command: list[str], environment: dict[str, str]) -> bool:
    """Run one check; print what it says only if it fails."""
    started = time.monotonic()
    result = subprocess.run(  # nosec B603 # a command of ours, no shell
        [sys.executable, "-m", *command],
        cwd=ROOT,
        env={**os.environ, "DJANGO_SETTINGS_MODULE": "jepara_tanggap.settings", **environment},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        check=False,
    )
    verdict = "ok" if result.returncode == 0 else "FAILED"
    print(f"{name:<12} {verdict} ({time.monotonic() - started:.1f} s)", flush=True)
    if result.returncode:
        print(result.stdout, flush=True)
    return result.returncode == 0


if __name__ == "__main__":
    sys.exit(main())
