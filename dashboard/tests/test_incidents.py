"""The pages of major incidents: who sees and counts what, answering, closing, and what a page costs."""

from __future__ import annotations

import re
from uuid import uuid4

import pytest
from django.core.cache import cache
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from accounts.models import Role
from complaints.access import private_path
from complaints.actors import actor_for_user
from complaints.choices import EventKind, Status
from complaints.major.answering import answer_waiting
from complaints.major.gathering import gather
from complaints.major.incidents import close_incident
from complaints.models import Complaint, IncidentAnswer, MajorIncident
from dashboard.tests.incidents import FIELDS, LIST, path, read, rows_of, token_in
from dispatch.models import InboxMessage, Visibility

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _fresh_fragments():
    cache.clear()


# --- who sees what ----------------------------------------------------------------------


def test_an_agency_sees_and_counts_its_own_reports_of_the_incident_alone(dishub, desk, file_report, make_incident):
    lamp, flood = file_report("N-PJU"), file_report("D-BENCANA")
    incident = make_incident(lamp, flood)
    page = read(dishub, path(incident))
    assert rows_of(page) == {lamp.pk}
    assert "1 laporan" in page
    assert flood.grouped_number not in page
    # Neither the ways to change it, nor a history that counts others.
    assert "Jawab semua pelapor" not in page
    assert "Laporan dikumpulkan" not in page
    assert rows_of(read(desk, path(incident))) == {lamp.pk, flood.pk}


def test_whose_agency_has_no_report_in_it_learns_of_no_incident(sign_in, desk, file_report, make_incident):
    incident = make_incident(file_report("D-BENCANA"))
    other = sign_in(Role.OFFICER, "DISPERKIM")
    assert other.get(path(incident)).status_code == 404
    assert incident.name not in read(other, LIST)


def test_a_report_that_became_secret_stands_on_no_page_of_the_incident(desk, file_report, make_incident):
    lamp, flood = file_report("N-PJU"), file_report("D-BENCANA")
    incident = make_incident(lamp, flood)
    Complaint.objects.filter(pk=flood.pk).update(visibility=Visibility.SECRET)
    for what in ("", "tutup/"):
        page = read(desk, path(incident, what))
        assert flood.number not in page
        assert "1 laporan" in page or "1 dari 1" in page


# --- answering ----------------------------------------------------------------------------


def test_an_answer_is_looked_at_as_a_reporter_reads_it_before_it_is_sent_once(desk, file_report, make_incident):
    reports = [file_report("D-BENCANA"), file_report("N-PJU")]
    incident = make_incident(*reports)
    form = read(desk, path(incident, "jawab/"))
    typed = {"token": token_in(form), "text": "Air mulai surut.\nTetap waspada."}
    preview = desk.post(path(incident, "jawab/"), {**typed, "langkah": "lihat"}).content.decode()
    assert "Begini 2 pelapor" in preview
    assert "Air mulai surut." in preview
    assert not IncidentAnswer.objects.exists()
    for _ in range(2):
        assert desk.post(path(incident, "jawab/"), {**typed, "langkah": "kirim"}).status_code == 302
    answer_waiting()
    for report in reports:
        assert report.events.filter(kind=EventKind.ANSWER).count() == 1
        assert "Air mulai surut." in Client().get(private_path(report)).content.decode()


def test_the_page_says_how_far_an_answer_is_and_asks_until_it_is_over(desk, file_report, make_incident):
    incident = make_incident(file_report(), file_report())
    token = str(uuid4())
    desk.post(path(incident, "jawab/"), {"token": token, "text": "Air surut", "langkah": "kirim"})
    part = read(desk, path(incident, "jawaban/"))
    assert "<b>0</b> dari 2 pelapor dijawab" in part
    assert "hx-trigger" in part
    assert "hx-trigger" in read(desk, path(incident))
    answer_waiting()
    cache.clear()
    part = read(desk, path(incident, "jawaban/"))
    assert "<b>2</b> dari 2 pelapor dijawab" in part
    assert "hx-trigger" not in part


@pytest.mark.parametrize("typed", [{"text": "  "}, {"text": "Air", "token": "bukan"}, {"text": "x" * 4001}])
def test_an_answer_that_cannot_be_sent_is_asked_for_again_and_kept(desk, file_report, make_incident, typed):
    incident = make_incident(file_report())
    answer = desk.post(path(incident, "jawab/"), {"token": str(uuid4()), "langkah": "kirim"} | typed)
    assert answer.status_code == 400
    assert typed["text"].strip() in answer.content.decode()
    assert not IncidentAnswer.objects.exists()


# --- closing --------------------------------------------------------------------------------


def test_closing_says_what_goes_on_by_itself_and_changes_no_report(desk, file_report, make_incident):
    running, done = file_report(), file_report()
    incident = make_incident(running, done)
    Complaint.objects.filter(pk=done.pk).update(status=Status.RESOLVED)
    page = read(desk, path(incident, "tutup/"))
    assert "1 dari 2 laporan belum selesai" in page
    assert rows_of(page) == {running.pk}
    before = list(Complaint.objects.order_by("pk").values_list("status", "version"))
    assert desk.post(path(incident, "tutup/"), {"version": "1"}).status_code == 302
    assert not MajorIncident.objects.get().is_open
    desk.post(path(incident, "buka/"), {"version": "2"})
    assert MajorIncident.objects.get().is_open
    assert list(Complaint.objects.order_by("pk").values_list("status", "version")) == before


@pytest.mark.parametrize("version", ["7", "", "x", "9" * 12])
def test_who_closes_on_an_old_page_is_told_and_nothing_happens(desk, make_incident, version):
    incident = make_incident()
    assert desk.post(path(incident, "tutup/"), {"version": version}).status_code == 409
    assert MajorIncident.objects.get().is_open


def test_words_that_another_changed_meanwhile_are_kept_and_sent_once_more(desk, make_incident):
    incident = make_incident()
    desk.post(path(incident, "ubah/"), {**FIELDS, "version": "1"})
    answer = desk.post(path(incident, "ubah/"), {**FIELDS, "name": "Banjir Mayong", "version": "1"})
    page = answer.content.decode()
    assert answer.status_code == 409
    assert "Banjir Mayong" in page
    version = re.search(r'name="version" value="(\d+)"', page)[1]  # type: ignore[index]
    desk.post(path(incident, "ubah/"), {**FIELDS, "name": "Banjir Mayong", "version": version})
    assert MajorIncident.objects.get().name == "Banjir Mayong"


# --- citizens ---------------------------------------------------------------------------------


def test_citizens_read_of_the_incident_only_under_the_name_that_is_for_them(desk, file_report, make_incident):
    hidden, shown = file_report(), file_report()
    make_incident(hidden, name="Rahasia dapur")
    make_incident(shown, public_name="Banjir di Welahan")
    for report, told in ((hidden, False), (shown, True)):
        for address in (reverse("complaints:ticket", args=[report.number]), private_path(report)):
            page = Client().get(address).content.decode()
            assert ("Banjir di Welahan</b>, 1 laporan" in page) == told
            assert "dapur" not in page


# --- cost -----------------------------------------------------------------------------------


def count_statements(client: Client, address: str) -> int:
    with CaptureQueriesContext(connection) as captured:
        assert client.get(address).status_code == 200
    return len(captured)


@pytest.mark.parametrize(("what", "most"), [("", 8), ("kumpulkan/", 8), ("tutup/", 6), ("jawab/", 6)])
def test_a_page_costs_as_many_statements_however_many_reports(desk, file_report, make_incident, what, most):
    incident = make_incident(file_report())
    few = count_statements(desk, path(incident, what))
    more = [file_report().pk for _ in range(30)]
    gather(incident_id=incident.pk, complaint_ids=more[:20], actor=actor_for_user(desk.user))
    assert count_statements(desk, path(incident, what)) <= few <= most


def test_the_list_costs_at_most_eight_statements_however_many_incidents(desk, file_report, make_incident):
    make_incident(file_report())
    few = count_statements(desk, LIST)
    for place in range(24):
        incident = make_incident(file_report())
        if place % 2:
            close_incident(incident_id=incident.pk, version=1, actor=actor_for_user(desk.user))
    assert count_statements(desk, LIST) <= few + 1 <= 8


def test_searching_for_reports_costs_at_most_eight_statements_also_for_who_has_a_bell(
    sign_in, file_report, make_incident
):
    coordinator = sign_in(Role.COORDINATOR, "DISKOMINFO")
    InboxMessage.objects.create(
        agency=coordinator.user.agency, key="k", subject="s", title="t", path="/", created_at=timezone.now()
    )
    incident = make_incident()
    floods = [file_report("D-BENCANA", text="Banjir masuk rumah") for _ in range(30)]
    address = path(incident, f"kumpulkan/?q=banjir&kategori={floods[0].category_id}")
    # Whether the database has trigrams is asked once in the life of a process.
    assert "Kumpulkan semua 30 yang cocok" in read(coordinator, address)
    assert count_statements(coordinator, address) <= 8
