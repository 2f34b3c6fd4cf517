"""Reports and people for the tests of the staff pages."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from functools import partial

import pytest
from django.test import Client
from django.utils import timezone

from accounts.models import Role, User
from complaints.choices import Source
from complaints.intake import NewReport, file_complaint
from complaints.models import Complaint, MajorIncident
from dashboard.tests.incidents import open_as
from dispatch.models import Agency, Category, Village

FileReport = Callable[..., Complaint]


@pytest.fixture
def file_report() -> FileReport:
    """File a report of a category (a street lamp, which is Dishub's), some minutes ago."""

    def file(code: str = "N-PJU", *, text: str = "Lampu jalan mati", minutes_ago: int = 0, **more) -> Complaint:
        village = Village.objects.select_related("district").defer("boundary").order_by("code").first()
        report = NewReport(category=Category.objects.get(code=code), text=text, village=village, **more)
        now = timezone.now() - timedelta(minutes=minutes_ago)
        return file_complaint(report=report, source=Source.WEB, now=now).complaint

    return file


@pytest.fixture
def make_user() -> Callable[..., User]:
    """Make a member of staff; agency roles get an agency by its code."""

    def make(role: Role = Role.OFFICER, agency: str = "", **more) -> User:
        found = Agency.objects.get(code=agency) if agency else None
        name = more.pop("username", f"{role}-{agency or 'kabupaten'}-{User.objects.count()}")
        return User.objects.create_user(name, password="x", role=role, agency=found, **more)

    return make


@pytest.fixture
def sign_in(make_user) -> Callable[..., Client]:
    """Return a browser in which such a person is signed in."""

    def sign(role: Role = Role.OFFICER, agency: str = "", **more) -> Client:
        client = Client()
        client.user = make_user(role, agency, **more)
        client.force_login(client.user)
        return client

    return sign


@pytest.fixture
def dishub(sign_in) -> Client:
    """An officer of Dishub at the desk."""
    return sign_in(Role.OFFICER, "DISHUB", first_name="Agus")


@pytest.fixture
def desk(sign_in) -> Client:
    """The browser of a dispatcher, who gathers reports into major incidents."""
    return sign_in(Role.DISPATCHER)


@pytest.fixture
def make_incident(desk) -> Callable[..., MajorIncident]:
    """Open an incident as that dispatcher, with the reports given."""
    return partial(open_as, desk)
