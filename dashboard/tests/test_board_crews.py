"""The board tells how far each crew is, and puts the ones that need somebody before everything else."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from django.core.cache import cache
from django.urls import reverse
from django.utils import timezone

from accounts.models import Role
from complaints.choices import Status
from complaints.models import Complaint, Event
from dashboard.kinds import list_kinds
from dashboard.tests.board import fall_silent, order, press, read, tap
from dispatch.alert_drills import start_drill
from dispatch.models import Agency, AgencyContact, DutyShift, InboxMessage, Visibility
from response.models import Engagement
from response.taps import mark_seen
from response.tests.helpers import add_contact

pytestmark = pytest.mark.django_db

FIRE = "D-BAKAR"


@pytest.fixture
def board(sign_in):
    return sign_in(Role.DISPATCHER)


@pytest.fixture
def fire(file_report) -> Complaint:
    return file_report(FIRE, minutes_ago=90)


@pytest.fixture
def crew(fire) -> AgencyContact:
    return add_contact(fire.agency)


@pytest.mark.parametrize(
    ("kind", "says"),
    [("terima", "Diterima"), ("berangkat", "Berangkat"), ("lokasi", "Di lokasi"), ("selesai", "Selesai")],
)
def test_a_supporting_crews_tap_shows_on_the_board_with_its_clock(board, fire, kind, says):
    helper = add_contact(fire.supporting.get(code="PLN"))
    tap(fire, helper, kind)
    clock = timezone.localtime(fire.filed_at + timedelta(minutes=1)).strftime("%H.%M")
    page = read(board)
    assert re.search(rf'<li>PLN .*{says}</span></span> <span class="number">[^<]*{clock}</span></li>', page)
    assert "Menunggu" not in page.partition("crew-words")[2].partition("</ul>")[0]


def test_the_responsible_crew_that_looked_and_then_left_shows_its_furthest_step(board, fire, crew):
    mark_seen(complaint_id=fire.pk, contact=crew)
    assert re.search(r"Dilihat</span></span> <span", read(board))
    tap(fire, crew, "berangkat", minutes=2)
    page = read(board)
    assert "Dilihat" not in page
    assert re.search(r"Berangkat</span></span> <span", page)


def test_a_step_noted_at_the_agencys_desk_shows_like_a_tap(board, sign_in, fire):
    desk = sign_in(Role.OFFICER, "SATPOLPP_DAMKAR")
    for version, action in enumerate(("acknowledge", "depart"), start=1):
        desk.post(reverse("dashboard:step", args=[fire.number]), {"action": action, "version": version})
    assert re.search(r"Berangkat</span></span> <span", read(board))


def test_who_needs_somebody_stands_first_then_who_is_unanswered_then_the_rest_then_drills(
    board, file_report, fire, crew
):
    drill, calm, unanswered, silent = (file_report(FIRE, minutes_ago=80) for _ in range(4))
    Complaint.objects.filter(pk=drill.pk).update(is_drill=True)
    Complaint.objects.filter(pk=calm.pk).update(status=Status.ACKNOWLEDGED, acknowledged_at=timezone.now())
    tap(fire, crew, "lokasi")
    tap(fire, crew, "bantuan", minutes=2, text="Kehabisan air")
    tap(drill, crew, "bantuan")
    fall_silent(silent, crew)
    page = read(board)
    placed = order(page)
    assert set(placed[:2]) == {fire.number, silent.number}
    assert placed[2:] == [unanswered.number, calm.number, drill.number]
    assert "2 regu perlu dihubungi" in page
    assert "“Kehabisan air”" in page
    # Who is calm or only plays does not sound.
    loud = [number for number in placed if re.search(rf'id="d-{number}"[^>]*data-need=', page)]
    assert set(loud) == {fire.number, silent.number}


def test_help_is_settled_on_the_board_and_taken_back_there(board, fire, crew):
    tap(fire, crew, "bantuan", text="Kehabisan air")
    assert "BUTUH BANTUAN" in read(board)
    page = press(board, fire, "bantuan").content.decode()
    assert "BUTUH BANTUAN" not in read(board)
    assert "dicatat sudah diurus" in page
    assert Event.objects.get(action="help_settled").user == board.user
    press(board, fire, "bantuan", batal="1")
    assert "BUTUH BANTUAN" in read(board)
    assert Event.objects.filter(action="help_reopened").count() == 1


def test_a_silent_crew_that_was_reached_is_asked_again_in_its_time(board, fire, crew):
    fall_silent(fire, crew)
    assert "REGU TIDAK MENJAWAB" in read(board)
    press(board, fire, "diam")
    assert "REGU TIDAK MENJAWAB" not in read(board)
    engagement = Engagement.objects.get()
    assert engagement.crew_alarm_at is None
    assert engagement.check_at >= timezone.now() + timedelta(minutes=19)
    assert Event.objects.get(action="crew_reached").text.endswith("sudah dihubungi.")
    press(board, fire, "diam", batal="1")
    assert "REGU TIDAK MENJAWAB" in read(board)
    tap(fire, crew, "aman", minutes=89)
    assert "REGU TIDAK MENJAWAB" not in read(board)


def test_what_two_people_press_is_settled_once_and_what_was_not_settled_is_not_taken_back(board, fire, crew):
    tap(fire, crew, "bantuan")
    press(board, fire, "diam", batal="1")
    press(board, fire, "bantuan", batal="1")
    assert "sudah dicatat sebelumnya" in press(board, fire, "diam").content.decode()
    press(board, fire, "bantuan")
    assert "sudah dicatat sebelumnya" in press(board, fire, "bantuan").content.decode()
    actions = Event.objects.filter(action__in=("help_settled", "help_reopened", "crew_reached", "silence_reopened"))
    assert [one.action for one in actions] == ["help_settled"]


def test_a_choice_that_is_none_is_refused_in_words_and_changes_nothing(board, fire, crew):
    tap(fire, crew, "bantuan")
    assert "tidak dikenal" in press(board, fire, "x\x00").content.decode()
    assert Engagement.objects.get().calls_for_help
    for odd in ("x", f"{fire.number}-9x-bantuan", f"{fire.number}-1-api", "1-1-bantuan", "-"):
        page = board.get(reverse("dashboard:board"), {"diurus": odd})
        assert page.status_code == 200
        assert 'id="batal-regu"' not in page.content.decode()


def test_the_ticket_says_what_the_crew_needs_and_settles_it_too(board, fire, crew):
    tap(fire, crew, "bantuan", text="Kehabisan air")
    ticket = reverse("dashboard:ticket", args=[fire.number])
    page = board.get(ticket).content.decode()
    assert "BUTUH BANTUAN" in page
    assert "“Kehabisan air”" in page
    answer = press(board, fire, "bantuan", kembali="tiket")
    assert answer.redirect_chain[0][0].startswith(ticket)
    assert "BUTUH BANTUAN" not in answer.content.decode()


def test_a_secret_emergency_says_that_its_crew_is_to_be_called_and_no_more(board, fire, crew):
    tap(fire, crew, "bantuan", text="Kehabisan air")
    Complaint.objects.filter(pk=fire.pk).update(visibility=Visibility.SECRET)
    page = read(board)
    assert "REGU PERLU DIHUBUNGI" in page
    assert "Kehabisan air" not in page
    assert "data-need" not in page
    assert fire.number not in page


def test_the_whole_board_page_costs_at_most_eight_statements_when_everything_is_on_it(
    sign_in, file_report, fire, crew, django_assert_max_num_queries
):
    # A coordinator of an agency reads the bell as well.
    board = sign_in(Role.COORDINATOR, "DISKOMINFO")
    InboxMessage.objects.create(
        agency=board.user.agency, key="k", subject="s", title="t", path="/", created_at=timezone.now()
    )
    DutyShift.objects.create(contact=crew, starts="00:00", ends="00:00")
    add_contact(Agency.objects.get(code="PLN"))
    flagged = file_report("N-PJU")
    Complaint.objects.filter(pk=flagged.pk).update(is_flagged=True, flagged_at=timezone.now(), flag_signs=[])
    start_drill(slot="uji")
    for _ in range(6):
        other = file_report(FIRE)
        tap(other, crew, "bantuan")
    cache.clear()
    with django_assert_max_num_queries(8):
        page = board.get(reverse("dashboard:board")).content.decode()
    assert page.count("BUTUH BANTUAN</b>") == 6
    assert flagged.number in page


def test_more_than_are_shown_are_counted_in_the_same_statement(
    board, file_report, monkeypatch, django_assert_max_num_queries
):
    monkeypatch.setattr("dashboard.board_query.MOST_SHOWN", 3)
    for _ in range(5):
        file_report(FIRE)
    drill = file_report(FIRE)
    Complaint.objects.filter(pk=drill.pk).update(is_drill=True)
    cache.clear()
    # Read once in a while, for all boards.
    list_kinds()
    with django_assert_max_num_queries(5):
        page = board.get(reverse("dashboard:board_list")).content.decode()
    assert "<b>5</b> terbuka" in page
    assert "2 lainnya tidak ditampilkan" in page
