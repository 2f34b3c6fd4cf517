"""The dispatch board: what stands on it, for whom, and what is done there."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from django.core.cache import cache
from django.urls import reverse
from django.utils import timezone

from accounts.models import Role
from accounts.roles import MATRIX, Right
from calls.choices import CallKind
from calls.models import Call, ServiceLimit
from complaints.choices import Audience, Status
from complaints.models import Complaint, Event
from complaints.taking import TAKEN
from dispatch.models import Visibility

pytestmark = pytest.mark.django_db

FIRE = "D-BAKAR"
BOARD = "dashboard:board"


@pytest.fixture(autouse=True)
def _fresh_fragments():
    cache.clear()


@pytest.fixture
def board(sign_in):
    return sign_in(Role.DISPATCHER)


def read(client) -> str:
    cache.clear()
    return client.get(reverse("dashboard:board_list")).content.decode()


def order(page: str) -> list[str]:
    return re.findall(r'id="d-(\d+)"', page)


def test_every_role_at_the_board_may_read_what_the_shared_list_holds():
    at_board = [rights for rights in MATRIX.values() if rights & {Right.SUPERVISE_CALLS, Right.DISPATCH}]
    assert at_board
    assert all({Right.READ_COUNTY, Right.READ_PRIVATE} <= rights for rights in at_board)


@pytest.mark.parametrize("role", [Role.CALL_TAKER, Role.EXECUTIVE, Role.OFFICER])
def test_others_stay_outside_and_see_no_link(sign_in, role, file_report):
    client = sign_in(role, "DISHUB" if role == Role.OFFICER else "")
    complaint = file_report(FIRE)
    assert client.get(reverse(BOARD)).status_code == 403
    assert client.get(reverse("dashboard:board_list")).status_code == 403
    assert client.post(reverse("dashboard:board_take", args=[complaint.number])).status_code == 403
    assert reverse(BOARD) not in client.get(reverse("dashboard:inbox")).content.decode()


def test_unacknowledged_and_past_its_limit_stands_first_and_routine_reports_not_at_all(board, file_report):
    answered = file_report(FIRE, minutes_ago=300)
    Complaint.objects.filter(pk=answered.pk).update(status=Status.ACKNOWLEDGED, acknowledged_at=timezone.now())
    recent, late = file_report(FIRE), file_report(FIRE, minutes_ago=90)
    routine, over = file_report("N-PJU"), file_report(FIRE)
    Complaint.objects.filter(pk=over.pk).update(status=Status.CLOSED)
    page = read(board)
    assert order(page) == [late.number, recent.number, answered.number]
    assert routine.number not in page
    assert "1 lewat batas" in page


def test_a_secret_emergency_is_a_bare_line(board, file_report):
    secret = file_report(FIRE, text="Rahasia sekali")
    Complaint.objects.filter(pk=secret.pk).update(visibility=Visibility.SECRET)
    page = read(board)
    assert "Laporan rahasia" in page
    for word in (secret.number, secret.grouped_number, secret.village.name, secret.category.name, "data-lat"):
        assert word not in page


def test_a_report_about_an_agency_is_a_bare_line_as_well(board, file_report):
    complaint = file_report(FIRE)
    Complaint.objects.filter(pk=complaint.pk).update(about_agency=complaint.agency)
    assert complaint.number not in read(board)


def test_callers_who_joined_are_counted(board, file_report):
    complaint = file_report(FIRE)
    for joined in (True, True, False):
        Call.objects.create(complaint=complaint, has_joined=joined, kind=CallKind.GENUINE, rang_at=timezone.now())
    assert "3 pelapor" in read(board)


def test_a_new_emergency_calls_until_somebody_takes_it(board, sign_in, file_report):
    complaint = file_report(FIRE)
    assert "data-new" in read(board)
    take = reverse("dashboard:board_take", args=[complaint.number])
    assert board.post(take).url == f"{reverse(BOARD)}?ditangani={complaint.number}"
    page = read(board)
    assert "data-new" not in page
    assert f"Ditangani {board.user}" in page
    other = sign_in(Role.COORDINATOR)
    assert "Sudah ada yang menangani" in other.post(take, follow=True).content.decode()
    event = Event.objects.get(complaint=complaint, action=TAKEN)
    assert (event.user, event.audience) == (board.user, Audience.STAFF)


def test_a_closed_emergency_is_not_taken(board, file_report):
    complaint = file_report(FIRE)
    Complaint.objects.filter(pk=complaint.pk).update(status=Status.CLOSED)
    page = board.post(reverse("dashboard:board_take", args=[complaint.number]), follow=True)
    assert "tidak lagi terbuka" in page.content.decode()
    assert not Event.objects.filter(action=TAKEN).exists()


def test_an_agency_reached_by_voice_is_acknowledged_with_channel_and_words(board, file_report):
    complaint = file_report(FIRE)
    voice = reverse("dashboard:board_voice", args=[complaint.number])
    assert board.get(voice).status_code == 200
    given = {"version": complaint.version, "channel": "radio", "words": "Pak Budi: dua mobil siap"}
    assert board.post(voice, given).url == reverse(BOARD)
    complaint.refresh_from_db()
    assert complaint.status == Status.ACKNOWLEDGED
    step = complaint.events.get(action="acknowledge")
    assert step.text == "Diterima lewat radio."
    note = complaint.events.order_by("-id").first()
    assert "Pak Budi: dua mobil siap" in note.text
    assert note.audience == Audience.STAFF


@pytest.mark.parametrize("wrong", [{"words": ""}, {"words": "\x00 "}, {"channel": "burung"}, {"version": "x"}])
def test_a_voice_form_that_is_wrong_keeps_what_was_typed_and_changes_nothing(board, file_report, wrong):
    complaint = file_report(FIRE)
    given = {"version": complaint.version, "channel": "radio", "words": "Dua mobil siap"} | wrong
    page = board.post(reverse("dashboard:board_voice", args=[complaint.number]), given)
    assert page.status_code == 400
    assert given["words"].strip("\x00 ") in page.content.decode()
    complaint.refresh_from_db()
    assert complaint.status == Status.ASSIGNED


def test_a_voice_form_that_grew_old_is_asked_again(board, file_report):
    complaint = file_report(FIRE)
    given = {"version": complaint.version + 1, "channel": "radio", "words": "Dua mobil siap"}
    page = board.post(reverse("dashboard:board_voice", args=[complaint.number]), given)
    assert page.status_code == 409
    assert "berubah sejak" in page.content.decode()
    complaint.refresh_from_db()
    assert complaint.status == Status.ASSIGNED


def test_routine_and_secret_reports_have_no_place_of_their_own_on_the_board(board, file_report):
    routine, secret = file_report("N-PJU"), file_report(FIRE)
    Complaint.objects.filter(pk=secret.pk).update(visibility=Visibility.SECRET)
    for complaint in (routine, secret):
        assert board.get(reverse("dashboard:board_voice", args=[complaint.number])).status_code == 404
        assert board.post(reverse("dashboard:board_take", args=[complaint.number])).status_code == 404


def test_the_board_costs_no_more_statements_when_it_is_full(board, file_report, django_assert_max_num_queries):
    for _ in range(25):
        file_report(FIRE)
    cache.clear()
    with django_assert_max_num_queries(8):
        board.get(reverse(BOARD))
    # Within the same second the list is there already: only who asks is looked up.
    with django_assert_max_num_queries(2):
        board.get(reverse("dashboard:board_list"))


def test_a_board_that_shows_it_already_is_told_so_in_a_few_bytes(board, file_report):
    file_report(FIRE)
    page = board.get(reverse("dashboard:board_list"))
    same = board.get(reverse("dashboard:board_list"), headers={"If-None-Match": page["ETag"]})
    assert (same.status_code, same.content) == (304, b"")


def test_the_clock_names_the_limit_to_answer_and_then_the_one_to_finish(board, file_report):
    complaint = file_report(FIRE)
    stamp = f'data-limit-at="{int(complaint.respond_due_at.timestamp())}"'
    assert stamp in read(board)
    due_at = timezone.now() + timedelta(hours=3)
    Complaint.objects.filter(pk=complaint.pk).update(status=Status.ON_SCENE, due_at=due_at)
    assert f'data-limit-at="{int(due_at.timestamp())}"' in read(board)


def test_until_its_crew_is_there_a_fire_has_the_limit_to_arrive_as_the_limits_of_the_room_say(board, file_report):
    fire, other = file_report(FIRE, minutes_ago=5), file_report("D-KES", minutes_ago=5)
    Complaint.objects.update(status=Status.EN_ROUTE, acknowledged_at=timezone.now())

    def limits() -> dict[str, tuple[str, str]]:
        found = re.findall(r'id="d-(\d+)".*?data-limit-at="(\d+)".*?>(batas [a-z ]+)</p>', read(board), re.DOTALL)
        return {number: (moment, words) for number, moment, words in found}

    def stamp(moment) -> str:
        return str(int(moment.timestamp()))

    assert limits() == {
        fire.number: (stamp(fire.filed_at + timedelta(minutes=15)), "batas tiba"),
        other.number: (stamp(other.due_at), "batas selesai"),
    }
    ServiceLimit.objects.filter(code="fire_arrival_minutes").update(value=3)
    assert limits()[fire.number][0] == stamp(fire.filed_at + timedelta(minutes=3))
    # It is late, so it is looked at before the other.
    assert order(read(board)) == [fire.number, other.number]
    assert "lewat batas</p>" in read(board)
    Complaint.objects.filter(pk=fire.pk).update(status=Status.ON_SCENE, on_scene_at=timezone.now())
    assert limits()[fire.number] == (stamp(fire.due_at), "batas selesai")
