"""The lifecycle: who may do what, what must be given, and that history never lies."""

from __future__ import annotations

import threading
from datetime import UTC, datetime, timedelta
from itertools import pairwise

import pytest
from django.db import IntegrityError, connection, transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from accounts.models import Role
from complaints.actors import REPORTER, SYSTEM, WADUL, Actor
from complaints.choices import FINAL, EventKind, Source, Status
from complaints.intake import NewReport, file_complaint
from complaints.lifecycle import (
    MissingField,
    NotAllowed,
    StaleVersion,
    add_message,
    apply_transition,
    available_transitions,
)
from complaints.models import Complaint, Event
from complaints.models.event import EventsAreAppendOnly
from complaints.raising import RAISE
from complaints.tests.helpers import file_report, officer_of
from complaints.transfers import TRANSFER
from complaints.transitions import TRANSITIONS
from dispatch.models import Agency, Category, Delivery

pytestmark = pytest.mark.django_db

COORDINATOR = Actor(kind="coordinator", name="Koordinator")


def test_the_usual_way_of_a_report_ends_with_its_reporter():
    complaint = file_report()
    officer = officer_of(complaint)
    for action, more in (
        ("acknowledge", {}),
        ("start", {}),
        ("resolve", {"text": "Lampu diganti", "no_proof_reason": "malam"}),
    ):
        apply_transition(complaint_id=complaint.pk, action=action, actor=officer, **more)
    done = apply_transition(complaint_id=complaint.pk, action="confirm", actor=REPORTER, rating=5)
    assert done.status == Status.CLOSED
    assert [e.to_status for e in complaint.events.all()] == [
        "received",
        "assigned",
        "acknowledged",
        "in_progress",
        "resolved",
        "closed",
    ]
    assert done.first_answer_at is not None


def test_field_steps_exist_for_emergencies_only():
    fire = file_report("D-BAKAR")
    apply_transition(complaint_id=fire.pk, action="acknowledge", actor=officer_of(fire))
    assert apply_transition(complaint_id=fire.pk, action="depart", actor=officer_of(fire)).status == Status.EN_ROUTE
    lamp = file_report()
    apply_transition(complaint_id=lamp.pk, action="acknowledge", actor=officer_of(lamp))
    with pytest.raises(NotAllowed):
        apply_transition(complaint_id=lamp.pk, action="depart", actor=officer_of(lamp))


def test_resolving_asks_for_proof_or_a_reason():
    complaint = file_report()
    officer = officer_of(complaint)
    apply_transition(complaint_id=complaint.pk, action="acknowledge", actor=officer)
    apply_transition(complaint_id=complaint.pk, action="start", actor=officer)
    with pytest.raises(MissingField) as refusal:
        apply_transition(complaint_id=complaint.pk, action="resolve", actor=officer, text="Sudah")
    assert refusal.value.field == "proof"


def test_the_second_of_two_officers_is_told_what_the_first_did():
    complaint = file_report()
    officer = officer_of(complaint)
    seen = complaint.version
    apply_transition(complaint_id=complaint.pk, action="acknowledge", actor=officer, version=seen)
    with pytest.raises(StaleVersion) as refusal:
        apply_transition(complaint_id=complaint.pk, action="reject", actor=COORDINATOR, version=seen, text="Ganda")
    assert officer.name in refusal.value.message
    assert Complaint.objects.get(pk=complaint.pk).status == Status.ACKNOWLEDGED


@pytest.mark.django_db(transaction=True)
def test_of_officers_acting_at_the_same_instant_exactly_one_wins():
    complaint = file_report()
    officer = officer_of(complaint)
    barrier = threading.Barrier(6)
    outcomes: list[str] = []

    def act() -> None:
        barrier.wait()
        try:
            apply_transition(complaint_id=complaint.pk, action="acknowledge", actor=officer, version=complaint.version)
            outcomes.append("won")
        except StaleVersion:
            outcomes.append("told")
        finally:
            connection.close()

    threads = [threading.Thread(target=act) for _ in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(outcomes) == ["told"] * 5 + ["won"]
    assert complaint.events.filter(action="acknowledge").count() == 1


def test_an_officer_of_another_agency_may_not_move_a_ticket():
    complaint = file_report()
    other = Agency.objects.exclude(pk=complaint.agency_id).first()
    stranger = Actor(kind="officer", name="Lain", agency=other)
    assert available_transitions(complaint, stranger) == []
    with pytest.raises(NotAllowed):
        apply_transition(complaint_id=complaint.pk, action="acknowledge", actor=stranger)


def test_asking_the_reporter_stops_the_clock_and_the_answer_starts_it_again():
    monday = datetime(2026, 3, 2, 3, 0, tzinfo=UTC)
    complaint = file_complaint(
        report=NewReport(category=Category.objects.get(code="N-PJU"), text="x"), source=Source.WEB, now=monday
    ).complaint
    due = complaint.due_at
    officer = officer_of(complaint)
    apply_transition(complaint_id=complaint.pk, action="acknowledge", actor=officer, now=monday)
    asked = apply_transition(complaint_id=complaint.pk, action="ask", actor=officer, text="Di mana?", now=monday)
    assert asked.paused_at == monday
    back = monday + timedelta(days=2)
    answered = apply_transition(complaint_id=complaint.pk, action="give_info", actor=REPORTER, text="Di sini", now=back)
    assert answered.paused_at is None
    assert answered.due_at == due + timedelta(days=2)


def test_an_objection_reopens_and_tells_the_agency():
    complaint = file_report()
    officer = officer_of(complaint)
    for action in ("acknowledge", "start"):
        apply_transition(complaint_id=complaint.pk, action=action, actor=officer)
    apply_transition(complaint_id=complaint.pk, action="resolve", actor=officer, text="Sudah", no_proof_reason="gelap")
    reopened = apply_transition(complaint_id=complaint.pk, action="object", actor=REPORTER, text="Masih mati", rating=1)
    assert reopened.status == Status.ASSIGNED
    assert Delivery.objects.filter(channel="alert", target=f"inbox:{complaint.agency_id}").count() == 1


def test_a_lead_merges_only_into_a_ticket_they_may_read():
    complaint, same_agency, foreign = file_report(), file_report(), file_report("N-SAMPAH")
    lead = officer_of(complaint, Role.LEAD)
    with pytest.raises(MissingField):
        apply_transition(complaint_id=complaint.pk, action="merge", actor=lead, merged_into_number=foreign.number)
    merged = apply_transition(
        complaint_id=complaint.pk, action="merge", actor=lead, merged_into_number=same_agency.grouped_number
    )
    assert merged.merged_into == same_agency


def test_news_from_wadul_is_not_echoed_back_to_wadul():
    complaint = file_report()
    before = Delivery.objects.count()
    apply_transition(complaint_id=complaint.pk, action="wadul_start", actor=WADUL)
    assert Delivery.objects.count() == before


def test_updates_to_wadul_go_in_line_behind_the_creation():
    complaint = file_report()
    officer = officer_of(complaint)
    apply_transition(complaint_id=complaint.pk, action="acknowledge", actor=officer)
    add_message(complaint_id=complaint.pk, actor=officer, kind=EventKind.ANSWER, text="Segera")
    rows = Delivery.objects.filter(channel="wadul").order_by("sequence")
    assert [(row.sequence, row.operation) for row in rows] == [(1, "create"), (2, "update"), (3, "update")]


def test_an_internal_note_never_leaves_the_house():
    complaint = file_report()
    before = Delivery.objects.count()
    note = add_message(complaint_id=complaint.pk, actor=officer_of(complaint), kind=EventKind.NOTE, text="Rawan")
    assert note.audience == "staff"
    assert Delivery.objects.count() == before


def test_history_refuses_to_be_changed_or_deleted():
    event = file_report().events.first()
    for change in (event.save, event.delete, Event.objects.all().delete, lambda: Event.objects.update(text="")):
        with pytest.raises(EventsAreAppendOnly):
            change()


def test_the_database_refuses_a_state_it_does_not_know():
    complaint = file_report()
    with pytest.raises(IntegrityError), transaction.atomic():
        Complaint.objects.filter(pk=complaint.pk).update(status="hilang")


def test_every_state_has_a_way_out_or_is_final():
    for status in Status:
        has_exit = any(status in transition.sources for transition in TRANSITIONS)
        assert has_exit != (status in FINAL), status


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data(), code=st.sampled_from(["D-BAKAR", "N-PJU", "N-INFO", "N-ASN"]))
def test_no_random_history_reaches_an_illegal_state(data, code):
    with transaction.atomic():
        complaint, same = file_report(code), file_report(code)
        agencies = list(Agency.objects.order_by("pk")[:6])
        for _ in range(data.draw(st.integers(1, 12))):
            complaint = Complaint.objects.get(pk=complaint.pk)
            # After a transfer it is another agency's people who act.
            staff = [officer_of(complaint), officer_of(complaint, Role.LEAD)]
            actors = [*staff, COORDINATOR, REPORTER, SYSTEM, WADUL]
            moves = [(a, t) for a in actors for t in available_transitions(complaint, a)]
            # Handed over to another agency, its lead may not read the ticket of the first, and so not merge into it.
            if complaint.agency_id != same.agency_id:
                moves = [(a, t) for a, t in moves if t.action != "merge" or a is COORDINATOR]
            assert moves or complaint.status in FINAL
            if not moves:
                break
            actor, transition_ = data.draw(st.sampled_from(moves))
            apply_transition(
                complaint_id=complaint.pk,
                action=transition_.action,
                actor=actor,
                text="Keterangan",
                no_proof_reason="Tidak ada",
                forwarded_to="Provinsi",
                to_agency_id=next(one.pk for one in data.draw(st.permutations(agencies)) if one != complaint.agency),
                merged_into_number=same.number if transition_.action == "merge" else "",
                emergency_category="D-KDRT" if complaint.is_for_named_readers else "D-LISTRIK",
            )
        assert_history_tells_the_state(complaint)
        assert_handovers_tell_the_agency(complaint)
        transaction.set_rollback(True)


def assert_history_tells_the_state(complaint: Complaint) -> None:
    complaint.refresh_from_db()
    steps = [event for event in complaint.events.all() if event.to_status]
    assert steps[-1].to_status == complaint.status
    for before, after in pairwise(steps):
        assert after.from_status == before.to_status


def assert_handovers_tell_the_agency(complaint: Complaint) -> None:
    handovers = list(complaint.handovers.order_by("pk"))
    assert complaint.transfers == complaint.events.filter(action=TRANSFER).count()
    # An emergency goes to who answers for its kind: handed over as well, and yet no transfer.
    moves = complaint.events.filter(action__in=[TRANSFER, RAISE])
    assert len(handovers) == sum(event.data["from_agency"] != event.data["to_agency"] for event in moves)
    for before, after in pairwise(handovers):
        assert after.agency == before.to_agency
    assert all(handover.agency != handover.to_agency for handover in handovers)
    if handovers:
        assert handovers[-1].to_agency == complaint.agency
