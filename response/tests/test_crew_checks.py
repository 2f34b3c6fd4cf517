"""Crews that are out are asked whether they are well; silence, twice, alarms the board."""

from __future__ import annotations

import threading
import uuid
from datetime import datetime, timedelta

import pytest
from django.db import connection
from django.test import Client

from accounts.models import Role, User
from complaints.actors import Actor, actor_for_user
from complaints.lifecycle import apply_transition
from complaints.models import Complaint, Event
from complaints.tests.helpers import file_report, officer_of
from dispatch.models import Agency, Category, Delivery
from response.choices import TapKind
from response.crew_checks import _ask, ask_crews
from response.models import CrewCheck, Engagement
from response.needs import Need, settle_need
from response.taps import FieldTap, record_tap
from response.tests.helpers import add_contact, file_fire, token_for

pytestmark = pytest.mark.django_db


@pytest.fixture
def fire() -> Complaint:
    return file_fire()


@pytest.fixture
def crew(fire):
    return add_contact(fire.agency)


def at(fire: Complaint, minutes: float) -> datetime:
    return fire.filed_at + timedelta(minutes=minutes)


def tap(fire: Complaint, crew, kind: str, minutes: float, *, arrives: float | None = None) -> None:
    word = FieldTap(TapKind(kind), uuid.uuid4(), happened_at=at(fire, minutes))
    record_tap(complaint_id=fire.pk, contact=crew, tap=word, now=at(fire, minutes if arrives is None else arrives))


def questions() -> list[str]:
    return list(Delivery.objects.filter(idempotency_key__contains=":crew-").values_list("target", flat=True))


def alarms() -> int:
    return Event.objects.filter(action="crew_silent").count()


def is_alarmed() -> bool:
    return Engagement.objects.get().crew_alarm_at is not None


def test_fires_disasters_and_police_ask_every_twenty_minutes_and_the_rest_does_not():
    asked = set(Category.objects.filter(crew_check_minutes=20).values_list("code", flat=True))
    assert asked == {"D-BAKAR", "D-BENCANA", "D-POLISI"}
    assert set(Category.objects.values_list("crew_check_minutes", flat=True)) == {None, 20}


def test_a_crew_on_its_way_is_asked_after_its_time_and_once(fire, crew):
    tap(fire, crew, "terima", 1)
    assert ask_crews(now=at(fire, 60)) == 0
    tap(fire, crew, "berangkat", 60)
    assert ask_crews(now=at(fire, 79.9)) == 0
    assert ask_crews(now=at(fire, 80)) == 1
    assert ask_crews(now=at(fire, 80)) == 0
    assert questions() == [f"contact:{crew.pk}"]
    assert (
        Delivery.objects.get(target=f"contact:{crew.pk}", idempotency_key__contains=":crew-")
        .payload["title"]
        .startswith("ANDA AMAN?")
    )


def test_other_kinds_are_never_asked():
    snake = file_report("D-SELAMAT")
    crew = add_contact(snake.agency)
    tap(snake, crew, "lokasi", 1)
    assert ask_crews(now=at(snake, 600)) == 0


def test_two_misses_alarm_the_board_the_agency_and_the_county(fire, crew):
    tap(fire, crew, "lokasi", 0)
    for minutes, alarmed in ((20, 0), (40, 0), (60, 1)):
        ask_crews(now=at(fire, minutes))
        assert (alarms(), is_alarmed()) == (alarmed, bool(alarmed))
    told = set(Delivery.objects.filter(idempotency_key__contains=":silent-").values_list("target", flat=True))
    assert {f"inbox:{fire.agency_id}", f"inbox:{Agency.objects.get(code='DISKOMINFO').pk}"} <= told


def test_an_answer_ends_the_alarm_and_the_count_begins_anew(fire, crew):
    tap(fire, crew, "lokasi", 0)
    for minutes in (20, 40, 60):
        ask_crews(now=at(fire, minutes))
    tap(fire, crew, "aman", 61)
    assert not is_alarmed()
    assert ask_crews(now=at(fire, 80)) == 0
    for minutes in (81, 101):
        ask_crews(now=at(fire, minutes))
    assert (alarms(), is_alarmed()) == (1, False)


def test_one_missed_question_alarms_nobody(fire, crew):
    tap(fire, crew, "lokasi", 0)
    ask_crews(now=at(fire, 20))
    ask_crews(now=at(fire, 40))
    tap(fire, crew, "aman", 45)
    ask_crews(now=at(fire, 65))
    assert alarms() == 0


@pytest.mark.parametrize("kind", ["aman", "lokasi", "foto", "terima"])
def test_any_tap_is_a_sign_of_life(fire, crew, kind):
    tap(fire, crew, "berangkat", 0)
    ask_crews(now=at(fire, 20))
    tap(fire, crew, kind, 21)
    assert CrewCheck.objects.get().answered_at == at(fire, 21)


def test_a_call_for_help_is_no_sign_that_all_is_well(fire, crew):
    tap(fire, crew, "berangkat", 0)
    ask_crews(now=at(fire, 20))
    tap(fire, crew, "bantuan", 21)
    assert CrewCheck.objects.get().answered_at is None


def test_a_sign_that_comes_late_speaks_for_its_own_time_only(fire, crew):
    tap(fire, crew, "lokasi", 0)
    for minutes in (20, 40, 60):
        ask_crews(now=at(fire, minutes))
    tap(fire, crew, "aman", 25, arrives=62)
    assert CrewCheck.objects.filter(answered_at=None).count() == 2
    assert is_alarmed()
    tap(fire, crew, "aman", 45, arrives=63)
    assert not is_alarmed()


@pytest.mark.parametrize("how", ["tap", "desk"])
def test_nobody_is_asked_after_the_work_is_done(fire, crew, how):
    tap(fire, crew, "lokasi", 0)
    ask_crews(now=at(fire, 20))
    if how == "tap":
        tap(fire, crew, "selesai", 21)
    else:
        apply_transition(
            complaint_id=fire.pk, action="resolve", actor=officer_of(fire), text="Padam", no_proof_reason="Gelap"
        )
    assert ask_crews(now=at(fire, 600)) == 0
    assert Engagement.objects.get().check_at is None


def test_a_crew_sent_from_a_desk_is_asked_too(fire, crew):
    for action in ("acknowledge", "depart"):
        apply_transition(complaint_id=fire.pk, action=action, actor=officer_of(fire), now=at(fire, 1))
    assert ask_crews(now=at(fire, 2)) == 0
    assert ask_crews(now=at(fire, 20.9)) == 0
    assert ask_crews(now=at(fire, 21)) == 1
    assert questions() == [f"contact:{crew.pk}"]


def test_after_a_standstill_there_is_one_question_not_one_for_each_time_it_was_missed(fire, crew):
    tap(fire, crew, "lokasi", 0)
    assert ask_crews(now=at(fire, 300)) == 1
    assert ask_crews(now=at(fire, 301)) == 0


def test_a_supporting_crew_is_asked_for_itself(fire, crew):
    helper = add_contact(fire.supporting.get(code="PLN"))
    tap(fire, helper, "lokasi", 0)
    assert ask_crews(now=at(fire, 20)) == 1
    assert questions() == [f"contact:{helper.pk}"]


def finish_as_lead(fire, crew, minutes: float) -> None:
    word = FieldTap(TapKind.DONE, uuid.uuid4(), text="Padam", no_proof_reason="Gelap")
    record_tap(complaint_id=fire.pk, contact=crew, tap=word, now=at(fire, minutes))


@pytest.mark.parametrize("ending", ["resolved", "closed"])
def test_a_supporting_crew_is_asked_until_it_has_finished_itself(fire, crew, ending):
    helper = add_contact(fire.supporting.get(code="PLN"))
    tap(fire, crew, "lokasi", 0)
    tap(fire, helper, "lokasi", 0)
    finish_as_lead(fire, crew, 10)
    Complaint.objects.filter(pk=fire.pk).update(status=ending)
    for minutes in (20, 40, 60):
        assert ask_crews(now=at(fire, minutes)) == 1
    assert set(questions()) == {f"contact:{helper.pk}"}
    assert alarms() == 1
    ask = Delivery.objects.filter(idempotency_key__contains=":crew-").first().payload["ask"]
    assert "atau Selesai bila" in ask
    tap(fire, helper, "selesai", 61)
    assert ask_crews(now=at(fire, 600)) == 0


def test_who_was_reached_after_the_report_was_over_is_asked_no_more_until_it_taps(fire, crew):
    helper = add_contact(fire.supporting.get(code="PLN"))
    tap(fire, crew, "lokasi", 0)
    tap(fire, helper, "lokasi", 0)
    finish_as_lead(fire, crew, 10)
    for minutes in (20, 40, 60):
        ask_crews(now=at(fire, minutes))
    part = Engagement.objects.get(agency=helper.agency)
    actor = actor_for_user(User.objects.create(username="papan", role=Role.DISPATCHER))
    reached = {"complaint_id": fire.pk, "agency_id": part.agency_id, "need": Need.SILENCE, "actor": actor}
    assert settle_need(**reached, now=at(fire, 61))
    assert ask_crews(now=at(fire, 600)) == 0
    tap(fire, helper, "aman", 601)
    assert ask_crews(now=at(fire, 621)) == 1


def test_a_crew_that_is_still_out_finds_its_buttons_on_a_closed_report(fire, crew):
    helper = add_contact(fire.supporting.get(code="PLN"))
    tap(fire, helper, "lokasi", 0)
    Complaint.objects.filter(pk=fire.pk).update(status="closed")
    page = Client().get(f"/l/{token_for(fire, helper)}/").content.decode()
    assert 'value="selesai"' in page
    assert fire.text not in page
    assert 'value="selesai"' not in Client().get(f"/l/{token_for(fire, crew)}/").content.decode()


def test_a_report_that_was_rejected_asks_nobody(fire, crew):
    tap(fire, crew, "lokasi", 0)
    county = Actor(kind="coordinator", name="Koordinator")
    apply_transition(complaint_id=fire.pk, action="reject", actor=county, text="Iseng")
    assert ask_crews(now=at(fire, 60)) == 0


def test_a_sweep_that_looked_before_another_one_asked_finds_it_done(fire, crew):
    tap(fire, crew, "lokasi", 0)
    part = Engagement.objects.get()
    seen = part.check_at
    assert ask_crews(now=at(fire, 20)) == 1
    assert _ask(part.pk, seen, at(fire, 20.1)) == 0
    assert CrewCheck.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_of_many_sweeps_at_once_one_asks():
    fire = file_fire()
    crew = add_contact(fire.agency)
    tap(fire, crew, "lokasi", 0)
    asked: list[int] = []

    def sweep() -> None:
        try:
            asked.append(ask_crews(now=at(fire, 20)))
        finally:
            connection.close()

    threads = [threading.Thread(target=sweep) for _ in range(5)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(asked) == [0, 0, 0, 0, 1]
    assert CrewCheck.objects.count() == 1
