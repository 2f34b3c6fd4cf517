"""Wrong passwords close the pair of name and address soon, the name late, and an office hardly ever."""

from __future__ import annotations

from datetime import timedelta

import pytest
import time_machine
from axes.models import AccessAttempt
from django.core.management import call_command
from django.test import Client
from django.utils import timezone

from accounts.lockout import LIMITS
from accounts.models import Role, User
from accounts.tests.people import is_signed_in, make_person, send_password

pytestmark = pytest.mark.django_db
PAIR, NAME, _ = LIMITS
THIEF, OFFICE, HOME = "198.51.100.7", "203.0.113.1", "203.0.113.77"


@pytest.fixture
def officer() -> User:
    return make_person(Role.OFFICER, "DISHUB")


def guess(user: User, address: str, times: int) -> int:
    """Try wrong passwords; returns the last status."""
    for _ in range(times):
        status = send_password(Client(), user, "salah", REMOTE_ADDR=address).status_code
    return status


def can_sign_in(user: User, address: str) -> bool:
    client = Client(REMOTE_ADDR=address)
    send_password(client, user)
    return is_signed_in(client)


def test_the_pair_of_name_and_address_closes_after_five(officer):
    assert guess(officer, THIEF, PAIR - 1) == 200
    assert guess(officer, THIEF, 1) == 429
    assert not can_sign_in(officer, THIEF)


def test_the_page_says_for_how_long(officer):
    guess(officer, THIEF, PAIR)
    answer = send_password(Client(), officer, REMOTE_ADDR=THIEF)
    assert answer.status_code == 429
    assert answer["Retry-After"] == "900"
    assert "15 menit" in answer.content.decode()


def test_a_colleague_behind_the_same_address_still_signs_in(officer):
    colleague = make_person(Role.OFFICER, "DPUPR")
    guess(officer, OFFICE, PAIR)
    assert can_sign_in(colleague, OFFICE)


def test_the_owner_of_the_name_still_signs_in_elsewhere(officer):
    guess(officer, THIEF, PAIR)
    assert can_sign_in(officer, HOME)


def test_guessing_from_many_addresses_closes_the_name_but_not_for_its_owners_own_address(officer):
    assert can_sign_in(officer, HOME)
    for number in range(NAME // 4 + 1):
        guess(officer, f"198.51.100.{number + 10}", 4)
    assert not can_sign_in(officer, "192.0.2.50")
    assert can_sign_in(officer, HOME)


def test_another_spelling_of_the_name_is_the_same_name(officer):
    for name in (officer.username.upper(), officer.username.title(), f" {officer.username} "):
        send_password(Client(), name, "salah", REMOTE_ADDR=THIEF)
    guess(officer, THIEF, PAIR - 3)
    assert not can_sign_in(officer, THIEF)


def test_it_opens_again_and_guessing_meanwhile_does_not_keep_it_closed(officer):
    with time_machine.travel(timezone.now(), tick=False) as clock:
        guess(officer, THIEF, PAIR)
        clock.shift(timedelta(minutes=14))
        assert guess(officer, THIEF, 1) == 429
        clock.shift(timedelta(minutes=2))
        assert can_sign_in(officer, THIEF)


def test_a_right_password_begins_anew(officer):
    guess(officer, OFFICE, PAIR - 1)
    assert can_sign_in(officer, OFFICE)
    assert guess(officer, OFFICE, PAIR - 1) == 200


def test_the_server_unlocks_a_name(officer, capsys):
    guess(officer, THIEF, PAIR)
    call_command("unlock_staff", officer.username)
    assert can_sign_in(officer, THIEF)


def test_what_is_kept_of_a_try_holds_neither_password(officer):
    send_password(Client(), officer, "rahasia-sekali", REMOTE_ADDR=THIEF)
    assert "rahasia-sekali" not in str(list(AccessAttempt.objects.values()))
