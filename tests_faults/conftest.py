"""One PostgreSQL, one Redis and one prepared database for the whole run; every test finds them empty."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests_faults.harness import Stack
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
    """The servers with nothing filed and no process of the product running."""
    shared_stack.reset()
    yield shared_stack
    shared_stack.stop()
