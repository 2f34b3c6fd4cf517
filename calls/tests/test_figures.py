"""Figures say what happened: the same counted at once, bit by bit, or again; drills in none."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from calls.choices import CallKind
from calls.desk import close_call, reopen_call, start_call, take_call
from calls.exchange import Ring, apply_event
from calls.figures import _list_spans, count_calls_of
from calls.models import Call, CallDay, CallHour, HourMark
from calls.responses import Arrivals, Responses, measure_responses
from calls.sums import find_percentile, merge_histograms
from calls.tally import count_stale_hours, mark_hour
from complaints.actors import actor_for_user
from complaints.lifecycle import apply_transition
from complaints.models import Complaint
from complaints.tests.helpers import file_report, officer_of

pytestmark = pytest.mark.django_db

START = datetime(2026, 11, 24, 3, 0, tzinfo=UTC)
DAY = START.date()
OTHER = "D-LAKA"


def ring(name: str, second: int, *, answered: int | None = None, abandoned: int | None = None, **more) -> Call:
    at = START + timedelta(seconds=second)
    events = [Ring(f"{name}-r", name, "ringing", at, number="081234567890", **more)]
    if answered is not None:
        events.append(Ring(f"{name}-a", name, "answered", at + timedelta(seconds=answered)))
    if abandoned is not None:
        events.append(Ring(f"{name}-x", name, "abandoned", at + timedelta(seconds=abandoned)))
    for event in events:
        call, _ = apply_event(event=event)
    return call


def test_calls_are_counted_by_what_they_were():
    ring("one", 0, answered=4)
    ring("two", 60, answered=20)
    ring("three", 120, abandoned=30)
    ring("drill", 180, answered=1, is_drill=True)
    figures = count_calls_of(first=DAY, last=DAY)
    assert (figures.incoming, figures.answered, figures.abandoned) == (3, 2, 1)
    assert figures.answered_in_time == 50
    assert (figures.answer_median, figures.answer_p90) == (4, 20)
    assert figures.hours[10] == 3, "an hour of the day is local"
    assert dict(figures.kinds)["Putus sebelum dijawab"] == 1


def test_what_a_call_turns_out_to_be_changes_its_hour(ani):
    call = start_call(user=ani, number="081234567890")
    today = timezone.localdate()
    assert dict(count_calls_of(first=today, last=today).kinds)["Belum ditentukan"] == 1
    close_call(call_id=call.pk, user=ani, kind=CallKind.PRANK)
    figures = count_calls_of(first=today, last=today)
    assert (dict(figures.kinds)["Iseng"], figures.nuisance_share) == (1, 100)
    reopen_call(call_id=call.pk, user=ani)
    assert count_calls_of(first=today, last=today).nuisance_share == 0


def test_calls_are_told_by_kind_and_hour_and_by_kind_and_day(ani):
    call = ring("one", 0, answered=4)
    take_call(call_id=call.pk, user=ani)
    close_call(call_id=call.pk, user=ani, kind=CallKind.PRANK)
    ring("two", 3600, abandoned=9)
    ring("three", 86400, abandoned=9)
    figures = count_calls_of(first=DAY, last=DAY + timedelta(days=1))
    hours = dict(figures.kind_hours)
    assert (hours["Iseng"][10], hours["Putus sebelum dijawab"][11], hours["Putus sebelum dijawab"][10]) == (1, 1, 1)
    assert (sum(figures.hours), figures.incoming) == (3, 3)
    assert [(day, sum(counts)) for day, counts in figures.days] == [(DAY, 2), (DAY + timedelta(days=1), 1)]


def test_a_day_is_the_sum_of_its_hours_however_often_one_of_them_changes(ani):
    calls = [ring(f"call-{hour}", hour * 3600, answered=hour + 1) for hour in range(4)]
    count_stale_hours()
    for call in calls[:2]:
        take_call(call_id=call.pk, user=ani)
        close_call(call_id=call.pk, user=ani, kind=CallKind.GENUINE)
        count_stale_hours()
    day = CallDay.objects.get(day=DAY)
    assert (day.incoming, day.answered) == (4, 4)
    assert day.answer_seconds == {str(seconds): 1 for seconds in range(1, 5)}
    assert sum(sum(kinds.values()) for kinds in day.hours.values()) == 4
    assert sum(kinds.get("genuine", 0) for kinds in day.hours.values()) == 2


def test_hours_at_the_edge_of_a_local_day_fall_to_the_right_one():
    at_midnight = datetime(2026, 11, 24, 17, 0, tzinfo=UTC)  # 00.00 WIB on the 25th
    second = (at_midnight - START).total_seconds()
    ring("before", int(second) - 1, abandoned=5)
    ring("after", int(second), abandoned=5)
    figures = count_calls_of(first=DAY, last=DAY + timedelta(days=1))
    assert [(day, sum(counts)) for day, counts in figures.days] == [(DAY, 1), (DAY + timedelta(days=1), 1)]
    assert (figures.hours[23], figures.hours[0]) == (1, 1)


@pytest.fixture
def spread_calls() -> list[date]:
    """Calls on days at the beginnings, the middles and the ends of three months, counted."""
    days = [date(2026, month, day) for month, day in ((9, 30), (10, 1), (10, 16), (10, 31), (11, 1), (11, 24))]
    for place, day in enumerate(days):
        for number in range(place + 1):
            ring(f"{day}-{number}", (day - DAY).days * 86400 + number, answered=place + number)
    count_stale_hours()
    return days


@pytest.mark.parametrize(
    ("first", "last"),
    [
        ("2026-09-01", "2026-11-30"), ("2026-09-30", "2026-11-24"), ("2026-10-01", "2026-10-31"),
        ("2026-10-02", "2026-10-31"), ("2026-10-01", "2026-10-30"), ("2026-10-16", "2026-10-16"),
        ("2026-10-31", "2026-11-01"), ("2026-10-16", "2026-11-30"), ("2026-12-01", "2026-12-31"),
    ],
)  # fmt: skip
def test_whole_months_and_parts_of_them_come_to_what_their_days_come_to(spread_calls, first, last):
    first, last = date.fromisoformat(first), date.fromisoformat(last)
    within = [(day, place) for place, day in enumerate(spread_calls) if first <= day <= last]
    figures = count_calls_of(first=first, last=last)
    assert [(day, sum(counts)) for day, counts in figures.days] == [(day, place + 1) for day, place in within]
    assert (figures.incoming, sum(figures.hours)) == (sum(place + 1 for _, place in within),) * 2
    waits = sorted(place + number for _, place in within for number in range(place + 1))
    assert figures.answer_median == (waits[(len(waits) - 1) // 2] if waits else None)


def test_a_long_period_reads_a_row_a_month(spread_calls):
    with CaptureQueriesContext(connection) as asked:
        count_calls_of(first=date(2026, 9, 1), last=date(2026, 11, 30))
    assert len(_list_spans(date(2026, 9, 1), date(2026, 11, 30))) == 3
    assert len(asked) == 3, "what is stale, the months, the days"


def test_what_was_typed_after_an_outage_counts_as_a_call_but_times_nothing(ani):
    call = ring("one", 0, answered=5)
    Call.objects.filter(pk=call.pk).update(typed_at=START + timedelta(hours=9))
    figures = count_calls_of(first=DAY, last=DAY)
    assert (figures.incoming, figures.answered, figures.answer_p90) == (1, 1, None)


def test_counting_again_changes_nothing_and_leaves_nothing_to_count():
    ring("one", 0, answered=4)
    count_stale_hours()
    before = CallHour.objects.values().get()
    assert not HourMark.objects.exists()
    assert count_stale_hours() == 0
    assert CallHour.objects.values().get() == before


def test_an_empty_period_has_figures_of_nothing():
    figures = count_calls_of(first=DAY, last=DAY)
    assert (figures.incoming, figures.answered_in_time, figures.answer_p90) == (0, None, None)


@given(st.lists(st.integers(0, 600), min_size=1, max_size=60), st.sampled_from([0.5, 0.9, 1.0]))
@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_a_percentile_is_the_value_that_so_many_stay_within(values, share):
    histogram = merge_histograms({str(value): 1} for value in values)
    found = find_percentile(histogram, share)
    within = sum(value <= found for value in values)
    below = sum(value < found for value in values)
    assert within >= share * len(values) > below - 1e-9 or below < share * len(values)
    assert found in values


def test_responses_are_measured_by_agency_and_kind():
    complaint = file_report("D-BAKAR")
    actor = officer_of(complaint)
    apply_transition(
        complaint_id=complaint.pk, action="acknowledge", actor=actor, now=complaint.filed_at + timedelta(seconds=90)
    )
    today = timezone.localdate()
    responses = measure_responses(first=today, last=today)
    for rows, label in (
        (responses.agencies, complaint.agency.short_name),
        (responses.kinds, complaint.category.name),
    ):
        assert [(row.label, row.count, row.open) for row in rows] == [(label, 1, 1)]
        assert (rows[0].stages[0].median, rows[0].stages[1].median) == (90, None)
    assert responses.days == [(today, complaint.category.name, 1)]
    assert responses.fires == Arrivals()
    assert measure_responses(first=today, last=today, agency_id=0) == Responses()


@pytest.mark.skipif(connection.vendor != "postgresql", reason="PostgreSQL only")
def test_a_period_is_read_from_its_index_and_not_from_its_reports():
    today = timezone.localdate()
    with CaptureQueriesContext(connection) as asked:
        measure_responses(first=today, last=today)
    readings = [one["sql"] for one in asked if "complaints_complaint" in one["sql"]]
    assert len(readings) == 1
    with connection.cursor() as cursor:
        # A table of nothing is cheapest read whole, or by its bitmap.
        cursor.execute("SET LOCAL enable_seqscan = off; SET LOCAL enable_bitmapscan = off")
        for sql in readings:
            cursor.execute(f"EXPLAIN {sql}")
            assert "Index Only Scan using emergency_by_time" in "\n".join(row[0] for row in cursor)


def test_percentiles_are_the_same_by_either_database_and_escalations_are_counted():
    reports = [file_report("D-BAKAR") for _ in range(10)]
    for number, complaint in enumerate(reports, start=1):
        done = complaint.filed_at + timedelta(seconds=10 * number)
        Complaint.objects.filter(pk=complaint.pk).update(acknowledged_at=done, escalation_round=number % 3)
    today = timezone.localdate()
    row = measure_responses(first=today, last=today).agencies[0]
    assert (row.stages[0].count, row.stages[0].median, row.stages[0].p90) == (10, 50, 90)
    assert (row.stages[3].count, row.stages[3].median, row.stages[3].p90) == (0, None, None)
    assert (row.escalated, row.rounds) == (7, 10)


def test_of_what_a_person_raised_the_wait_begins_with_the_raising():
    complaint = file_report("D-BAKAR")
    raised = complaint.filed_at + timedelta(minutes=30)
    Complaint.objects.filter(pk=complaint.pk).update(
        raised_at=raised, acknowledged_at=raised + timedelta(minutes=2), on_scene_at=raised + timedelta(minutes=14)
    )
    today = timezone.localdate()
    responses = measure_responses(first=today, last=today)
    assert responses.agencies[0].stages[0].median == 120
    assert responses.fires == Arrivals(count=1, in_time=1)


def test_fires_that_were_reached_are_held_to_the_limit_and_other_kinds_are_not():
    for kind, minutes in (("D-BAKAR", 9), ("D-BAKAR", 15), ("D-BAKAR", 16), ("D-BAKAR", None), (OTHER, 40)):
        complaint = file_report(kind)
        there = None if minutes is None else complaint.filed_at + timedelta(minutes=minutes)
        Complaint.objects.filter(pk=complaint.pk).update(on_scene_at=there)
    today = timezone.localdate()
    fires = measure_responses(first=today, last=today).fires
    assert (fires.count, fires.in_time) == (3, 2)
    assert round(fires.share) == 67


def test_a_call_that_became_a_report_is_ticketed_and_timed(ani):
    call = ring("one", 0, answered=5)
    complaint = file_report("D-BAKAR")
    Complaint.objects.filter(pk=complaint.pk).update(filed_at=call.answered_at + timedelta(seconds=42))
    take_call(call_id=call.pk, user=ani)
    Call.objects.filter(pk=call.pk).update(complaint=complaint)
    figures = count_calls_of(first=DAY, last=DAY)
    assert (figures.ticketed, figures.alert_median, figures.alerted_in_time) == (1, 42, 100)
    assert figures.filing_p90 is None, "still being written down"
    Call.objects.filter(pk=call.pk).update(closed_at=call.answered_at + timedelta(seconds=120))
    mark_hour(call.rang_at)
    assert count_calls_of(first=DAY, last=DAY).filing_p90 == 120
    assert actor_for_user(ani).name
