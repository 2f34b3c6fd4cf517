"""Routine reports that read like emergencies: flagged when filed or added to, and decided by a person."""

from __future__ import annotations

from pathlib import Path

import pytest

from accounts.models import Role, User
from complaints.actors import REPORTER, Actor, actor_for_user
from complaints.choices import Audience, EventKind, Status
from complaints.flagging import DISMISSED, RESTORED, dismiss_flag, restore_flag
from complaints.lifecycle import add_message, apply_transition
from complaints.models import Complaint, Event
from complaints.refusals import NotAllowed
from complaints.tests.helpers import file_report, officer_of

pytestmark = pytest.mark.django_db

BURNING = "Lampu jalan korslet, sekarang warung sebelahnya kobong"


@pytest.fixture
def dispatcher() -> Actor:
    return actor_for_user(User.objects.create_user("papan", password="x", role=Role.DISPATCHER))


def reread(complaint: Complaint) -> Complaint:
    return Complaint.objects.get(pk=complaint.pk)


def add(complaint: Complaint, text: str) -> Event:
    return add_message(complaint_id=complaint.pk, actor=REPORTER, kind=EventKind.REPORTER_MESSAGE, text=text)


def test_a_routine_report_that_reads_like_an_emergency_is_flagged_with_the_places_of_its_words():
    complaint = file_report(text=BURNING)
    words = [complaint.text[start:end] for start, end, _ in reread(complaint).flag_signs]
    assert complaint.is_flagged
    assert "kobong" in words
    assert complaint.flagged_at == complaint.filed_at
    # Software never raises one.
    assert (complaint.track, complaint.status) == ("routine", Status.ASSIGNED)


@pytest.mark.parametrize(
    ("code", "text"), [("N-PJU", "Lampu mati"), ("N-PJU", "Kabel rawan kebakaran"), ("D-BAKAR", BURNING)]
)
def test_what_is_no_emergency_or_already_one_is_not_flagged(code, text):
    complaint = file_report(code, text=text)
    assert (complaint.is_flagged, complaint.flagged_at) == (False, None)


def test_a_report_is_filed_although_the_rules_are_gone(settings):
    settings.URGENCY_RULES = Path("/nowhere/urgency.toml")
    assert not file_report(text=BURNING).is_flagged


def test_what_a_reporter_adds_later_flags_the_report():
    complaint = file_report()
    add(complaint, "Terima kasih, tiangnya miring sedikit")
    assert not reread(complaint).is_flagged
    event = add(complaint, "Tolong, kabelnya jatuh dan ada anak kesetrum")
    complaint = reread(complaint)
    assert complaint.is_flagged
    assert complaint.flag_event == event
    assert event.text[slice(*complaint.flag_signs[0][:2])]


def test_what_a_reporter_answers_or_objects_with_flags_too():
    complaint = file_report()
    apply_transition(complaint_id=complaint.pk, action="ask", actor=officer_of(complaint), text="Di mana?")
    apply_transition(complaint_id=complaint.pk, action="give_info", actor=REPORTER, text="Di pasar, sekarang kobong")
    assert reread(complaint).is_flagged


def test_words_of_an_officer_flag_nothing():
    complaint = file_report()
    for kind in (EventKind.ANSWER, EventKind.NOTE):
        add_message(complaint_id=complaint.pk, actor=officer_of(complaint), kind=kind, text=BURNING)
    assert not reread(complaint).is_flagged


def test_a_dismissal_is_recorded_once_and_taken_back(dispatcher):
    complaint = file_report(text=BURNING)
    assert dismiss_flag(complaint_id=complaint.pk, actor=dispatcher)
    assert not dismiss_flag(complaint_id=complaint.pk, actor=dispatcher)
    assert not reread(complaint).is_flagged
    assert restore_flag(complaint_id=complaint.pk, actor=dispatcher)
    assert not restore_flag(complaint_id=complaint.pk, actor=dispatcher)
    assert reread(complaint).is_flagged
    lines = complaint.events.filter(action__in=[DISMISSED, RESTORED]).order_by("id")
    assert [(line.action, line.user, line.audience) for line in lines] == [
        (DISMISSED, dispatcher.user, Audience.STAFF),
        (RESTORED, dispatcher.user, Audience.STAFF),
    ]


def test_a_dismissed_report_is_flagged_anew_by_new_words_only(dispatcher):
    complaint = file_report(text=BURNING)
    dismiss_flag(complaint_id=complaint.pk, actor=dispatcher)
    add(complaint, "Terima kasih")
    assert not reread(complaint).is_flagged
    add(complaint, "Apinya membesar lagi, tolong")
    assert reread(complaint).is_flagged


def test_nothing_that_was_never_flagged_is_restored(dispatcher):
    assert not restore_flag(complaint_id=file_report().pk, actor=dispatcher)


@pytest.mark.parametrize("role", [Role.OFFICER, Role.CALL_TAKER, Role.EXECUTIVE])
def test_others_decide_nothing(role):
    complaint = file_report(text=BURNING)
    agency = complaint.agency if role == Role.OFFICER else None
    other = actor_for_user(User.objects.create_user("lain", password="x", role=role, agency=agency))
    with pytest.raises(NotAllowed):
        dismiss_flag(complaint_id=complaint.pk, actor=other)
    assert reread(complaint).is_flagged


def test_a_report_that_ends_no_longer_waits_to_be_decided(dispatcher):
    complaint = file_report(text=BURNING)
    apply_transition(complaint_id=complaint.pk, action="reject", actor=dispatcher, text="Salah tempat")
    assert not reread(complaint).is_flagged
    assert not restore_flag(complaint_id=complaint.pk, actor=dispatcher)
