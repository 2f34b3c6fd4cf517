"""Opens servers of our own and prepares a database in them; closes all of it again."""

from __future__ import annotations

import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from bin.processes import ROOT
from tests_faults.harness import Stack
from tests_faults.servers import OwnPostgres, OwnRedis, create_database


@contextmanager
def open_stack(*, postgres_options: str = "") -> Iterator[Stack]:
    """Yield servers and a database with Jepara's reference data; no process of the product runs yet."""
    # Not pytest's own folder: the user postgres must be able to enter it.
    with tempfile.TemporaryDirectory(prefix="jepara-faults-", ignore_cleanup_errors=True) as name:
        folder = Path(name)
        folder.chmod(0o755)
        postgres = OwnPostgres(folder / "postgres", options=postgres_options)
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


ADD_CONTACT = """
from dispatch.models import AgencyContact, Category
agency = Category.objects.get(code="D-BAKAR").agency
AgencyContact.objects.create(agency=agency, name="Piket", address="{address}")
"""


def _prepare(stack: Stack) -> None:
    run_python(stack, "-m", "jepara_tanggap.preparation", "--empty")
    # Whoever gets emergencies in these tests has one contact beside the inbox; the product seals its address.
    run_python(stack, "manage.py", "shell", "-c", ADD_CONTACT.format(address=stack.provider.address))


def run_python(stack: Stack, *arguments: str) -> None:
    """Run Python with the product's settings and wait for it. Raises AssertionError with what it said."""
    read_python(stack, *arguments)


def read_python(stack: Stack, *arguments: str) -> str:
    """Run Python with the product's settings and return what it printed. Raises AssertionError with what it said."""
    result = subprocess.run(
        [sys.executable, *arguments],
        cwd=ROOT, env=stack.environment, capture_output=True, text=True, timeout=300, check=False,
    )  # fmt: skip
    assert result.returncode == 0, result.stdout + result.stderr
    return result.stdout
