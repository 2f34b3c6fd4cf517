"""Runs on PostgreSQL and Redis where `make security` finds them, else on what the embedded run uses."""

from __future__ import annotations

import logging
from collections.abc import Iterator

import pytest

from tests_faults.harness import Stack
from tests_faults.opening import open_stack


@pytest.fixture(scope="session", autouse=True)
def _quiet_refusals() -> None:
    """Leave out a log line for each of thousands of refused requests, so that the figures can be read."""
    for name in ("django.request", "django.security"):
        logging.getLogger(name).setLevel(logging.CRITICAL)


@pytest.fixture(scope="session")
def own_stack() -> Iterator[Stack]:
    """A PostgreSQL and a Redis that a test may stop, with reference data; no process of the product runs."""
    with open_stack() as stack:
        yield stack
