"""Working days of Indonesia, and how a deadline reads."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st

from complaints.choices import Status
from complaints.deadlines import (
    add_working_days,
    count_working_days,
    describe_deadline,
    is_working_day,
    shift_deadline,
    subtract_working_days,
)
from complaints.models import Complaint

WIB = ZoneInfo("Asia/Jakarta")
moments = st.datetimes(datetime(2020, 1, 1), datetime(2035, 1, 1), timezones=st.just(WIB))
numbers = st.integers(1, 300)


def at(year: int, month: int, day: int, hour: int = 9, minute: int = 0) -> datetime:
    return datetime(year, month, day, hour, minute, tzinfo=WIB)


def due_date(start: datetime, days: int) -> date:
    return timezone.localtime(add_working_days(start, days)).date()


@pytest.mark.parametrize(
    ("start", "days", "expected"),
    [
        pytest.param(at(2026, 11, 24), 1, date(2026, 11, 25), id="next-day"),
        pytest.param(at(2026, 11, 27, 23, 59), 1, date(2026, 11, 30), id="over-a-weekend"),
        pytest.param(at(2026, 11, 28), 1, date(2026, 11, 30), id="filed-on-saturday"),
        pytest.param(at(2026, 3, 17), 1, date(2026, 3, 25), id="nyepi-and-idulfitri-with-collective-leave"),
        pytest.param(at(2026, 12, 23), 1, date(2026, 12, 28), id="collective-leave-before-christmas"),
        pytest.param(at(2025, 12, 31), 1, date(2026, 1, 2), id="new-year"),
        pytest.param(at(2026, 11, 24), 14, date(2026, 12, 14), id="fourteen"),
        pytest.param(at(2026, 11, 24), 0, date(2026, 11, 24), id="zero-on-a-working-day"),
        pytest.param(at(2026, 11, 28), 0, date(2026, 11, 30), id="zero-on-saturday"),
    ],
)
def test_due_dates(start, days, expected):
    assert due_date(start, days) == expected


def test_due_at_the_end_of_the_local_day():
    due = timezone.localtime(add_working_days(at(2026, 11, 24), 1))
    assert (due.hour, due.minute, due.second) == (23, 59, 59)


def test_the_local_date_counts_not_that_of_utc():
    late_monday_utc = datetime(2026, 11, 23, 18, 0, tzinfo=ZoneInfo("UTC"))
    assert due_date(late_monday_utc, 1) == date(2026, 11, 25)


@given(start=moments, days=numbers)
def test_never_due_on_a_day_off(start, days):
    assert is_working_day(due_date(start, days))


@given(start=moments, days=numbers)
def test_one_more_day_is_strictly_later(start, days):
    assert add_working_days(start, days + 1) > add_working_days(start, days) > start


@given(first=moments, gap=st.timedeltas(timedelta(0), timedelta(days=400)), days=numbers)
def test_a_later_start_is_never_due_earlier(first, gap, days):
    assert add_working_days(first + gap, days) >= add_working_days(first, days)


@given(start=moments, days=numbers)
def test_counting_undoes_adding(start, days):
    due = add_working_days(start, days)
    assert count_working_days(start, due) == days
    assert count_working_days(due, start) == -days


@given(start=moments, one=numbers, two=numbers)
def test_adding_in_two_steps_is_adding_at_once(start, one, two):
    assert add_working_days(add_working_days(start, one), two) == add_working_days(start, one + two)


@given(start=moments, span=st.timedeltas(timedelta(0), timedelta(days=900)))
def test_counting_agrees_with_looking_at_every_day(start, span):
    end = start + span
    days = [start.date() + timedelta(days=number) for number in range(1, (end.date() - start.date()).days + 1)]
    assert count_working_days(start, end) == sum(map(is_working_day, days))


@given(start=moments, days=numbers)
def test_a_stopped_clock_gives_back_the_working_days_it_stood(start, days):
    due = add_working_days(start, 5)
    resumed = add_working_days(start, days)
    assert count_working_days(due, shift_deadline(due, paused_at=start, resumed_at=resumed)) == days
    assert shift_deadline(due, paused_at=start, resumed_at=start) == due


@given(end=moments, days=numbers)
def test_going_back_spans_that_many_working_days(end, days):
    start = subtract_working_days(end, days)
    assert is_working_day(timezone.localtime(start).date())
    assert count_working_days(start - timedelta(seconds=1), end) == days + is_working_day(end.date())


def test_refused_input():
    with pytest.raises(ValueError, match="negative"):
        add_working_days(at(2026, 11, 24), -1)
    with pytest.raises(ValueError, match="time zone"):
        add_working_days(datetime(2026, 11, 24), 1)


# --- words ------------------------------------------------------------------

NOW = at(2026, 11, 24, 10)


def complaint(**fields) -> Complaint:
    given = {"status": Status.IN_PROGRESS, "track": "routine", "due_at": add_working_days(NOW, 5), **fields}
    return Complaint(**given)


@pytest.mark.parametrize(
    ("fields", "text", "tone"),
    [
        pytest.param({}, "sisa 5 hari kerja", "grey", id="time-left"),
        pytest.param({"due_at": add_working_days(NOW, 1)}, "sisa 1 hari kerja", "amber", id="tomorrow"),
        pytest.param({"due_at": add_working_days(NOW, 0)}, "hari ini terakhir", "amber", id="today"),
        pytest.param({"due_at": at(2026, 11, 23, 23, 59)}, "terlambat 1 hari kerja", "amber", id="late"),
        pytest.param({"due_at": at(2026, 11, 24, 8)}, "baru saja lewat tenggat", "amber", id="just-late"),
        pytest.param(
            {"status": Status.NEEDS_INFO, "paused_at": NOW},
            "tenggat berhenti, menunggu keterangan pelapor",
            "amber",
            id="paused",
        ),
        pytest.param({"status": Status.RESOLVED, "resolved_at": NOW}, "selesai tepat waktu", "green", id="in-time"),
        pytest.param(
            {"status": Status.CLOSED, "resolved_at": NOW, "due_at": at(2026, 11, 19, 23, 59)},
            "selesai, terlambat 3 hari kerja",
            "grey",
            id="done-late",
        ),
        pytest.param({"status": Status.REJECTED}, "tidak ada tenggat", "grey", id="rejected"),
    ],
)
def test_words(fields, text, tone):
    words = describe_deadline(complaint(**fields), NOW)
    assert (words.text, words.tone) == (text, tone)


@pytest.mark.parametrize(
    ("seconds", "text", "tone"),
    [
        pytest.param(12 * 60, "batas tanggapan 12 menit lagi", "amber", id="time-left"),
        pytest.param(20, "batas tanggapan 1 menit lagi", "amber", id="seconds-left"),
        pytest.param(-5 * 60, "tanggapan terlambat 5 menit", "red", id="late"),
        pytest.param(-3 * 3600, "tanggapan terlambat 3 jam", "red", id="hours-late"),
        pytest.param(-3 * 86400, "tanggapan terlambat 3 hari", "red", id="days-late"),
    ],
)
def test_an_emergency_counts_minutes_until_somebody_answers(seconds, text, tone):
    waiting = complaint(status=Status.ASSIGNED, track="emergency", respond_due_at=NOW + timedelta(seconds=seconds))
    words = describe_deadline(waiting, NOW)
    assert (words.text, words.tone) == (text, tone)


def test_an_acknowledged_emergency_counts_working_days():
    handled = complaint(status=Status.ON_SCENE, track="emergency", acknowledged_at=NOW, due_at=at(2026, 11, 20, 23))
    assert describe_deadline(handled, NOW).tone == "red"
    assert describe_deadline(handled, NOW).text == "terlambat 2 hari kerja"
