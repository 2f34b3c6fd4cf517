"""Runs on PostgreSQL and Redis where `make security` finds them, else on what the embedded run uses."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests_faults.harness import Stack
from tests_faults.opening import open_stack


@pytest.fixture(scope="session")
def own_stack() -> Iterator[Stack]:
    """A PostgreSQL and a Redis that a test may stop, with reference data; no process of the product runs."""
    with open_stack() as stack:
        yield stack
