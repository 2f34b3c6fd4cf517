#!/usr/bin/env python
"""`make security`: the security tests, with their figures, on PostgreSQL and Redis.

Where the two servers are absent they run on SQLite and the in-memory cache, and the first line says so;
with CI=true that is a failure.
"""

from __future__ import annotations

import os
import sys
import tempfile
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from bin.test_services import SERVERS, find_missing_servers, is_ci, run_pytest
from tests_security.figures import FIGURES_FILE


def main() -> int:
    """Run the tests; return 0 only if all passed."""
    missing = find_missing_servers()
    if missing:
        print(f"security: {'FAILED' if is_ci() else 'on SQLite'}, for want of {', '.join(missing)}.", flush=True)
        if is_ci():
            return 1
        for name in SERVERS:
            os.environ.pop(name)
    with tempfile.NamedTemporaryFile("r", encoding="utf-8") as figures:
        os.environ[FIGURES_FILE] = figures.name
        failed = run_pytest("tests_security", "-n", os.environ.get("TEST_PROCESSES", "2"), "--dist", "loadfile", "-q")
        print(figures.read(), flush=True)
    return failed


if __name__ == "__main__":
    sys.exit(main())
