"""A session that is the wallboard's alone: it stays for as long as the wall asks, and opens nothing else."""

from __future__ import annotations

from datetime import timedelta

import pytest
import time_machine
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accounts.models import AuditEntry, Role, StaffSession, User
from accounts.sessions import end_session
from accounts.tests.people import make_person, send_password

pytestmark = pytest.mark.django_db

WALL, PART, KEEP = "/petugas/dinding/", "/petugas/dinding/isi/", "/petugas/dinding/tetap/"
POLL = {"HX-Request": "true"}


@pytest.fixture(autouse=True)
def _no_second_factor(settings):
    settings.SECOND_FACTOR_ROLES = []
    settings.SESSION_HOURS, settings.IDLE_MINUTES, settings.IDLE_MINUTES_CALL_DESK = 12, 60, 720


@pytest.fixture
def taker() -> User:
    return make_person(Role.CALL_TAKER)


@pytest.fixture
def television(taker) -> Client:
    client = Client()
    send_password(client, taker)
    return client


def test_a_wall_that_asks_outlasts_a_shift_and_a_weekend(television):
    with time_machine.travel(timezone.now(), tick=False) as clock:
        assert television.post(KEEP).url == WALL
        for _ in range(72):
            clock.shift(timedelta(hours=1))
            assert television.get(PART, headers=POLL).status_code == 200
        assert "tetap menyala" in television.get(WALL).content.decode()


def test_a_wall_that_was_not_left_on_ends_with_the_shift_as_before(television):
    with time_machine.travel(timezone.now(), tick=False) as clock:
        for _ in range(13):
            clock.shift(timedelta(hours=1))
            answer = television.get(WALL)
        assert answer.status_code == 302


@pytest.mark.parametrize(
    "name", ["dashboard:inbox", "dashboard:desk", "dashboard:board", "admin:index", "accounts:sessions"]
)
def test_it_opens_nothing_else_and_is_still_there_afterwards(television, name):
    television.post(KEEP)
    assert television.get(reverse(name)).status_code == 302
    assert television.get(WALL).status_code == 200


def test_what_the_browser_was_let_into_a_moment_before_is_closed(taker, television):
    opened = "/petugas/112/daftar/"
    assert television.get(opened, headers=POLL).status_code == 200
    television.post(KEEP)
    assert television.get(opened, headers=POLL).status_code != 200


def test_it_ends_like_any_other_session_of_its_person(taker, television):
    television.post(KEEP)
    session = StaffSession.objects.get(user=taker)
    assert session.session_key == television.session.session_key
    end_session(session)
    assert television.get(WALL).status_code == 302


def test_it_ends_with_the_account_and_leaves_a_line_of_the_record(taker, television):
    television.post(KEEP)
    assert AuditEntry.objects.filter(subject=f"user:{taker.pk}", detail__what="session_for_wall").exists()
    User.objects.filter(pk=taker.pk).update(is_active=False)
    with time_machine.travel(timezone.now() + timedelta(minutes=2), tick=False):
        assert television.get(PART, headers=POLL).status_code != 200


def test_whoever_signs_in_in_front_of_it_has_a_session_of_their_own_again(taker, television):
    television.post(KEEP)
    send_password(television, taker)
    assert television.get(reverse("dashboard:inbox")).status_code == 200


def test_who_may_not_watch_the_wall_cannot_leave_it_on():
    officer = Client()
    officer.force_login(make_person(Role.OFFICER, "DISHUB"))
    assert officer.post(KEEP).status_code == 403
    assert officer.get("/petugas/").status_code == 200
