"""Months of emergencies that are over are kept, and whatever changes in one afterwards is in the next figures."""

from __future__ import annotations

import random
import uuid
from datetime import UTC, date, datetime, timedelta

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from calls.emergency_months import gather_rows
from calls.emergency_rows import read_rows
from calls.models import EmergencyMonth, MonthMark
from calls.responses import measure_responses
from calls.tests.slow_change import SlowChange
from complaints.models import Complaint
from complaints.tests.helpers import file_report
from dispatch.models import Agency, Track

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.skipif(connection.vendor != "postgresql", reason="on SQLite no month is kept"),
]

FIRST, LAST = date(2025, 1, 1), date(2025, 12, 31)
MARCH = datetime(2025, 3, 14, 5, 0, tzinfo=UTC)


def file_in(moment: datetime, kind: str = "D-BAKAR") -> Complaint:
    complaint = file_report(kind)
    Complaint.objects.filter(pk=complaint.pk).update(filed_at=moment)
    return complaint


def change(complaint: Complaint, **columns: object) -> None:
    Complaint.objects.filter(pk=complaint.pk).update(**columns)


def copy(complaint: Complaint) -> Complaint:
    """Return another report like it without a history, which alone can be deleted."""
    other = Complaint.objects.get(pk=complaint.pk)
    other.pk, other.number, other.access_seed, other.intake_key = None, "0" * 12, uuid.uuid4(), None
    other.save(force_insert=True)
    return other


def check_figures() -> None:
    """What is gathered with the help of kept months is what stands in the reports."""
    assert sorted(gather_rows(first=FIRST, last=LAST).tolist()) == sorted(read_rows(first=FIRST, last=LAST).tolist())


def test_a_year_that_is_over_is_read_once_and_then_from_twelve_rows():
    file_in(MARCH)
    before = measure_responses(first=FIRST, last=LAST)
    assert [row.count for row in before.kinds] == [1]
    with CaptureQueriesContext(connection) as asked:
        assert measure_responses(first=FIRST, last=LAST) == before
    assert not [one for one in asked if "complaints_complaint" in one["sql"]]
    assert EmergencyMonth.objects.count() == 12


def test_days_within_a_kept_month_are_told_apart():
    file_in(MARCH)
    for first, last, count in ((13, 13, 0), (14, 14, 1), (1, 31, 1), (15, 31, 0)):
        rows = gather_rows(first=date(2025, 3, first), last=date(2025, 3, last))
        assert len(rows) == count, (first, last)


def test_a_month_begins_at_its_local_midnight():
    file_in(datetime(2025, 3, 31, 17, 0, tzinfo=UTC))
    march, april = (date(2025, month, 1) for month in (3, 4))
    assert len(gather_rows(first=march, last=date(2025, 3, 31))) == 0
    assert len(gather_rows(first=april, last=date(2025, 4, 30))) == 1


@pytest.mark.parametrize(("minutes", "kept"), [(59, 0), (60, 1)])
def test_a_month_is_kept_from_an_hour_after_its_end(minutes, kept):
    april = datetime(2025, 3, 31, 17, 0, tzinfo=UTC)
    with time_machine.travel(april + timedelta(minutes=minutes), tick=False):
        gather_rows(first=date(2025, 3, 1), last=date(2025, 3, 31))
    assert EmergencyMonth.objects.count() == kept


@pytest.mark.parametrize(
    "columns",
    [
        {"acknowledged_at": MARCH + timedelta(minutes=3)}, {"en_route_at": MARCH + timedelta(minutes=4)},
        {"on_scene_at": MARCH + timedelta(minutes=9)}, {"resolved_at": MARCH + timedelta(hours=2)},
        {"raised_at": MARCH + timedelta(minutes=1), "acknowledged_at": MARCH + timedelta(minutes=3)},
        {"escalation_round": 2}, {"is_drill": True}, {"track": Track.ROUTINE},
        {"filed_at": MARCH - timedelta(days=40)}, {"filed_at": MARCH + timedelta(days=1)},
    ],
    ids=lambda columns: next(iter(columns)),
)  # fmt: skip
def test_a_change_in_a_month_that_is_kept_is_in_the_next_figures(columns):
    complaint = file_in(MARCH)
    check_figures()
    kept = gather_rows(first=FIRST, last=LAST).tolist()
    change(complaint, **columns)
    check_figures()
    assert gather_rows(first=FIRST, last=LAST).tolist() != kept


def test_what_goes_to_another_agency_or_disappears_is_in_the_next_figures():
    complaint, gone = file_in(MARCH), copy(file_in(MARCH))
    check_figures()
    change(complaint, agency=Agency.objects.exclude(pk=complaint.agency_id)[0])
    check_figures()
    gone.delete()
    check_figures()


def test_many_changes_in_any_order_leave_figures_that_are_true():
    dice = random.Random(112)
    reports = [file_in(MARCH + timedelta(days=dice.randrange(-60, 200))) for _ in range(12)]
    for _ in range(40):
        stamp = dice.choice(["acknowledged_at", "on_scene_at", "resolved_at", "filed_at"])
        change(dice.choice(reports), **{stamp: MARCH + timedelta(minutes=dice.randrange(-80_000, 200_000))})
        if dice.random() < 0.4:
            check_figures()
    check_figures()


def test_this_month_and_what_figures_do_not_read_mark_nothing():
    file_report("D-BAKAR")
    old = file_in(MARCH)
    MonthMark.objects.all().delete()
    change(old, landmark="depan pasar", updated_at=timezone.now())
    change(old, acknowledged_at=None)
    routine = file_report("N-PJU")
    change(routine, filed_at=MARCH)
    assert not MonthMark.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_a_change_that_cannot_be_seen_while_its_month_is_kept_is_not_lost():
    complaint = file_in(MARCH)
    MonthMark.objects.create(month=date(2025, 3, 1))
    theirs = SlowChange(lambda: change(complaint, acknowledged_at=MARCH + timedelta(minutes=2)))
    theirs.start()
    assert theirs.is_done.wait(30)
    assert measure_responses(first=FIRST, last=LAST).agencies[0].stages[0].median is None
    theirs.commit()
    assert measure_responses(first=FIRST, last=LAST).agencies[0].stages[0].median == 120
