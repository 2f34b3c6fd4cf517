"""Signing in while Redis is away: limits hold in each process, and nothing that cannot be checked is believed."""

from __future__ import annotations

import pytest
from django.core.cache import cache
from django.test import Client
from django.urls import reverse

from accounts.models import Role, User
from accounts.tests.people import code_now, give_app, is_signed_in, make_person, send_code, send_password
from jepara_tanggap.cache import ForgivingRedisCache
from jepara_tanggap.tests.processes import find_free_port

pytestmark = pytest.mark.django_db


@pytest.fixture
def _no_redis(settings, monkeypatch) -> None:
    """Redis at a port where nobody listens."""
    monkeypatch.setattr(ForgivingRedisCache, "_rests_until", 0.0)
    settings.CACHES = {
        "default": {
            "BACKEND": "jepara_tanggap.cache.ForgivingRedisCache",
            "LOCATION": f"redis://127.0.0.1:{find_free_port()}/0",
            "OPTIONS": {"socket_connect_timeout": 0.25, "socket_timeout": 0.25},
        }
    }


@pytest.fixture
def boss() -> User:
    user = make_person(Role.ADMINISTRATOR)
    give_app(user)
    return user


@pytest.mark.usefixtures("_no_redis")
def test_a_code_that_nobody_can_check_is_refused_kindly_and_costs_no_try(boss):
    client = Client()
    send_password(client, boss)
    for _ in range(12):
        page = send_code(client, code_now())
        assert page.status_code == 200
        assert "sedang tidak bisa diperiksa" in page.content.decode()
    assert not is_signed_in(client)


def test_with_redis_back_the_same_page_goes_on(boss, settings, monkeypatch):
    client = Client()
    send_password(client, boss)
    assert not cache.is_away()
    assert send_code(client, code_now()).status_code == 302


def test_recovery_codes_which_the_database_counts_still_open_once(boss, request):
    client = Client()
    send_password(client, boss)
    send_code(client, code_now())
    client.post(reverse("mfa_generate_recovery_codes"))
    codes = client.get(reverse("mfa_view_recovery_codes")).context["unused_codes"]
    request.getfixturevalue("_no_redis")
    first, second = Client(), Client()
    for browser in (first, second):
        send_password(browser, boss)
        send_code(browser, codes[0])
    assert is_signed_in(first)
    assert not is_signed_in(second)


@pytest.mark.usefixtures("_no_redis")
def test_guessing_codes_ends_at_the_processs_share_of_the_limit(boss, settings):
    settings.WEB_PROCESSES = 2
    client = Client()
    send_password(client, boss)
    pages = [send_code(client, f"{place:08}").content.decode() for place in range(4)]
    assert ["Terlalu banyak" in page for page in pages] == [False, False, True, True]


@pytest.mark.usefixtures("_no_redis")
def test_guessing_passwords_ends_and_says_for_how_long(settings):
    settings.WEB_PROCESSES = 2
    officer = make_person(Role.OFFICER, "DISHUB")
    answers = [send_password(Client(), officer, "salah", REMOTE_ADDR="198.51.100.7") for _ in range(6)]
    assert [answer.status_code for answer in answers][-1] == 429
    assert int(answers[-1]["Retry-After"]) > 0
    other = Client(REMOTE_ADDR="203.0.113.5")
    send_password(other, officer)
    assert is_signed_in(other)


@pytest.mark.usefixtures("_no_redis")
def test_who_is_signed_in_goes_on():
    officer = make_person(Role.OFFICER, "DISHUB")
    client = Client()
    client.force_login(officer)
    assert client.get("/petugas/").status_code == 200
