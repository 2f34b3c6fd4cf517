"""A live part is read without the database for a while, and by nobody it is not for."""

from __future__ import annotations

import pytest
import time_machine
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from accounts.live_pass import PASS_SECONDS
from accounts.models import StaffSession, User
from accounts.roles import Role
from accounts.sessions import end_all_sessions
from accounts.staff import deactivate
from dispatch.models import Agency

pytestmark = pytest.mark.django_db

BOARD, DESK, WALL = "/petugas/papan/daftar/", "/petugas/112/daftar/", "/petugas/dinding/isi/"


@pytest.fixture(autouse=True)
def _passwords_suffice(settings):
    settings.SECOND_FACTOR_ROLES = frozenset()


@pytest.fixture
def watcher(db) -> User:
    return User.objects.create_user(username="pengawas", password="x", role=Role.DISPATCHER)


def open_screen(user: User, path: str) -> Client:
    """A browser that has read the live part once."""
    browser = Client(headers={"HX-Request": "true"})
    browser.force_login(user)
    assert browser.get(path).status_code == 200
    return browser


@pytest.mark.parametrize("path", [BOARD, DESK, WALL])
def test_the_next_readings_ask_the_database_nothing(watcher, path):
    with time_machine.travel("2026-11-24T03:00:00Z", tick=False):
        screen = open_screen(watcher, path)
        with CaptureQueriesContext(connection) as statements:
            answer = screen.get(path)
    assert answer.status_code == 200
    assert len(statements) == 0


def test_an_ordinary_reading_is_checked_in_full(watcher):
    screen = open_screen(watcher, BOARD)
    User.objects.filter(pk=watcher.pk).update(is_active=False)
    screen.defaults.pop("HTTP_HX_REQUEST")
    assert screen.get(BOARD).status_code == 302


def test_a_pass_is_for_one_address(watcher):
    taker = User.objects.create_user(username="penerima", password="x", role=Role.CALL_TAKER)
    screen = open_screen(taker, DESK)
    assert screen.get(BOARD).status_code == 403
    assert screen.get("/petugas/112/").status_code == 200


def test_a_pass_lets_nobody_write(watcher):
    screen = open_screen(watcher, BOARD)
    assert screen.post(BOARD).status_code == 405


def test_it_is_of_no_use_without_the_cookie_of_its_session(watcher):
    open_screen(watcher, BOARD)
    assert Client(headers={"HX-Request": "true"}).get(BOARD).status_code == 302


def test_a_person_who_is_deactivated_sees_no_more(watcher, django_capture_on_commit_callbacks):
    screen = open_screen(watcher, BOARD)
    boss = User.objects.create_user(username="admin", password="x", role=Role.ADMINISTRATOR)
    with django_capture_on_commit_callbacks(execute=True):
        deactivate(by=boss, person=watcher)
    assert screen.get(BOARD).status_code == 302


def test_a_person_whose_role_changes_is_asked_anew(watcher, django_capture_on_commit_callbacks):
    screen = open_screen(watcher, BOARD)
    watcher.role, watcher.agency = Role.OFFICER, Agency.objects.first()
    with django_capture_on_commit_callbacks(execute=True):
        watcher.save()
    assert screen.get(BOARD).status_code == 403


def test_a_session_that_is_ended_elsewhere_shows_no_more(watcher, django_capture_on_commit_callbacks):
    screen = open_screen(watcher, BOARD)
    now = watcher.date_joined
    StaffSession.objects.update_or_create(
        session_key=screen.session.session_key, defaults={"user": watcher, "began_at": now, "last_seen_at": now}
    )
    with django_capture_on_commit_callbacks(execute=True):
        assert end_all_sessions(watcher) == 1
    assert screen.get(BOARD).status_code == 302


def test_a_cookie_kept_after_signing_out_opens_nothing(watcher, django_capture_on_commit_callbacks):
    screen = open_screen(watcher, BOARD)
    kept = Client(headers={"HX-Request": "true"})
    kept.cookies.update(screen.cookies)
    with django_capture_on_commit_callbacks(execute=True):
        screen.logout()
    assert kept.get(BOARD).status_code == 302


def test_a_pass_ends_by_itself(watcher):
    with time_machine.travel("2026-11-24T03:00:00Z", tick=False) as clock:
        screen = open_screen(watcher, BOARD)
        User.objects.filter(pk=watcher.pk).update(is_active=False)
        assert screen.get(BOARD).status_code == 200
        clock.shift(PASS_SECONDS + 1)
        assert screen.get(BOARD).status_code == 302
