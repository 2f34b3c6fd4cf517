"""Counting tries."""

import threading

import pytest
from django.core.cache import cache
from django.core.exceptions import ImproperlyConfigured

from jepara_tanggap import limits
from jepara_tanggap.cache import ForgivingRedisCache
from jepara_tanggap.counters import ProcessCounters


def test_as_many_as_the_table_says_are_allowed_and_then_none():
    verdicts = [limits.take("pin_tries", "123") for _ in range(8)]
    assert [one.allowed for one in verdicts] == [True] * 5 + [False] * 3
    assert 0 < verdicts[-1].wait <= 900


def test_another_ticket_has_tries_of_its_own():
    for _ in range(6):
        limits.take("pin_tries", "123")
    assert limits.take("pin_tries", "456").allowed


def test_a_try_given_back_may_be_made_again():
    for _ in range(5):
        limits.take("pin_tries", "123")
    limits.give_back("pin_tries", "123")
    assert limits.take("pin_tries", "123").allowed
    assert not limits.take("pin_tries", "123").allowed


def test_forgetting_begins_again_at_zero():
    for _ in range(9):
        limits.take("pin_tries", "123")
    limits.forget("pin_tries", "123")
    assert limits.take("pin_tries", "123").allowed


def test_require_says_how_long_to_wait():
    for _ in range(5):
        limits.require("pin_tries", "123")
    with pytest.raises(limits.LimitReached) as caught:
        limits.require("pin_tries", "123")
    assert caught.value.limit.name == "pin_tries"
    assert 0 < caught.value.wait <= 900


def test_64_threads_are_allowed_exactly_the_limit():
    allowed = []
    ready = threading.Barrier(64)

    def run() -> None:
        ready.wait()
        allowed.append(limits.take("pin_tries", "123").allowed)

    threads = [threading.Thread(target=run) for _ in range(64)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert allowed.count(True) == 5


@pytest.fixture
def dead_redis(settings, monkeypatch):
    """A Redis that refuses every connection."""
    monkeypatch.setattr(ForgivingRedisCache, "_rests_until", 0.0)
    settings.CACHES = {
        "default": {"BACKEND": "jepara_tanggap.cache.ForgivingRedisCache", "LOCATION": "redis://127.0.0.1:1/0"}
    }
    settings.WEB_PROCESSES = 2
    assert cache.get("anything") is None


@pytest.mark.usefixtures("dead_redis")
def test_without_redis_each_process_allows_its_share_of_the_pin_tries():
    assert [limits.take("pin_tries", "123").allowed for _ in range(4)] == [True, True, False, False]


@pytest.mark.usefixtures("dead_redis")
def test_without_redis_filing_goes_on():
    assert all(limits.take("filing", "192.0.2.1").allowed for _ in range(400))


def test_a_window_that_ended_begins_anew(monkeypatch):
    clock = [100.0]
    monkeypatch.setattr("jepara_tanggap.counters.time.monotonic", lambda: clock[0])
    counters = ProcessCounters()
    assert counters.count("a", 60) == (1, 60.0)
    clock[0] += 59
    assert counters.count("a", 60) == (2, 1.0)
    clock[0] += 1
    assert counters.count("a", 60) == (1, 60.0)


def test_a_flood_of_addresses_fills_no_memory(monkeypatch):
    monkeypatch.setattr("jepara_tanggap.counters.SWEEP_AT", 10)
    counters = ProcessCounters()
    for number in range(100):
        counters.count(str(number), 60)
    assert len(counters._kept) <= 11


def test_a_misspelt_limit_stops_the_start():
    with pytest.raises(ImproperlyConfigured, match="fillings"):
        limits._apply_settings(limits._TABLE, {"fillings": (1, 2)})
