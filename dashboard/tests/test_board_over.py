"""What is over stays on the board while a crew of it needs somebody, until a person settles that."""

from __future__ import annotations

import uuid
from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from accounts.models import Role
from complaints.choices import Status
from complaints.lifecycle import apply_transition
from complaints.models import Complaint
from complaints.tests.helpers import officer_of
from dashboard.handover import describe_room
from dashboard.tests.board import fall_silent, order, press, read, tap
from dispatch.models import AgencyContact
from response.choices import TapKind
from response.crew_checks import ask_crews
from response.taps import FieldTap, record_tap
from response.tests.helpers import add_contact

pytestmark = pytest.mark.django_db


@pytest.fixture
def board(sign_in):
    return sign_in(Role.DISPATCHER)


@pytest.fixture
def fire(file_report) -> Complaint:
    return file_report("D-BAKAR", minutes_ago=90)


@pytest.fixture
def crew(fire) -> AgencyContact:
    return add_contact(fire.agency)


def finish(fire: Complaint, crew: AgencyContact, *, minutes: float = 70) -> None:
    at = fire.filed_at + timedelta(minutes=minutes)
    word = FieldTap(TapKind.DONE, uuid.uuid4(), happened_at=at, text="Padam", no_proof_reason="Gelap")
    record_tap(complaint_id=fire.pk, contact=crew, tap=word, now=at)


def resolve_at_the_desk(fire: Complaint, *, minutes: float = 70) -> None:
    at = fire.filed_at + timedelta(minutes=minutes)
    given = {"text": "Padam", "no_proof_reason": "Gelap"}
    apply_transition(complaint_id=fire.pk, action="resolve", actor=officer_of(fire), now=at, **given)


def test_a_resolved_emergency_stays_while_a_supporting_crew_calls_for_help_until_somebody_settles_it(board, fire, crew):
    helper = add_contact(fire.supporting.get(code="PLN"))
    tap(fire, helper, "bantuan", minutes=30, text="Kabel masih menyala")
    finish(fire, crew)
    fire.refresh_from_db()
    assert fire.status == Status.RESOLVED
    page = read(board)
    assert order(page) == [fire.number]
    assert "BUTUH BANTUAN" in page
    assert "Laporannya sudah berakhir" in page
    # There is no limit left, and nothing to take in hand but the crew.
    assert "data-limit-at" not in page
    assert "Saya tangani" not in page
    ticket = board.get(reverse("dashboard:ticket", args=[fire.number])).content.decode()
    assert "Bantuan saya urus" in ticket
    settle = reverse("dashboard:response_need", args=[fire.number, helper.agency_id])
    board.post(settle, {"perlu": "bantuan", "kembali": "papan"})
    assert order(read(board)) == []
    board.post(settle, {"perlu": "bantuan", "kembali": "papan", "batal": "1"})
    assert order(read(board)) == [fire.number]


@pytest.mark.parametrize("status", [Status.CLOSED, Status.REJECTED, Status.MERGED, Status.CANCELLED, Status.FORWARDED])
def test_however_it_ended_a_call_for_help_is_not_lost(board, fire, crew, status):
    tap(fire, crew, "bantuan")
    Complaint.objects.filter(pk=fire.pk).update(status=status)
    assert order(read(board)) == [fire.number]
    press(board, fire, "bantuan")
    assert order(read(board)) == []


def test_a_silent_crew_stays_after_its_desk_resolved_the_report_and_is_asked_no_more(board, fire, crew):
    fall_silent(fire, crew)
    resolve_at_the_desk(fire)
    assert ask_crews(now=fire.filed_at + timedelta(minutes=81)) == 0
    assert order(read(board)) == [fire.number]
    press(board, fire, "diam")
    assert order(read(board)) == []
    assert ask_crews(now=timezone.now() + timedelta(hours=1)) == 0
    assert order(read(board)) == []


def test_the_crews_own_word_that_it_is_done_ends_its_silence_and_the_report_leaves(board, fire, crew):
    fall_silent(fire, crew)
    finish(fire, crew)
    assert order(read(board)) == []


def test_a_resolved_emergency_whose_crews_need_nobody_leaves_the_board(board, fire, crew):
    tap(fire, crew, "lokasi")
    finish(fire, crew)
    assert order(read(board)) == []


def test_a_crew_in_need_at_a_report_that_is_over_is_handed_over_to_the_next_shift(board, fire, crew):
    tap(fire, crew, "bantuan")
    Complaint.objects.filter(pk=fire.pk).update(status=Status.CLOSED)
    (row,) = describe_room()[0]["rows"]
    assert (row["number"], row["waits"]) == (
        fire.number,
        "BUTUH BANTUAN: Satpol PP & Damkar; laporannya sendiri sudah berakhir",
    )


def test_a_crew_that_nobody_asked_is_settled_on_the_ticket_as_well(board, fire):
    helper = add_contact(fire.supporting.get(code="PLN"))
    tap(fire, helper, "bantuan")
    page = board.get(reverse("dashboard:ticket", args=[fire.number])).content.decode()
    assert f"/opd/{helper.agency_id}/regu/" in page
