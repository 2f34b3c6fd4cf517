"""The queue of data requests: late ones first, a clock in words, and an answer by those who may."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone

from accounts.models import AuditAction, AuditEntry, Role
from accounts.roles import Right, roles_with
from complaints.models import DataRequest, RequestKind, RequestState
from complaints.privacy.holdings import collect_holdings
from complaints.privacy.requests import RequestRefused, grant_request, open_request
from dispatch.models import Agency

pytestmark = pytest.mark.django_db
QUEUE = "/petugas/hak-data/"


@pytest.fixture
def asked(file_report) -> DataRequest:
    return open_request(complaint=file_report(), kind=RequestKind.ERASE, text="Mohon dihapus")


@pytest.mark.parametrize("role", [role for role in Role if role not in roles_with(Right.SERVE_REPORTERS_RIGHTS)])
def test_others_neither_see_nor_answer_nor_are_shown_the_way(sign_in, asked, role):
    agency = "DISHUB" if role in (Role.OFFICER, Role.LEAD) else ""
    client = sign_in(role, agency)
    assert client.get(QUEUE).status_code == 403
    assert client.get(f"{QUEUE}{asked.pk}/").status_code == 403
    assert client.post(f"{QUEUE}{asked.pk}/kabulkan/").status_code == 403
    assert QUEUE not in client.get("/petugas/").content.decode()
    asked.refresh_from_db()
    assert asked.state == RequestState.OPEN


def test_late_ones_lead_with_their_clock_in_words(sign_in, file_report):
    now = timezone.now()
    fresh = open_request(complaint=file_report(), kind=RequestKind.ERASE, now=now - timedelta(minutes=1))
    late = open_request(complaint=file_report(), kind=RequestKind.RESTRICT, now=now - timedelta(days=4))
    page = sign_in(Role.COORDINATOR).get(QUEUE).content.decode()
    assert page.index(late.complaint.grouped_number) < page.index(fresh.complaint.grouped_number)
    assert "terlambat 1 hari" in page
    assert "sisa 2 hari 23 jam" in page


def test_the_navigation_counts_what_waits(sign_in, asked):
    client = sign_in(Role.COORDINATOR)
    assert (
        '<span class="count">1<span class="hidden-visually"> menunggu jawaban'
        in client.get("/petugas/").content.decode()
    )


def test_granting_says_what_it_does_and_does_it(sign_in, asked):
    client = sign_in(Role.COORDINATOR)
    assert "masih ditangani" in client.get(f"{QUEUE}{asked.pk}/").content.decode()
    assert client.post(f"{QUEUE}{asked.pk}/kabulkan/", {"answer": "Baik."}).status_code == 302
    asked.refresh_from_db()
    assert (asked.state, asked.answer, asked.decided_by) == (RequestState.WAITING, "Baik.", client.user)


def test_a_refusal_without_its_reason_is_sent_back_with_what_was_typed(sign_in, asked):
    answer = sign_in(Role.COORDINATOR).post(f"{QUEUE}{asked.pk}/tolak/", {"answer": "Belum bisa."})
    assert answer.status_code == 400
    page = answer.content.decode()
    assert "Pilih dasar penolakannya" in page
    assert "Belum bisa." in page


def test_what_asks_for_an_explanation_is_not_granted_without_words(sign_in, file_report):
    asked = open_request(complaint=file_report(), kind=RequestKind.ACCESS)
    client = sign_in(Role.COORDINATOR)
    assert client.post(f"{QUEUE}{asked.pk}/kabulkan/", {}).status_code == 400
    assert client.post(f"{QUEUE}{asked.pk}/kabulkan/", {"answer": "Begini."}).status_code == 302


def test_a_secret_reports_request_is_answered_without_opening_it(sign_in, file_report):
    secret = file_report("D-KDRT", text="Isi yang rahasia")
    asked = open_request(complaint=secret, kind=RequestKind.RESTRICT)
    page = sign_in(Role.COORDINATOR).get(f"{QUEUE}{asked.pk}/").content.decode()
    assert "Isi yang rahasia" not in page
    assert f"/petugas/tiket/{secret.number}/" not in page


def test_the_queue_costs_the_same_however_long_it_is(sign_in, file_report, django_assert_max_num_queries):
    for _ in range(5):
        open_request(complaint=file_report(), kind=RequestKind.ERASE)
    client = sign_in(Role.COORDINATOR)
    with django_assert_max_num_queries(8):
        client.get(QUEUE)


def test_a_request_that_is_not_there_is_not_found(sign_in):
    assert sign_in(Role.COORDINATOR).get(f"{QUEUE}999/").status_code == 404


def test_the_agency_a_report_is_about_neither_finds_nor_counts_nor_answers_its_requests(sign_in, file_report):
    about = file_report("N-ASN", about_agency_id=Agency.objects.get(code="DISHUB").pk)
    asked = open_request(complaint=about, kind=RequestKind.RESTRICT, text="Saya takut ketahuan")
    for role in (Role.COORDINATOR, Role.ADMINISTRATOR):
        for agency in ("DISHUB", ""):
            client = sign_in(role, agency)
            page = client.get(QUEUE).content.decode()
            assert about.grouped_number not in page
            assert "menunggu jawaban" not in page
            assert client.get(f"{QUEUE}{asked.pk}/").status_code == 404
            assert client.post(f"{QUEUE}{asked.pk}/kabulkan/", {"answer": "Ya"}).status_code == 404
            with pytest.raises(RequestRefused):
                grant_request(request_id=asked.pk, user=client.user)
    asked.refresh_from_db()
    assert asked.state == RequestState.OPEN
    assert "Saya takut ketahuan" in sign_in(Role.COORDINATOR, "DISKOMINFO").get(f"{QUEUE}{asked.pk}/").content.decode()


def test_whoever_has_no_agency_is_told_that_some_requests_do_not_show(sign_in):
    assert "belum tercatat di akun Anda" in sign_in(Role.COORDINATOR).get(QUEUE).content.decode()
    assert "belum tercatat di akun Anda" not in sign_in(Role.COORDINATOR, "DISKOMINFO").get(QUEUE).content.decode()


def test_reading_what_a_reporter_wrote_is_recorded_and_told_to_the_reporter(sign_in, asked):
    client = sign_in(Role.COORDINATOR, "DISKOMINFO")
    client.get(f"{QUEUE}{asked.pk}/")
    line = AuditEntry.objects.get(action=AuditAction.REQUEST_READ)
    assert (line.user, line.subject) == (client.user, f"complaint:{asked.complaint.number}")
    assert "Mohon dihapus" not in f"{line.reason}{line.detail}"
    looks = [look.words for look in collect_holdings(complaint=asked.complaint).looks]
    assert any("membaca permintaan Anda" in words for words in looks)
