"""The product as real processes on servers of its own, for what only real processes can show."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from tests_faults.harness import Stack


@contextmanager
def serve(stack: Stack, **settings: str) -> Iterator[str]:
    """Yield the address of a web server with these settings; end it afterwards."""
    usual = dict(stack.environment)
    stack.environment.update(settings)
    try:
        stack.start_web()
        yield stack.web_url
    finally:
        stack.environment.clear()
        stack.environment.update(usual)
        stack.kill("web")
