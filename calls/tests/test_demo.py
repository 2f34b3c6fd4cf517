"""The demo's calls: in the mix of such rooms, led to by its reports, counted, and never twice."""

from __future__ import annotations

import pytest
from django.utils import timezone

from accounts.models import Role, User
from calls.choices import NUISANCE, CallKind
from calls.demo import invent_calls
from calls.models import Call, CallDay, HourMark
from complaints.choices import Source
from complaints.intake import NewReport, file_complaint
from complaints.models import Complaint
from dispatch.models import Category

pytestmark = pytest.mark.django_db


def file_demo_report() -> Complaint:
    category = Category.objects.get(code="N-PJU")
    report = NewReport(category=category, text="Lampu padam", phone="+628110000001")
    return file_complaint(report=report, source=Source.CALL, is_demo=True).complaint


def test_most_calls_are_pranks_or_silence_and_each_report_by_telephone_has_its_call():
    User.objects.create(username="penerima", role=Role.CALL_TAKER)
    report = file_demo_report()
    invent_calls(days=20, per_day=30, now=timezone.now(), seed=1)
    share = Call.objects.filter(kind__in=NUISANCE).count() / Call.objects.count()
    assert 0.78 < share < 0.92
    call = Call.objects.get(kind=CallKind.GENUINE)
    assert (call.complaint, call.number) == (report, "+628110000001")
    assert call.rang_at < call.answered_at < call.closed_at


def test_they_are_counted_when_this_returns():
    User.objects.create(username="penerima", role=Role.CALL_TAKER)
    added = invent_calls(days=5, per_day=20, now=timezone.now(), seed=2)
    assert sum(CallDay.objects.values_list("incoming", flat=True)) == added == Call.objects.count()
    assert not HourMark.objects.exists()


def test_a_room_that_has_calls_gets_no_invented_ones():
    Call.objects.create(rang_at=timezone.now())
    assert invent_calls(days=5, per_day=20, now=timezone.now(), seed=2) == 0
    assert Call.objects.count() == 1
