"""Who takes the calls of these tests, and where."""

from __future__ import annotations

import pytest

from accounts.models import Role, User
from dispatch.models import Village


@pytest.fixture
def ani() -> User:
    return User.objects.create(username="ani", role=Role.CALL_TAKER)


@pytest.fixture
def village() -> Village:
    return Village.objects.order_by("code").first()
