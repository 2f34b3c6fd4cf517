"""The opening hours in words. 24 November 2026 is a Tuesday."""

from __future__ import annotations

from datetime import date, datetime, time
from zoneinfo import ZoneInfo

import pytest
from django.core.cache import cache

from dispatch.hours import describe_hours
from dispatch.models import HoursException, ServiceHours

pytestmark = pytest.mark.django_db
WIB = ZoneInfo("Asia/Jakarta")


@pytest.fixture(autouse=True)
def no_cached_hours():
    cache.clear()
    yield
    cache.clear()


def at(day: int, hour: int, minute: int = 0) -> datetime:
    return datetime(2026, 11, day, hour, minute, tzinfo=WIB)


@pytest.mark.parametrize(
    ("moment", "is_open", "text"),
    [
        pytest.param(at(24, 6, 59), False, "Tutup, buka lagi hari ini 07.00 WIB", id="before-opening"),
        pytest.param(at(24, 7), True, "Buka sekarang, sampai 21.00 WIB", id="at-opening"),
        pytest.param(at(24, 20, 59), True, "Buka sekarang, sampai 21.00 WIB", id="last-minute"),
        pytest.param(at(24, 21), False, "Tutup, buka lagi besok 07.00 WIB", id="at-closing"),
    ],
)
def test_an_ordinary_day(moment, is_open, text):
    hours = describe_hours(moment)
    assert (hours.is_open, hours.text) == (is_open, text)


def test_time_zones_of_the_caller_do_not_matter():
    assert describe_hours(datetime(2026, 11, 24, 13, 59, tzinfo=ZoneInfo("UTC"))).is_open
    assert not describe_hours(datetime(2026, 11, 24, 14, 0, tzinfo=ZoneInfo("UTC"))).is_open


def test_a_closed_weekday_is_skipped():
    ServiceHours.objects.filter(weekday__in=(2, 3)).delete()
    assert describe_hours(at(24, 22)).text == "Tutup, buka lagi Jumat 07.00 WIB"


def test_an_exception_closes_one_day():
    HoursException.objects.create(date=date(2026, 11, 25))
    assert describe_hours(at(25, 10)).text == "Tutup, buka lagi besok 07.00 WIB"


def test_an_exception_changes_the_hours():
    HoursException.objects.create(date=date(2026, 11, 25), opens=time(9), closes=time(12))
    assert describe_hours(at(25, 8)).text == "Tutup, buka lagi hari ini 09.00 WIB"
    assert describe_hours(at(25, 10)).text == "Buka sekarang, sampai 12.00 WIB"


def test_hours_may_run_past_midnight():
    ServiceHours.objects.update(opens=time(20), closes=time(2))
    assert describe_hours(at(24, 1)).text == "Buka sekarang, sampai 02.00 WIB"
    assert describe_hours(at(24, 23)).text == "Buka sekarang, sampai besok 02.00 WIB"


def test_until_midnight():
    ServiceHours.objects.update(closes=time(0))
    assert describe_hours(at(24, 12)).text == "Buka sekarang, sampai 24.00 WIB"


def test_always_open():
    ServiceHours.objects.update(all_day=True)
    assert describe_hours(at(24, 3)).text == "Buka sekarang, 24 jam"


def test_one_day_around_the_clock():
    ServiceHours.objects.filter(weekday=1).update(all_day=True)
    assert describe_hours(at(24, 3)).text == "Buka sekarang, sampai 24.00 WIB"
    cache.clear()
    assert describe_hours(at(23, 22)).text == "Tutup, buka lagi besok 00.00 WIB"


def test_no_hours_at_all():
    ServiceHours.objects.all().delete()
    assert describe_hours(at(24, 12)).text == "Tutup"


def test_asking_again_costs_no_statement(django_assert_num_queries):
    describe_hours(at(24, 12))
    with django_assert_num_queries(0):
        describe_hours(at(24, 12))
