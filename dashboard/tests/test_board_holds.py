"""Who follows an emergency at the board, and what ends that: a hand, a new agency, a round, the end of a shift."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from accounts.models import Role
from calls.models import ShiftHandover
from complaints.actors import actor_for_user
from complaints.choices import Audience, Status
from complaints.escalation import escalate_due
from complaints.lifecycle import apply_transition
from complaints.models import Complaint
from complaints.taking import RELEASED, TAKEN, select_held, take_in_hand
from dashboard.tests.board import read
from dispatch.models import Agency

pytestmark = pytest.mark.django_db

FIRE = "D-BAKAR"


@pytest.fixture
def board(sign_in):
    return sign_in(Role.DISPATCHER, first_name="Lia")


def take(client, complaint: Complaint):
    return client.post(reverse("dashboard:board_take", args=[complaint.number]), follow=True).content.decode()


def let_go(client, complaint: Complaint):
    return client.post(reverse("dashboard:board_release", args=[complaint.number]), follow=True).content.decode()


def hand_over(leaving, coming) -> None:
    leaving.post(reverse("dashboard:handover_write"), {"notes": ""})
    handover = ShiftHandover.objects.get()
    page = coming.get(reverse("dashboard:handover_one", args=[handover.pk])).content.decode()
    assert "masih menangani 1 darurat" in page
    coming.post(reverse("dashboard:handover_take", args=[handover.pk]), {"versi": handover.version})


def test_what_was_taken_can_be_let_go_at_once_and_calls_again(board, file_report):
    fire = file_report(FIRE)
    assert 'id="batal-ambil"' in take(board, fire)
    assert "data-new" not in read(board)
    assert "Belum ada yang menangani" in let_go(board, fire)
    assert "data-new" in read(board)
    line = fire.events.get(action=RELEASED)
    assert (line.user, line.audience) == (board.user, Audience.STAFF)


def test_another_person_may_let_go_and_take_what_was_left_in_the_hands_of_one_who_went(board, sign_in, file_report):
    fire, other = file_report(FIRE), sign_in(Role.DISPATCHER, first_name="Bayu")
    take(board, fire)
    let_go(other, fire)
    take(other, fire)
    assert "Ditangani Bayu" in read(other)


def test_letting_go_of_what_nobody_has_writes_nothing(board, file_report):
    fire = file_report(FIRE)
    assert "sudah tidak ditangani siapa pun" in let_go(board, fire)
    assert not fire.events.filter(action=RELEASED).exists()


def test_a_new_agency_is_nobodys_in_hand_until_somebody_takes_it_anew(board, file_report):
    fire = file_report(FIRE)
    take(board, fire)
    to = Agency.objects.exclude(pk=fire.agency_id).filter(is_active=True).first()
    actor = actor_for_user(board.user)
    apply_transition(complaint_id=fire.pk, action="transfer", actor=actor, text="Bukan wilayah", to_agency_id=to.pk)
    page = read(board)
    assert "data-new" in page
    assert "Ditangani" not in page
    assert take_in_hand(complaint_id=fire.pk, actor=actor)
    assert "Ditangani Lia" in read(board)


def test_each_round_of_escalation_calls_again_what_nobody_brought_to_an_answer(board, file_report):
    fire = file_report(FIRE)
    take(board, fire)
    assert escalate_due(now=fire.escalate_at + timedelta(seconds=1)) == 1
    assert "data-new" in read(board)
    assert "Ditangani Lia" not in read(board)


def test_an_agency_that_acknowledges_leaves_it_in_the_same_hands(board, file_report):
    fire = file_report(FIRE)
    take(board, fire)
    Complaint.objects.filter(pk=fire.pk).update(status=Status.ACKNOWLEDGED, acknowledged_at=timezone.now())
    assert "Ditangani Lia" in read(board)


def test_the_next_supervisor_takes_over_what_the_one_who_leaves_has_in_hand(board, sign_in, file_report):
    fire, others = file_report(FIRE), file_report(FIRE)
    third, coming = sign_in(Role.COORDINATOR, first_name="Wati"), sign_in(Role.DISPATCHER, first_name="Bayu")
    take(board, fire)
    take(third, others)
    assert "Anda menangani 1 darurat" in board.get(reverse("dashboard:handover")).content.decode()
    hand_over(board, coming)
    assert list(select_held(user=coming.user)) == [fire]
    assert not select_held(user=board.user).exists()
    assert list(select_held(user=third.user)) == [others]
    line = fire.events.filter(action=TAKEN).latest("pk")
    assert (line.user, line.text) == (coming.user, "Diteruskan dari Lia saat serah terima sif.")


def test_what_the_next_supervisor_may_not_see_is_let_go_and_calls_again(board, sign_in, file_report):
    fire = file_report(FIRE)
    coming = sign_in(Role.DISPATCHER, first_name="Bayu")
    take(board, fire)
    coming.user.agency = Agency.objects.exclude(pk=fire.agency_id).first()
    coming.user.save()
    Complaint.objects.filter(pk=fire.pk).update(about_agency=coming.user.agency)
    hand_over(board, coming)
    assert fire.events.filter(action=RELEASED).exists()
    assert not select_held(user=coming.user).exists()


def test_a_finished_emergency_is_in_nobodys_hands_to_pass_on(board, file_report):
    fire = file_report(FIRE)
    take(board, fire)
    Complaint.objects.filter(pk=fire.pk).update(status=Status.CLOSED)
    assert not select_held(user=board.user).exists()
