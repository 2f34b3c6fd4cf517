"""Reports are gathered into a major incident, from the inbox, the ticket and its own pages, and let go again."""

from __future__ import annotations

import re
from uuid import UUID, uuid4

import pytest
from django.core.cache import cache
from django.urls import reverse

from accounts.models import Role
from complaints.models import MajorIncident
from dashboard.tests.incidents import FIELDS, NEW, members, path, read, rows_of, token_in

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _fresh_fragments():
    cache.clear()


# --- from the inbox and the ticket --------------------------------------------------


def test_several_rows_of_the_inbox_are_chosen_and_gathered_into_a_new_incident(desk, file_report):
    reports = [file_report("D-BENCANA"), file_report("N-PJU")]
    file_report()
    inbox = read(desk, "/petugas/", tumpukan="semua", pilih="1")
    assert f'name="laporan" value="{reports[0].number}"' in inbox
    # It stands still while one chooses, and begins to live again afterwards.
    assert "hx-trigger" not in inbox
    numbers = [report.number for report in reports]
    page = read(desk, NEW, laporan=numbers)
    assert rows_of(page) == {report.pk for report in reports}
    answer = desk.post(NEW, {**FIELDS, "token": token_in(page), "laporan": numbers})
    incident = MajorIncident.objects.get()
    assert answer["Location"].startswith(path(incident) + "?kumpulan=")
    assert members() == {report.pk for report in reports}


def test_or_into_one_that_is_open(desk, file_report, make_incident):
    incident, report = make_incident(), file_report()
    assert "Ke kejadian yang terbuka" in read(desk, NEW, laporan=[report.number])
    desk.post(NEW, {"ke": incident.pk, "laporan": [report.number]})
    assert members() == {report.pk}


@pytest.mark.parametrize("where", ["", "nanti", "9" * 30])
def test_an_incident_that_is_none_is_asked_for_again_with_the_reports_kept(desk, file_report, where):
    report = file_report()
    answer = desk.post(NEW, {"ke": where, "laporan": [report.number]})
    assert answer.status_code == 400
    assert rows_of(answer.content.decode()) == {report.pk}


@pytest.mark.parametrize("role", [Role.CALL_TAKER, Role.OFFICER, Role.EXECUTIVE])
def test_others_find_nothing_to_choose_by(sign_in, file_report, role):
    report = file_report()
    client = sign_in(role, "DISHUB" if role == Role.OFFICER else "")
    assert 'name="laporan"' not in read(client, "/petugas/", tumpukan="semua", pilih="1")
    assert NEW not in read(client, reverse("dashboard:ticket", args=[report.number]))
    assert client.get(NEW).status_code == 403


def test_the_ticket_says_which_incident_it_belongs_to(desk, dishub, file_report, make_incident):
    lamp = file_report()
    ticket = reverse("dashboard:ticket", args=[lamp.number])
    assert f"{NEW}?laporan={lamp.number}" in read(desk, ticket)
    incident = make_incident(lamp)
    for client in (desk, dishub):
        page = read(client, ticket)
        assert path(incident) in page
        assert "Banjir Welahan" in page


def test_what_was_typed_is_kept_when_something_is_missing(desk):
    answer = desk.post(NEW, {**FIELDS, "name": "", "area": "Mayong dan Welahan", "token": str(uuid4())})
    page = answer.content.decode()
    assert answer.status_code == 400
    assert "Mayong dan Welahan" in page
    assert "Lengkapi bagian ini." in page


def test_a_name_for_citizens_with_personal_data_is_refused_with_words(desk):
    answer = desk.post(NEW, {**FIELDS, "public_name": "Banjir, telepon 081234567890", "token": str(uuid4())})
    assert answer.status_code == 400
    assert "memuat data pribadi" in answer.content.decode()


def test_the_form_sent_twice_opens_one(desk, file_report):
    report, token = file_report(), str(uuid4())
    for _ in range(2):
        assert desk.post(NEW, {**FIELDS, "token": token, "laporan": [report.number]}).status_code == 302
    assert MajorIncident.objects.count() == 1


# --- gathering more, and letting go ---------------------------------------------------


def test_what_matches_the_filters_is_gathered_in_one_action_and_what_came_later_is_not(
    desk, file_report, make_incident
):
    incident = make_incident()
    floods = [file_report("D-BENCANA", text="Banjir masuk rumah") for _ in range(3)]
    file_report("N-PJU")
    page = read(desk, path(incident, "kumpulkan/"), q="banjir")
    assert "Kumpulkan semua 3 yang cocok" in page
    bound = re.search(r'name="sampai_nomor" value="(\d+)"', page)[1]  # type: ignore[index]
    file_report("D-BENCANA", text="Banjir baru")
    answer = desk.post(path(incident, "kumpulkan/"), {"semua": "1", "q": "banjir", "sampai_nomor": bound})
    assert answer.status_code == 302
    assert members() == {flood.pk for flood in floods}


def test_reports_of_the_last_hours_are_found(desk, file_report, make_incident):
    incident, recent = make_incident(), file_report()
    old = file_report(minutes_ago=4 * 60)
    assert rows_of(read(desk, path(incident, "kumpulkan/"), jam="3")) == {recent.pk}
    assert rows_of(read(desk, path(incident, "kumpulkan/"), jam="12")) == {recent.pk, old.pk}


@pytest.mark.parametrize(
    "more",
    [
        {},
        {"semua": "1"},
        {"semua": "1", "sampai_nomor": "999999"},
        {"semua": "1", "sampai_nomor": "x"},
        {"laporan": "12"},
    ],
)
def test_without_a_choice_one_is_asked_to_choose(desk, file_report, make_incident, more):
    incident = make_incident()
    file_report()
    answer = desk.post(path(incident, "kumpulkan/"), more)
    assert answer.status_code == 400
    assert "Pilih dulu laporannya." in answer.content.decode()
    assert members() == set()


def test_an_action_is_taken_back_by_the_button_that_is_offered_after_it(desk, file_report, make_incident):
    kept, more = file_report(), file_report()
    incident = make_incident(kept)
    answer = desk.post(path(incident, "kumpulkan/"), {"laporan": [more.number]}, follow=True)
    batch = re.search(r'name="kumpulan" value="([^"]+)"', answer.content.decode())[1]  # type: ignore[index]
    assert UUID(batch)
    desk.post(path(incident, "batal/"), {"kumpulan": batch})
    assert members() == {kept.pk}


def test_a_report_is_let_go_and_gathered_again_by_the_button_that_is_offered(desk, file_report, make_incident):
    report = file_report()
    incident = make_incident(report)
    answer = desk.post(path(incident, "lepas/"), {"laporan": [report.number]}, follow=True)
    page = answer.content.decode()
    assert members() == set()
    assert f'name="laporan" value="{report.number}"' in page
    desk.post(path(incident, "kumpulkan/"), {"laporan": [report.number]})
    assert members() == {report.pk}
