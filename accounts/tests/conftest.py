"""Tests of accounts begin with an empty cache: used codes and counted tries would reach into the next one."""

from __future__ import annotations

import pytest
from django.core.cache import cache


@pytest.fixture(autouse=True)
def _empty_cache() -> None:
    cache.clear()
