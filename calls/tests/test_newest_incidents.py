"""While no place is known, a caller is offered the newest emergencies of the last hour."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone

from accounts.models import User
from calls.desk import start_call
from calls.desk_drafts import open_draft
from calls.nearby import MOST_SHOWN, find_incidents
from calls.phone_reports import join_incident
from complaints.choices import Status
from complaints.models import Complaint
from complaints.tests.helpers import file_report
from dispatch.models import Visibility

pytestmark = pytest.mark.django_db


def file_old(minutes: int, code: str = "D-BAKAR") -> Complaint:
    complaint = file_report(code)
    Complaint.objects.filter(pk=complaint.pk).update(filed_at=timezone.now() - timedelta(minutes=minutes))
    return complaint


def list_offered(user: User, **where) -> list[Complaint]:
    return [one.complaint for one in find_incidents(user=user, **where)]


def test_before_a_place_is_known_the_newest_of_the_last_hour_are_offered(ani):
    file_old(61)
    older, newer = file_old(50), file_old(5)
    assert list_offered(ani) == [newer, older]


def test_once_a_kind_is_chosen_the_newest_of_that_kind_come_first(ani):
    fire = file_old(50, "D-BAKAR")
    crashes = [file_old(40 - minute, "D-LAKA") for minute in range(MOST_SHOWN + 1)]
    assert fire not in list_offered(ani)
    assert list_offered(ani, category="D-BAKAR")[0] == fire
    assert list_offered(ani, category="D-LAKA") == crashes[::-1][:MOST_SHOWN]


def test_what_is_over_secret_routine_or_a_drill_is_not_offered(ani):
    for change in ({"status": Status.CLOSED}, {"visibility": Visibility.SECRET}, {"is_drill": True}):
        Complaint.objects.filter(pk=file_old(5).pk).update(**change)
    file_old(5, "N-PJU")
    assert list_offered(ani) == []


def test_a_place_narrows_the_offer_to_what_is_near(ani):
    here, far = file_old(10), file_old(5)
    Complaint.objects.filter(pk=here.pk).update(lat=-6.6, lng=110.7)
    Complaint.objects.filter(pk=far.pk).update(lat=-5.85, lng=110.4, village=None)
    assert list_offered(ani, point=(-6.601, 110.701)) == [here]


def test_a_caller_joins_without_a_place(ani):
    fire = file_old(5)
    draft = open_draft(call=start_call(user=ani, number="081234567890"), user=ani)
    join_incident(draft_id=draft.pk, user=ani, complaint_id=fire.pk)
    assert find_incidents(user=ani)[0].callers == 2
