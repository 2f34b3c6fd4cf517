"""The strip of what may be an emergency: what stands there, for whom, and what is decided there."""

from __future__ import annotations

import re

import pytest
from django.core.cache import cache
from django.urls import reverse

from accounts.models import Role
from complaints.models import Complaint, Event
from dashboard.flagged import MOST_SHOWN, mark_signs
from dashboard.kinds import list_kinds
from dispatch.models import Category, Visibility

pytestmark = pytest.mark.django_db

BURNING = "Lampu mati, terus warung sebelahnya kobong"


@pytest.fixture(autouse=True)
def _fresh_fragments():
    cache.clear()


@pytest.fixture
def board(sign_in):
    return sign_in(Role.DISPATCHER)


def read(client) -> str:
    cache.clear()
    return client.get(reverse("dashboard:board_flagged")).content.decode()


def at(name: str, complaint: Complaint) -> str:
    return reverse(f"dashboard:board_{name}", args=[complaint.number])


def test_the_longest_waiting_stands_first_with_its_words_marked_and_why(board, file_report):
    new, old = file_report(text=BURNING, minutes_ago=1), file_report(text="Ada ular masuk rumah", minutes_ago=9)
    file_report(text="Lampu mati")
    page = read(board)
    assert re.findall(r'id="t-(\d+)"', page) == [old.number, new.number]
    assert "<mark>kobong</mark>" in page
    assert "“kobong” (kebakaran)" in page
    assert re.search(r'value="D-BAKAR" selected', page)


def test_where_nothing_waits_the_strip_is_empty(board, file_report):
    file_report(text="Lampu mati")
    assert read(board).strip() == ""


def test_what_a_citizen_wrote_is_escaped(board, file_report):
    file_report(text="<script>alert(1)</script> rumah kobong <b>")
    page = read(board)
    assert "<script>" not in page
    assert "&lt;script&gt;" in page


def test_it_is_raised_with_the_kind_beside_it(board, file_report):
    complaint = file_report(text=BURNING)
    page = board.post(at("raise", complaint), {f"jenis-{complaint.number}": "D-BAKAR"}, follow=True).content.decode()
    complaint.refresh_from_db()
    assert (complaint.track, complaint.is_flagged) == ("emergency", False)
    assert "kini darurat" in page
    assert f'id="d-{complaint.number}"' in page
    assert Event.objects.get(complaint=complaint, action="raise_to_emergency").user == board.user


def test_without_a_kind_it_is_asked_for_one_and_nothing_changes(board, file_report):
    complaint = file_report(text=BURNING)
    page = board.post(at("raise", complaint), follow=True).content.decode()
    assert "Pilih jenis darurat" in page
    complaint.refresh_from_db()
    assert (complaint.track, complaint.is_flagged) == ("routine", True)


def test_a_dismissal_offers_to_be_taken_back(board, file_report):
    complaint = file_report(text=BURNING)
    page = board.post(at("dismiss", complaint), follow=True).content.decode()
    assert at("restore", complaint) in page
    assert complaint.number not in read(board)
    board.post(at("restore", complaint))
    assert complaint.number in read(board)
    assert at("restore", complaint) not in board.get(reverse("dashboard:board")).content.decode()


def test_two_dispatchers_decide_once(board, sign_in, file_report):
    complaint, other = file_report(text=BURNING), sign_in(Role.COORDINATOR)
    board.post(at("raise", complaint), {f"jenis-{complaint.number}": "D-BAKAR"})
    assert "sudah diputuskan" in other.post(at("dismiss", complaint), follow=True).content.decode()
    again = other.post(at("raise", complaint), {f"jenis-{complaint.number}": "D-KES"}, follow=True)
    assert "tidak dapat diambil" in again.content.decode()
    assert complaint.events.filter(action="raise_to_emergency").count() == 1


def test_a_secret_report_stands_there_without_words_or_place(board, file_report):
    complaint = file_report(text="Kepala dinas memukul stafnya rumah kobong")
    Complaint.objects.filter(pk=complaint.pk).update(visibility=Visibility.SECRET)
    page = read(board)
    assert "Laporan rahasia" in page
    assert reverse("dashboard:board_alarm", args=[complaint.pk]) in page
    assert complaint.number not in page
    assert complaint.grouped_number not in page
    assert "kobong" not in page
    assert complaint.village.name not in page
    assert "<select" not in page
    for what in ("raise", "dismiss", "restore"):
        assert board.post(at(what, complaint)).status_code == 404


def test_a_report_about_an_agency_has_neither_number_nor_link_to_its_ticket_there(board, file_report):
    complaint = file_report(text=BURNING)
    Complaint.objects.filter(pk=complaint.pk).update(about_agency=complaint.agency)
    page = read(board)
    assert "Laporan rahasia" in page
    for word in (complaint.number, complaint.grouped_number, "kobong", complaint.village.name):
        assert word not in page


@pytest.mark.parametrize("role", [Role.CALL_TAKER, Role.EXECUTIVE, Role.OFFICER])
def test_others_neither_see_nor_decide(sign_in, role, file_report):
    client, complaint = sign_in(role, "DISHUB" if role == Role.OFFICER else ""), file_report(text=BURNING)
    assert client.get(reverse("dashboard:board_flagged")).status_code == 403
    assert client.post(at("dismiss", complaint)).status_code == 403


def test_the_ticket_says_why_and_lets_it_be_decided(board, file_report):
    complaint = file_report(text=BURNING)
    ticket = reverse("dashboard:ticket", args=[complaint.number])
    page = board.get(ticket).content.decode()
    assert "“kobong” (kebakaran)" in page
    assert board.post(at("dismiss", complaint), {"kembali": "tiket"}).url == ticket
    assert "Sudah dilihat: bukan darurat" in board.get(ticket).content.decode()


def test_the_ticket_raises_by_its_own_step(board, file_report):
    complaint = file_report(text="Lampu mati")
    given = {"action": "raise_to_emergency", "version": complaint.version, "emergency_category": "D-LISTRIK"}
    board.post(reverse("dashboard:step", args=[complaint.number]), given)
    complaint.refresh_from_db()
    assert complaint.category.code == "D-LISTRIK"


def test_the_strip_and_the_board_cost_no_more_statements_when_they_are_full(
    board, file_report, django_assert_max_num_queries
):
    for _ in range(MOST_SHOWN + 5):
        file_report(text=BURNING)
    file_report("D-BAKAR")
    cache.clear()
    with django_assert_max_num_queries(8):
        page = board.get(reverse("dashboard:board")).content.decode()
    assert page.count('class="flagged"') == MOST_SHOWN
    assert "menyusul" in page


def test_places_that_the_text_no_longer_has_are_passed_over():
    parts = mark_signs("[dihapus]", [(50, 60, "fire"), (-1, 3, "fire")])
    assert [(part.text, part.is_sign) for part in parts] == [("[dihapus]", False)]


def test_kinds_stand_in_the_order_that_the_office_gave_them():
    kinds = Category.objects.filter(track="emergency", is_active=True).order_by("order", "name")
    assert [kind.code for kind in list_kinds()] == list(kinds.values_list("code", flat=True))
