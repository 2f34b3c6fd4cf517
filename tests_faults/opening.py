"""Opens servers of our own and prepares a database in them; closes all of it again."""

from __future__ import annotations

import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import psycopg

from bin.processes import ROOT
from tests_faults.harness import Stack
from tests_faults.servers import OwnPostgres, OwnRedis, create_database


@contextmanager
def open_stack() -> Iterator[Stack]:
    """Yield servers and a database with Jepara's reference data; no process of the product runs yet."""
    # Not pytest's own folder: the user postgres must be able to enter it.
    with tempfile.TemporaryDirectory(prefix="jepara-faults-", ignore_cleanup_errors=True) as name:
        folder = Path(name)
        folder.chmod(0o755)
        postgres = OwnPostgres(folder / "postgres")
        redis = OwnRedis(folder)
        stack = Stack(folder, postgres, redis, create_database(postgres, "jepara"))
        try:
            _prepare(stack)
            yield stack
        finally:
            stack.stop()
            stack.provider.shutdown()
            redis.stop()
            postgres.stop()


def _prepare(stack: Stack) -> None:
    command = [sys.executable, "-m", "jepara_tanggap.preparation", "--empty"]
    result = subprocess.run(
        command, cwd=ROOT, env=stack.environment, capture_output=True, text=True, timeout=120, check=False
    )
    assert result.returncode == 0, result.stdout + result.stderr
    # Whoever gets emergencies in these tests has one contact beside the inbox.
    with psycopg.connect(stack.database_url, autocommit=True) as connection:
        connection.execute(
            'INSERT INTO dispatch_agencycontact (agency_id, name, address, "order", is_active) '
            "SELECT agency_id, 'Piket', %s, 1, true FROM dispatch_category WHERE code = 'D-BAKAR'",
            [stack.provider.address],
        )
