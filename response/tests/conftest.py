"""A fire of Jepara, the crew that is responsible for it, and one that helps."""

from __future__ import annotations

import pytest

from complaints.models import Complaint
from dispatch.models import AgencyContact
from response.tests.helpers import add_contact, file_fire


@pytest.fixture
def fire() -> Complaint:
    return file_fire(reporter_name="Siti", phone="+6281234567890")


@pytest.fixture
def crew(fire) -> AgencyContact:
    return add_contact(fire.agency, name="Budi Santoso")


@pytest.fixture
def helper(fire) -> AgencyContact:
    return add_contact(fire.supporting.get(code="PLN"), name="Regu PLN")
