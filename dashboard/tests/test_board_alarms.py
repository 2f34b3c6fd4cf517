"""Secret emergencies at the board: an alarm without contents that calls, is taken, and is answered for by voice."""

from __future__ import annotations

import pytest
from django.urls import reverse

from accounts.models import Role
from complaints.choices import Status
from complaints.models import Complaint
from complaints.taking import RELEASED, TAKEN
from complaints.tests.helpers import name_for_secrets
from dashboard.tests.board import read
from dispatch.models import Agency

pytestmark = pytest.mark.django_db

WORDS = "Bapak memukul ibu di rumah"


@pytest.fixture
def board(sign_in):
    return sign_in(Role.DISPATCHER, first_name="Lia")


@pytest.fixture
def secret(file_report) -> Complaint:
    return file_report("D-KDRT", text=WORDS)


def at(name: str, complaint: Complaint) -> str:
    return reverse(f"dashboard:board_alarm{name}", args=[complaint.pk])


def contents_of(complaint: Complaint) -> tuple[str, ...]:
    named = (complaint.category.name, complaint.village.name)
    return (complaint.number, complaint.grouped_number, WORDS, *named)


def tells(page: str, complaint: Complaint) -> list[str]:
    return [word for word in contents_of(complaint) if word in page]


def test_it_calls_like_any_other_and_says_nothing_of_what_it_holds(board, secret):
    page = read(board)
    assert 'data-new="1"' in page
    assert f'data-label="Laporan rahasia, {secret.agency.short_name}"' in page.replace("&amp;", "&")
    assert tells(page, secret) == []


def test_it_is_taken_and_let_go_without_being_opened(board, secret):
    page = board.post(at("_take", secret), follow=True).content.decode()
    assert "Anda menangani laporan rahasia" in page
    assert "Ditangani Lia" in read(board)
    assert "data-new" not in read(board)
    page = board.post(at("_release", secret), follow=True).content.decode()
    assert "Laporan rahasia dilepas" in page
    assert tells(page, secret) == []
    assert (
        list(secret.events.filter(action__in=(TAKEN, RELEASED)).values_list("user", flat=True)) == [board.user.pk] * 2
    )


def test_an_agency_reached_by_voice_acknowledges_it_and_the_dispatcher_reads_nothing(board, secret):
    form = board.get(at("_voice", secret)).content.decode()
    assert secret.agency.short_name in form
    given = {"version": secret.version, "channel": "telephone", "words": "Bu Rina: kami berangkat"}
    page = board.post(at("_voice", secret), given, follow=True).content.decode()
    assert "Laporan rahasia diterima atas nama" in page
    assert tells(form + page, secret) == []
    secret.refresh_from_db()
    assert secret.status == Status.ACKNOWLEDGED
    assert "Bu Rina" in secret.events.order_by("-id").first().text


def test_only_who_is_named_is_led_to_the_ticket(board, secret):
    page = board.get(at("", secret), follow=True).content.decode()
    assert "hanya dibaca petugas yang ditunjuk" in page
    assert tells(page, secret) == []
    name_for_secrets(board.user, secret.category)
    assert board.get(at("", secret)).url == reverse("dashboard:ticket", args=[secret.number])


@pytest.mark.parametrize("role", [Role.CALL_TAKER, Role.EXECUTIVE])
def test_who_does_not_watch_the_board_has_no_hand_in_it(sign_in, secret, role):
    client = sign_in(role)
    assert client.get(at("", secret)).status_code == 403
    assert client.post(at("_take", secret)).status_code == 403
    assert client.get(at("_voice", secret)).status_code == 403


def test_whoever_works_for_the_agency_it_is_about_neither_takes_it_nor_answers_for_it(board, sign_in, secret):
    Complaint.objects.filter(pk=secret.pk).update(about_agency=Agency.objects.get(code="DISHUB"))
    inside, outside = sign_in(Role.COORDINATOR, "DISHUB"), sign_in(Role.COORDINATOR, "BPBD")
    for client in (inside, board):
        assert client.post(at("_take", secret)).status_code == 404
        assert client.get(at("_voice", secret)).status_code == 404
    assert outside.post(at("_take", secret)).status_code == 302
    assert secret.events.get(action=TAKEN).user == outside.user


def test_the_address_of_an_alarm_opens_nothing_that_stands_there_with_a_number(board, file_report):
    fire, routine = file_report("D-BAKAR"), file_report("N-PJU")
    for complaint in (fire, routine):
        assert board.get(at("", complaint)).status_code == 404
        assert board.post(at("_take", complaint)).status_code == 404
    assert board.get(reverse("dashboard:board"), {"ditangani": "rahasia-x"}).status_code == 200
