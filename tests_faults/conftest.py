"""One PostgreSQL, one Redis and one prepared database for the whole run; every test finds them empty."""

from __future__ import annotations

import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest

from bin.processes import ROOT
from tests_faults.harness import Stack
from tests_faults.servers import OwnPostgres, OwnRedis, create_database


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Everything here needs servers."""
    for item in items:
        if item.path.is_relative_to(Path(__file__).parent):
            item.add_marker(pytest.mark.services)


@pytest.fixture(scope="session")
def shared_stack() -> Iterator[Stack]:
    """The servers, and a database with Jepara's reference data."""
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


@pytest.fixture
def stack(shared_stack: Stack) -> Iterator[Stack]:
    """The servers with nothing filed and no process of the product running."""
    shared_stack.reset()
    yield shared_stack
    shared_stack.stop()
