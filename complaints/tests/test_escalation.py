"""An emergency that nobody acknowledges is raised round after round, each once, until a person does."""

from __future__ import annotations

import threading
from collections import Counter
from datetime import datetime, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from complaints.actors import REPORTER, Actor
from complaints.choices import Audience, EventKind, Source
from complaints.escalation import escalate_due
from complaints.intake import NewReport, file_complaint
from complaints.lifecycle import apply_transition
from complaints.models import Complaint, Event
from complaints.tests.helpers import file_report, officer_of
from dispatch.escalation_plan import find_plan, forget_plans
from dispatch.models import Agency, AgencyContact, Category, Delivery, EscalationStep, Village

pytestmark = pytest.mark.django_db
COORDINATOR = Actor(kind="coordinator", name="Koordinator")


@pytest.fixture(autouse=True)
def _fresh_plans():
    forget_plans()
    yield
    forget_plans()


def file_fire(*, district: str = "", **more) -> Complaint:
    villages = Village.objects.select_related("district").order_by("code")
    village = villages.filter(district=district).first() if district else villages.first()
    category = Category.objects.select_related("agency").get(code="D-BAKAR")
    report = NewReport(category=category, text="Rumah terbakar", village=village)
    return file_complaint(report=report, source=Source.WEB, **more).complaint


def add_contacts(agency: Agency, count: int) -> list[AgencyContact]:
    return [
        AgencyContact.objects.create(agency=agency, name=f"Kontak {place}", address="json://x", order=place)
        for place in range(1, count + 1)
    ]


def minutes_after(complaint: Complaint, minutes: float) -> datetime:
    return complaint.filed_at + timedelta(minutes=minutes)


def targets_of(complaint: Complaint, number: int, cycle: int = 0) -> set[str]:
    mark = f"alert:{complaint.number}:esc-{cycle}-{number}:"
    return set(Delivery.objects.filter(idempotency_key__startswith=mark).values_list("target", flat=True))


def rounds_of(complaint: Complaint) -> list[int]:
    lines = Event.objects.filter(complaint=complaint, kind=EventKind.ESCALATION).order_by("pk")
    return [line.data["round"] for line in lines]


def test_each_round_reaches_its_people_once_and_at_its_time():
    fire = file_fire()
    (contact,) = add_contacts(fire.agency, 1)
    assert escalate_due(now=minutes_after(fire, 2.9)) == 0
    assert escalate_due(now=minutes_after(fire, 3)) == 1
    assert escalate_due(now=minutes_after(fire, 3)) == 0
    assert targets_of(fire, 1) == {f"inbox:{fire.agency_id}", f"contact:{contact.pk}"}
    assert escalate_due(now=minutes_after(fire, 6)) == 1
    supporting = {f"inbox:{pk}" for pk in fire.supporting.values_list("pk", flat=True)}
    assert targets_of(fire, 2) == {f"inbox:{fire.agency_id}", f"contact:{contact.pk}", *supporting}
    assert escalate_due(now=minutes_after(fire, 9)) == 1
    assert targets_of(fire, 3) == {f"inbox:{Agency.objects.get(code='DISKOMINFO').pk}"}
    assert rounds_of(fire) == [1, 2, 3]


def test_the_last_round_repeats_until_somebody_answers():
    fire = file_fire()
    for minutes in (3, 6, 9, 14, 19):
        assert escalate_due(now=minutes_after(fire, minutes)) == 1
    assert escalate_due(now=minutes_after(fire, 23.9)) == 0
    assert targets_of(fire, 5) == targets_of(fire, 3)


def test_the_next_contact_is_one_that_was_not_alerted_yet():
    agency = Category.objects.get(code="D-BAKAR").agency
    first, second, third = add_contacts(agency, 3)
    first.shifts.create(starts="00:00", ends="00:00")
    fire = file_fire()
    alerted = Delivery.objects.filter(target__startswith="contact:").values_list("target", flat=True)
    assert list(alerted) == [f"contact:{first.pk}"]
    escalate_due(now=minutes_after(fire, 3))
    assert f"contact:{second.pk}" in targets_of(fire, 1)
    assert f"contact:{third.pk}" not in targets_of(fire, 1)


@pytest.mark.parametrize("action", ["acknowledge", "reject", "forward"])
def test_it_stops_at_once_when_a_person_acts(action):
    fire = file_fire()
    escalate_due(now=minutes_after(fire, 3))
    actor = officer_of(fire) if action == "acknowledge" else Actor(kind="dispatcher", name="Dispatcher")
    apply_transition(complaint_id=fire.pk, action=action, actor=actor, text="Ganda", forwarded_to="Kudus")
    assert Complaint.objects.get(pk=fire.pk).escalate_at is None
    assert escalate_due(now=minutes_after(fire, 60)) == 0


def test_a_round_does_not_get_in_the_way_of_whoever_is_about_to_acknowledge():
    fire = file_fire()
    escalate_due(now=minutes_after(fire, 3))
    done = apply_transition(complaint_id=fire.pk, action="acknowledge", actor=officer_of(fire), version=fire.version)
    assert done.escalate_at is None


def test_another_agency_gets_rounds_of_its_own():
    fire = file_fire()
    escalate_due(now=minutes_after(fire, 3))
    bpbd = Agency.objects.get(code="BPBD")
    later = minutes_after(fire, 4)
    apply_transition(
        complaint_id=fire.pk, action="transfer", actor=COORDINATOR, to_agency_id=bpbd.pk, text="Banjir", now=later
    )
    assert escalate_due(now=later + timedelta(minutes=2)) == 0
    assert escalate_due(now=later + timedelta(minutes=3)) == 1
    assert targets_of(fire, 1, cycle=1) == {f"inbox:{bpbd.pk}"}


def test_an_objection_to_an_emergency_begins_anew():
    fire = file_fire()
    officer = officer_of(fire)
    for action in ("acknowledge", "start", "resolve"):
        apply_transition(complaint_id=fire.pk, action=action, actor=officer, text="Padam", no_proof_reason="malam")
    now = minutes_after(fire, 30)
    apply_transition(complaint_id=fire.pk, action="object", actor=REPORTER, text="Menyala lagi", now=now)
    assert escalate_due(now=now + timedelta(minutes=3)) == 1


def test_karimunjawa_has_times_of_its_own():
    island = file_fire(district="33.20.10")
    mainland = file_fire()
    assert escalate_due(now=minutes_after(mainland, 4)) == 1
    assert (rounds_of(island), rounds_of(mainland)) == ([], [1])
    assert escalate_due(now=minutes_after(island, 5)) == 1
    assert rounds_of(island) == [1]


def test_what_is_not_a_real_emergency_is_never_raised():
    demo, lamp = file_fire(is_demo=True), file_report()
    assert (demo.escalate_at, lamp.escalate_at) == (None, None)
    apply_transition(complaint_id=demo.pk, action="acknowledge", actor=officer_of(demo))
    assert escalate_due(now=minutes_after(demo, 600)) == 0


def test_after_a_standstill_the_rounds_keep_their_distance():
    fire = file_fire()
    now = minutes_after(fire, 60)
    assert escalate_due(now=now) == 1
    assert escalate_due(now=now + timedelta(minutes=2)) == 0
    assert escalate_due(now=now + timedelta(minutes=3)) == 1
    assert rounds_of(fire) == [1, 2]


def test_a_time_too_far_ahead_is_brought_back():
    fire = file_fire()
    # The clock was ten minutes fast, and is set right.
    Complaint.objects.filter(pk=fire.pk).update(escalate_at=minutes_after(fire, 13))
    assert escalate_due(now=fire.filed_at) == 0
    assert escalate_due(now=minutes_after(fire, 3)) == 1


def test_the_first_round_is_brought_back_though_later_waits_are_as_long():
    fire = file_fire()
    # Eight minutes ahead is no wait before a first round, though Karimunjawa's later rounds wait ten.
    Complaint.objects.filter(pk=fire.pk).update(escalate_at=minutes_after(fire, 8))
    assert escalate_due(now=fire.filed_at) == 0
    assert escalate_due(now=minutes_after(fire, 3)) == 1


def test_the_agency_a_report_is_about_is_told_of_no_round():
    fire = file_fire()
    about = fire.supporting.first()
    Complaint.objects.filter(pk=fire.pk).update(about_agency=about)
    for minutes in (3, 6):
        escalate_due(now=minutes_after(fire, minutes))
    assert f"inbox:{about.pk}" not in targets_of(fire, 2)


def test_history_tells_staff_alone_whom_a_round_reached():
    fire = file_fire()
    add_contacts(fire.agency, 1)
    escalate_due(now=minutes_after(fire, 3))
    line = Event.objects.get(kind=EventKind.ESCALATION)
    assert line.audience == Audience.STAFF
    assert "Kontak 1" in line.text


def test_an_escalated_alert_says_so_in_its_first_words():
    fire = file_fire()
    escalate_due(now=minutes_after(fire, 3))
    payload = Delivery.objects.get(idempotency_key__contains=":esc-0-1:").payload
    assert payload["title"] == "BELUM DITERIMA (1): Kebakaran"
    assert "3 menit" in payload["ask"]


def test_without_steps_nothing_is_raised():
    EscalationStep.objects.all().delete()
    forget_plans()
    assert file_fire().escalate_at is None


def forget_time(complaint: Complaint) -> None:
    Complaint.objects.filter(pk=complaint.pk).update(escalate_at=None)


def test_an_emergency_from_before_the_upgrade_gets_its_rounds_from_now():
    fire = file_fire()
    forget_time(fire)
    assert escalate_due(now=minutes_after(fire, 120)) == 0
    assert escalate_due(now=minutes_after(fire, 122)) == 0
    assert escalate_due(now=minutes_after(fire, 123)) == 1
    assert rounds_of(fire) == [1]


def test_one_that_is_older_than_a_day_alarms_nobody():
    fire = file_fire()
    forget_time(fire)
    for hours in (24.1, 25, 800):
        assert escalate_due(now=minutes_after(fire, hours * 60)) == 0


def test_one_that_was_acknowledged_or_is_an_example_is_not_given_a_time():
    taken, demo = file_fire(), file_fire(is_demo=True)
    apply_transition(complaint_id=taken.pk, action="acknowledge", actor=officer_of(taken))
    for minutes in (5, 60):
        assert escalate_due(now=minutes_after(taken, minutes)) == 0
    assert Complaint.objects.filter(escalate_at__isnull=False).count() == 0
    assert demo.escalate_at is None


def test_one_filed_before_there_were_steps_is_raised_once_there_are():
    steps = list(EscalationStep.objects.all())
    EscalationStep.objects.all().delete()
    forget_plans()
    fire = file_fire()
    escalate_due(now=minutes_after(fire, 1))
    EscalationStep.objects.bulk_create(steps)
    forget_plans()
    escalate_due(now=minutes_after(fire, 2))
    assert escalate_due(now=minutes_after(fire, 5)) == 1


def test_filing_reads_the_first_step_along_with_the_route():
    forget_plans()
    with CaptureQueriesContext(connection) as statements:
        file_fire()
    assert len([query for query in statements if "escalationstep" in query["sql"]]) == 1
    assert not [query for query in statements if query["sql"].startswith('SELECT "dispatch_escalationstep"')]


@pytest.mark.parametrize("district", ["33.20.06", "33.20.10"])
def test_the_first_step_read_with_the_route_is_that_of_the_plan(district):
    fire = file_fire(district=district)
    plan = find_plan(district_id=fire.district_id)
    assert fire.escalate_at - fire.filed_at == plan.find_wait(1)


def test_one_that_breaks_does_not_silence_the_others():
    broken, fire = file_fire(), file_fire()
    now = minutes_after(fire, 3)
    # Somebody took the key of this round already.
    row = Delivery.objects.get(subject=f"complaint:{broken.number}")
    row.pk, row.sequence = None, 9
    row.idempotency_key = f"alert:{broken.number}:esc-0-1:{row.target}"
    row.save(force_insert=True)
    assert escalate_due(now=now) == 1
    assert rounds_of(fire) == [1]
    assert rounds_of(broken) == []


@pytest.mark.django_db(transaction=True)
def test_of_sweeps_at_the_same_instant_one_takes_the_round():
    fires = [file_fire() for _ in range(3)]
    now = minutes_after(fires[-1], 3)
    barrier = threading.Barrier(4)
    taken: list[int] = []

    def sweep() -> None:
        barrier.wait()
        try:
            taken.append(escalate_due(now=now))
        finally:
            connection.close()

    threads = [threading.Thread(target=sweep) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sum(taken) == 3
    assert Counter(rounds_of(fire) == [1] for fire in fires) == {True: 3}
