"""Once a week every contact is asked to answer a message, and it is known who did."""

from __future__ import annotations

import threading
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.db import connection
from django.urls import resolve
from django.utils import timezone

from dispatch.alert_drills import (
    DrillLinkRefused,
    DrillState,
    list_results,
    make_token,
    record_answer,
    start_drill_by_hand,
    start_weekly_drill,
    tell_last_doubt,
)
from dispatch.channels.alert.texts import write_first_line
from dispatch.models import Agency, AgencyContact, AlertDrill, Delivery, DrillAnswer

pytestmark = pytest.mark.django_db
MONDAY = datetime(2026, 11, 23, 9, 0, tzinfo=ZoneInfo("Asia/Jakarta"))


@pytest.fixture
def contacts() -> list[AgencyContact]:
    agency = Agency.objects.get(code="DISHUB")
    return [
        AgencyContact.objects.create(agency=agency, name=f"Kontak {place}", address="json://x", order=place)
        for place in (1, 2, 3)
    ]


def state_of(drill: AlertDrill, contact: AgencyContact, now: datetime | None = None) -> DrillState:
    return {one.pk: result.state for one, result in list_results(drill=drill, now=now)}[contact.pk]


def doubts(now: datetime) -> dict[int, bool | None]:
    return dict(AgencyContact.objects.annotate(doubt=tell_last_doubt(now=now)).values_list("pk", "doubt"))


def test_the_week_has_one_test_and_only_from_its_hour_on(contacts):
    assert start_weekly_drill(now=MONDAY - timedelta(minutes=1)) is None
    assert start_weekly_drill(now=MONDAY + timedelta(days=1)) is None
    assert start_weekly_drill(now=MONDAY + timedelta(hours=3)) is not None
    assert start_weekly_drill(now=MONDAY + timedelta(hours=4)) is None
    assert start_weekly_drill(now=MONDAY + timedelta(days=7)) is not None
    assert Delivery.objects.filter(operation="drill").count() == 2 * len(contacts)


def test_only_active_contacts_of_active_agencies_get_it_each_once_and_marked(contacts):
    AgencyContact.objects.filter(pk=contacts[2].pk).update(is_active=False)
    drill = start_weekly_drill(now=MONDAY)
    rows = Delivery.objects.filter(subject=f"drill:{drill.pk}").order_by("target")
    assert [row.target for row in rows] == [f"contact:{one.pk}" for one in contacts[:2]]
    assert {row.queue for row in rows} == {"default"}
    line = write_first_line(rows[0].payload)
    assert line.startswith("LATIHAN: ")
    assert line.endswith(rows[0].payload["link"])
    assert len(line) <= 160
    assert resolve(rows[0].payload["path"]).view_name == "contacts:drill_answer"


@pytest.mark.django_db(transaction=True)
def test_of_two_clocks_at_the_same_instant_one_begins_it():
    AgencyContact.objects.create(agency=Agency.objects.get(code="DISHUB"), name="Kontak", address="json://x")
    ready, begun = threading.Barrier(2), []

    def tick():
        try:
            ready.wait()
            begun.append(start_weekly_drill(now=MONDAY))
        finally:
            connection.close()

    clocks = [threading.Thread(target=tick) for _ in range(2)]
    for clock in clocks:
        clock.start()
    for clock in clocks:
        clock.join()
    assert sum(one is not None for one in begun) == 1
    assert Delivery.objects.filter(operation="drill").count() == 1


def test_pressed_twice_a_test_by_hand_is_one(contacts):
    now = timezone.now().replace(minute=1)
    assert start_drill_by_hand(by="Lintang", now=now) is not None
    assert start_drill_by_hand(by="Lintang", now=now + timedelta(seconds=5)) is None
    assert AlertDrill.objects.get().started_by == "Lintang"


def test_the_first_answer_counts_and_a_forged_or_old_link_none(contacts):
    drill = start_weekly_drill(now=MONDAY)
    answer = DrillAnswer.objects.get(drill=drill, contact=contacts[0])
    token = make_token(answer)
    assert record_answer(token=token, now=MONDAY + timedelta(minutes=3))
    assert not record_answer(token=token, now=MONDAY + timedelta(minutes=9))
    answer.refresh_from_db()
    assert answer.answered_at == MONDAY + timedelta(minutes=3)
    other = DrillAnswer.objects.get(drill=drill, contact=contacts[1])
    signature = token.partition(":")[2]
    for forged in (f"{other.pk}:{signature}", str(other.pk), "", "x:y"):
        with pytest.raises(DrillLinkRefused):
            record_answer(token=forged, now=MONDAY)
    with pytest.raises(DrillLinkRefused):
        record_answer(token=make_token(other), now=MONDAY + timedelta(days=15))


def test_answered_silent_failed_and_waiting_are_told_apart(contacts):
    drill = start_weekly_drill(now=MONDAY)
    said, silent, failed = contacts
    sent = Delivery.objects.filter(subject=f"drill:{drill.pk}")
    sent.exclude(target=f"contact:{failed.pk}").update(state="delivered")
    sent.filter(target=f"contact:{failed.pk}").update(state="failed")
    record_answer(token=make_token(DrillAnswer.objects.get(drill=drill, contact=said)), now=MONDAY + timedelta(hours=2))
    soon, late = MONDAY + timedelta(minutes=5), MONDAY + timedelta(hours=3)
    assert state_of(drill, said, late) == DrillState.ANSWERED
    assert state_of(drill, silent, soon) == DrillState.WAITING
    assert state_of(drill, silent, late) == DrillState.SILENT
    assert state_of(drill, failed, soon) == DrillState.FAILED
    assert doubts(soon) == {said.pk: False, silent.pk: None, failed.pk: True}
    assert doubts(late) == {said.pk: False, silent.pk: True, failed.pk: True}


def test_a_message_that_is_gone_or_was_passed_over_is_as_bad_as_a_failed_one(contacts):
    drill = start_weekly_drill(now=MONDAY)
    gone, skipped, _ = contacts
    DrillAnswer.objects.filter(drill=drill, contact=gone).update(delivery=None)
    Delivery.objects.filter(subject=f"drill:{drill.pk}", target=f"contact:{skipped.pk}").update(state="skipped")
    known = doubts(MONDAY + timedelta(minutes=1))
    assert (known[gone.pk], known[skipped.pk]) == (True, True)
    for one in (gone, skipped):
        assert state_of(drill, one, MONDAY + timedelta(minutes=1)) == DrillState.FAILED


def test_a_new_test_under_way_does_not_hide_what_the_last_one_said(contacts):
    first = start_weekly_drill(now=MONDAY)
    Delivery.objects.filter(subject=f"drill:{first.pk}").update(state="delivered")
    second = start_weekly_drill(now=MONDAY + timedelta(days=7))
    Delivery.objects.filter(subject=f"drill:{second.pk}").update(state="delivered")
    now = MONDAY + timedelta(days=7, minutes=1)
    assert doubts(now)[contacts[0].pk] is True
