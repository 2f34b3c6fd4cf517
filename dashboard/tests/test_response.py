"""The ticket and the board say who goes out, why, and what is short; whoever dispatches asks and notes."""

from __future__ import annotations

import re

import pytest
from django.core.cache import cache
from django.urls import reverse

from accounts.models import Role
from complaints.choices import Status
from complaints.models import Complaint
from dispatch.alert_drills import start_drill
from dispatch.models import Agency, AgencyContact, Delivery
from response.models import Engagement

pytestmark = pytest.mark.django_db
FIRE = "D-BAKAR"


@pytest.fixture
def board(sign_in):
    return sign_in(Role.DISPATCHER)


def pk_of(code: str) -> int:
    return Agency.objects.get(code=code).pk


def ticket(client, complaint: Complaint) -> str:
    return client.get(reverse("dashboard:ticket", args=[complaint.number])).content.decode()


def ask(client, complaint: Complaint, *codes: str, **more):
    posted = {"agency": [pk_of(code) for code in codes], **more}
    return client.post(reverse("dashboard:response_ask", args=[complaint.number]), posted, follow=True)


def note(client, complaint: Complaint, code: str, rung: str, words: str = "Pak Budi: siap"):
    address = reverse("dashboard:response_voice", args=[complaint.number, pk_of(code)])
    return client.post(address, {"rung": rung, "channel": "radio", "words": words}, follow=True)


def cards(client) -> str:
    cache.clear()
    return re.sub(r"\s+", " ", client.get(reverse("dashboard:board_list")).content.decode())


def test_the_ticket_shows_whom_the_plan_names_what_for_why_and_what_is_short(board, file_report):
    page = ticket(board, file_report(FIRE))
    assert "Siapa yang bergerak" in page
    assert "Padamkan aliran listrik di sekitar lokasi" in page
    assert "Mengapa: Rencana Kebakaran, semua kecamatan" in page
    assert "Belum ada kontak aktif" in page
    assert "belum dikonfirmasi kabupaten" in page


def test_what_is_no_emergency_has_no_such_panel(board, file_report):
    assert "Siapa yang bergerak" not in ticket(board, file_report())


def test_the_ticked_agencies_are_asked_with_the_words_as_they_stand_in_the_form(board, file_report):
    complaint = file_report(FIRE)
    page = ask(board, complaint, "PLN", "BPBD", **{f"ask_{pk_of('PLN')}": "Padamkan gardu pasar"})
    assert page.redirect_chain[-1][0].endswith("#siapa-bergerak")
    assert {one.agency.code for one in Engagement.objects.select_related("agency")} == {"PLN", "BPBD"}
    assert "Padamkan gardu pasar" in page.content.decode()
    again = ask(board, complaint, "PLN")
    assert "sudah diminta sebelumnya" in again.content.decode()
    assert Delivery.objects.filter(idempotency_key__contains=":ask-").count() == 2


def test_another_agency_can_be_asked_besides_the_plan(board, file_report):
    complaint = file_report(FIRE)
    page = ask(board, complaint, "DISHUB", ask="Alihkan arus").content.decode()
    assert "Diminta oleh petugas 112" in page
    assert "Alihkan arus" in page


def test_a_voice_is_kept_with_channel_and_words_and_stands_on_the_ladder(board, file_report):
    complaint = file_report(FIRE)
    ask(board, complaint, "PLN")
    page = note(board, complaint, "PLN", "accepted").content.decode()
    assert "radio: Pak Budi: siap" in page
    assert re.search(r"<li>Diterima <b", page)
    refused = note(board, complaint, "PLN", "en_route", words="")
    assert "Tulis siapa yang menjawab" in refused.content.decode()
    assert Engagement.objects.get().en_route_at is None


def test_one_who_declines_is_loud_on_the_board_until_it_thinks_better(board, file_report):
    complaint = file_report(FIRE)
    ask(board, complaint, "PLN")
    assert "2 OPD diminta · 0 menerima" in cards(board)
    note(board, complaint, "PLN", "declined", words="Regu di Bangsri")
    assert "Tidak dapat berangkat: PLN" in cards(board)
    note(board, complaint, "PLN", "accepted")
    page = cards(board)
    assert "Tidak dapat berangkat" not in page
    assert "2 OPD diminta · 1 menerima" in page
    note(board, complaint, "SATPOLPP_DAMKAR", "accepted")
    assert Complaint.objects.get().status == Status.ACKNOWLEDGED
    assert "2 OPD diminta · 2 menerima" in cards(board)


def test_the_responsible_agency_that_declined_and_then_took_its_step_is_coming(board, sign_in, file_report):
    complaint = file_report(FIRE)
    note(board, complaint, "SATPOLPP_DAMKAR", "declined")
    assert "Tidak dapat berangkat: Satpol PP" in cards(board)
    officer = sign_in(Role.OFFICER, "SATPOLPP_DAMKAR")
    officer.post(reverse("dashboard:step", args=[complaint.number]), {"action": "acknowledge", "version": 1})
    assert "1 OPD diminta · 1 menerima" in cards(board)


def test_the_board_costs_as_many_statements_however_many_agencies_are_asked(
    board, file_report, django_assert_max_num_queries
):
    for code in ("SATPOLPP_DAMKAR", "PLN", "BPBD"):
        AgencyContact.objects.create(agency_id=pk_of(code), name="Piket", address="json://x")
    for _ in range(6):
        ask(board, file_report(FIRE), "PLN", "BPBD")
    start_drill(slot="uji")
    cache.clear()
    with django_assert_max_num_queries(8):
        assert board.get(reverse("dashboard:board_list")).content.decode().count("3 OPD diminta") == 6


def test_an_agency_reads_the_panel_and_answers_for_itself_alone(board, sign_in, file_report):
    complaint = file_report(FIRE)
    ask(board, complaint, "PLN")
    crew = sign_in(Role.OFFICER, "PLN")
    page = ticket(crew, complaint)
    assert "Tidak dapat berangkat" in page
    assert "Catat jawaban lewat suara" not in page
    assert "Minta yang dipilih" not in page
    assert ask(crew, complaint, "BPBD").status_code == 403
    answer = reverse("dashboard:response_answer", args=[complaint.number])
    assert "Tulis mengapa" in crew.post(answer, {"rung": "declined"}, follow=True).content.decode()
    crew.post(answer, {"rung": "accepted"})
    assert Engagement.objects.get(agency__code="PLN").accepted_at is not None
    assert sign_in(Role.OFFICER, "DISDUKCAPIL").post(answer, {"rung": "accepted"}).status_code == 404


def test_a_call_taker_reads_and_presses_nothing(sign_in, file_report):
    complaint = file_report(FIRE)
    desk = sign_in(Role.CALL_TAKER)
    page = ticket(desk, complaint)
    assert "Siapa yang bergerak" in page
    assert "Minta yang dipilih" not in page
    assert ask(desk, complaint, "PLN").status_code == 403
    assert note(desk, complaint, "SATPOLPP_DAMKAR", "accepted").status_code == 403
