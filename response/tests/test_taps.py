"""A tap counts once, whenever and in whatever order it comes, and moves the complaint where it may."""

from __future__ import annotations

import threading
import uuid
from datetime import timedelta
from decimal import Decimal
from itertools import permutations

import pytest
from django.db import connection, transaction
from django.utils import timezone

from complaints.actors import Actor
from complaints.choices import EventKind, Status
from complaints.escalation import escalate_due
from complaints.lifecycle import apply_transition
from complaints.models import Event
from complaints.tests.helpers import file_report, officer_of
from complaints.timeline import build_public_timeline
from dispatch.models import Agency, Delivery
from response.choices import Rung, TapKind
from response.models import Tap
from response.taps import FieldTap, record_tap
from response.tests.helpers import add_contact, file_fire
from response.tests.taps import part_of, status_of, tap

pytestmark = pytest.mark.django_db
COUNTY = Actor(kind="coordinator", name="Koordinator")


# --- what a tap moves -------------------------------------------------------------


def test_the_five_taps_of_the_responsible_agency_walk_the_complaint_to_its_end(fire, crew):
    walked = []
    for kind in ("terima", "berangkat", "lokasi"):
        tap(fire, crew, kind)
        walked.append(status_of(fire))
    tap(fire, crew, "selesai", no_proof_reason="Baterai habis", text="Api padam")
    assert [*walked, status_of(fire)] == ["acknowledged", "en_route", "on_scene", "resolved"]
    assert part_of(crew).rung == Rung.DONE


def test_a_supporting_agency_moves_nothing_but_its_own_ladder(fire, helper):
    for kind in ("terima", "berangkat", "lokasi", "selesai"):
        assert tap(fire, helper, kind).moved_to == ""
    assert status_of(fire) == Status.ASSIGNED
    assert part_of(helper).rung == Rung.DONE


def test_a_tap_whose_earlier_ones_are_still_on_their_way_stands_for_them_too(fire, crew):
    assert tap(fire, crew, "lokasi").moved_to == Status.ON_SCENE
    steps = list(fire.events.exclude(to_status="").order_by("pk").values_list("to_status", flat=True))
    assert steps[-2:] == ["acknowledged", "on_scene"]
    assert tap(fire, crew, "terima").moved_to == ""
    assert status_of(fire) == Status.ON_SCENE


def test_an_accepting_tap_stops_the_escalation(fire, crew):
    tap(fire, crew, "terima")
    assert escalate_due(now=fire.filed_at + timedelta(hours=1)) == 0


def test_finishing_without_photo_or_reason_is_kept_and_asks_for_it(fire, crew):
    outcome = tap(fire, crew, "selesai")
    assert outcome.is_new
    assert outcome.asks
    assert (status_of(fire), part_of(crew).rung) == (Status.ON_SCENE, Rung.DONE)
    assert not tap(fire, crew, "selesai", no_proof_reason="Gelap").asks
    assert status_of(fire) == Status.RESOLVED


def test_a_routine_report_is_finished_by_the_same_taps(crew):
    from complaints.tests.helpers import file_report

    lamp = file_report("N-PJU")
    contact = add_contact(lamp.agency)
    assert tap(lamp, contact, "berangkat").moved_to == Status.ACKNOWLEDGED
    assert tap(lamp, contact, "selesai", no_proof_reason="Hujan").moved_to == Status.RESOLVED


@pytest.mark.parametrize("ending", ["resolved", "closed", "rejected", "transferred"])
def test_what_the_lifecycle_no_longer_allows_is_kept_as_a_word(fire, crew, ending):
    if ending == "transferred":
        other = Agency.objects.get(code="PMI").pk
        apply_transition(complaint_id=fire.pk, action="transfer", actor=COUNTY, text="Salah", to_agency_id=other)
    elif ending == "rejected":
        apply_transition(complaint_id=fire.pk, action="reject", actor=COUNTY, text="Iseng")
    else:
        tap(fire, crew, "selesai", no_proof_reason="Gelap")
    if ending == "closed":
        apply_transition(complaint_id=fire.pk, action="confirm", actor=Actor("reporter", "Pelapor"))
    before = status_of(fire)
    outcome = tap(fire, crew, "lokasi", text="Kami masih di sini")
    assert (outcome.is_new, outcome.moved_to, status_of(fire)) == (True, "", before)
    assert "Kami masih di sini" in Event.objects.filter(complaint=fire).last().text


# --- once, late, and in any order ---------------------------------------------------


def test_a_tap_sent_again_changes_nothing(fire, crew):
    key = uuid.uuid4()
    assert tap(fire, crew, "bantuan", key=key).is_new
    lines, alerts = Event.objects.count(), Delivery.objects.count()
    assert not tap(fire, crew, "bantuan", key=key).is_new
    assert (Event.objects.count(), Delivery.objects.count(), Tap.objects.count()) == (lines, alerts, 1)


def test_two_buttons_of_one_page_without_scripts_both_count(fire, crew):
    key = uuid.uuid4()
    assert tap(fire, crew, "terima", key=key).is_new
    assert tap(fire, crew, "berangkat", key=key).is_new


def test_one_agencys_key_is_not_anothers(fire, crew, helper):
    key = uuid.uuid4()
    assert tap(fire, crew, "terima", key=key).is_new
    assert tap(fire, helper, "terima", key=key).is_new


def test_every_order_of_late_and_repeated_taps_ends_the_same(fire, crew):
    start = fire.filed_at
    now = start + timedelta(hours=1)
    words = [
        FieldTap(TapKind.ACCEPT, uuid.uuid4(), start + timedelta(minutes=2)),
        FieldTap(TapKind.DEPART, uuid.uuid4(), start + timedelta(minutes=4)),
        FieldTap(TapKind.ARRIVE, uuid.uuid4(), start + timedelta(minutes=14)),
        FieldTap(TapKind.DONE, uuid.uuid4(), start + timedelta(minutes=44), no_proof_reason="Gelap"),
    ]
    ends, figures = set(), set()
    for order in permutations(words):
        with transaction.atomic():
            for number, word in enumerate(order):
                # Each one twice, as a phone does that lost the answer.
                for _ in range(2):
                    record_tap(complaint_id=fire.pk, contact=crew, tap=word, now=now + timedelta(minutes=number))
            row = part_of(crew)
            stamps = (row.seen_at, row.accepted_at, row.en_route_at, row.on_scene_at, row.done_at, row.check_at)
            fire.refresh_from_db()
            figures.add((fire.acknowledged_at, fire.en_route_at, fire.on_scene_at))
            ends.add((status_of(fire), row.rung, *stamps, Tap.objects.count()))
            transaction.set_rollback(True)
    (end,) = ends
    minutes = [start + timedelta(minutes=each) for each in (2, 2, 4, 14, 44)]
    assert end == ("resolved", Rung.DONE, *minutes, None, 4)
    assert figures == {tuple(minutes[1:4])}


def test_a_phone_can_neither_foretell_nor_go_before_the_report(fire, crew):
    now = fire.filed_at + timedelta(minutes=5)
    tap(fire, crew, "terima", happened_at=fire.filed_at - timedelta(days=3), now=now)
    tap(fire, crew, "berangkat", happened_at=now + timedelta(days=3), now=now)
    assert (part_of(crew).accepted_at, part_of(crew).en_route_at) == (fire.filed_at, now)


def test_figures_ladder_and_history_go_by_the_finger_and_the_end_by_when_it_was_heard(fire, crew):
    tapped, now = fire.filed_at + timedelta(minutes=1), fire.filed_at + timedelta(minutes=30)
    for kind in ("terima", "lokasi"):
        tap(fire, crew, kind, happened_at=tapped, now=now)
    tap(fire, crew, "selesai", happened_at=tapped, now=now, no_proof_reason="Gelap")
    fire.refresh_from_db()
    assert (fire.acknowledged_at, fire.on_scene_at, part_of(crew).accepted_at) == (tapped, tapped, tapped)
    # From here on the reporter may object.
    assert fire.resolved_at == now
    assert "sampai" in Event.objects.filter(kind=EventKind.FIELD).first().text
    lines = build_public_timeline(complaint=fire)
    assert {line.title: line.at for line in lines}["Selesai ditangani"] == tapped


def test_what_was_told_later_stands_in_the_history_where_it_happened(fire, crew):
    start = fire.filed_at
    apply_transition(
        complaint_id=fire.pk, action="acknowledge", actor=officer_of(fire), now=start + timedelta(minutes=5)
    )
    tap(fire, crew, "lokasi", happened_at=start + timedelta(minutes=3), now=start + timedelta(minutes=9))
    newest, before = build_public_timeline(complaint=fire)[:2]
    assert (newest.at, before.at) == (start + timedelta(minutes=5), start + timedelta(minutes=3))


def test_no_step_of_an_emergency_is_counted_from_before_it_was_raised(crew):
    road = file_report("N-PJU")
    county = Actor(kind="coordinator", name="Koordinator")
    raised = road.filed_at + timedelta(minutes=10)
    given = {"emergency_category": "D-BAKAR", "text": "Terbakar"}
    apply_transition(complaint_id=road.pk, action="raise_to_emergency", actor=county, now=raised, **given)
    tap(road, crew, "terima", happened_at=road.filed_at, now=raised + timedelta(minutes=1))
    road.refresh_from_db()
    assert road.acknowledged_at == raised


def test_only_the_latest_position_is_kept(fire, crew):
    new, old = timezone.now(), timezone.now() - timedelta(seconds=1)
    later = new + timedelta(minutes=1)
    tap(fire, crew, "lokasi", point=(Decimal("-6.58"), Decimal("110.66")), happened_at=new, now=later)
    tap(fire, crew, "berangkat", point=(Decimal("-6.1"), Decimal("110.1")), happened_at=old, now=later)
    assert (part_of(crew).lat, part_of(crew).lng) == (Decimal("-6.58"), Decimal("110.66"))


# --- at the same time ---------------------------------------------------------------------


@pytest.mark.django_db(transaction=True)
def test_one_tap_sent_by_many_at_once_is_kept_once():
    fire = file_fire()
    crew = add_contact(fire.agency)
    word = FieldTap(TapKind.HELP, uuid.uuid4())
    found: list[bool] = []

    def send() -> None:
        try:
            found.append(record_tap(complaint_id=fire.pk, contact=crew, tap=word).is_new)
        finally:
            connection.close()

    threads = [threading.Thread(target=send) for _ in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(found) == [False] * 5 + [True]
    assert Tap.objects.count() == 1
