"""One PostgreSQL, one Redis and one prepared database for the whole run; every test finds them empty."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests_faults.harness import Stack
from tests_faults.log_check import find_leaks, list_needles, measure_logs
from tests_faults.opening import open_stack


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Everything here needs servers."""
    for item in items:
        if item.path.is_relative_to(Path(__file__).parent):
            item.add_marker(pytest.mark.services)


@pytest.fixture(scope="session")
def shared_stack() -> Iterator[Stack]:
    """The servers, and a database with Jepara's reference data."""
    with open_stack() as stack:
        yield stack


@pytest.fixture
def stack(shared_stack: Stack) -> Iterator[Stack]:
    """The servers with nothing filed and no process running; afterwards no log may show a key, or who reported."""
    shared_stack.reset()
    since = measure_logs(shared_stack.folder)
    yield shared_stack
    shared_stack.stop()
    leaks = find_leaks(shared_stack.folder, list_needles(shared_stack.environment), since=since)
    assert not leaks, f"a log shows what it must not: {leaks}"
