"""An agency of the tests' own."""

from __future__ import annotations

import pytest

from dispatch.models import Agency


@pytest.fixture
def agency() -> Agency:
    """An agency that has nobody on duty and no rule."""
    return Agency.objects.create(code="UJI", short_name="Uji", name="Dinas Uji")
