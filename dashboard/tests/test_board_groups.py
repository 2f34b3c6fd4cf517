"""The board on a flood night: one row for a major incident, and whatever is new still stands singly."""

from __future__ import annotations

import re
from datetime import timedelta
from uuid import uuid4

import pytest
from django.core.cache import cache
from django.urls import reverse
from django.utils import timezone

from accounts.models import Role
from complaints.actors import actor_for_user
from complaints.choices import Status
from complaints.major.incidents import Words, close_incident, open_incident
from complaints.models import Complaint, MajorIncident
from complaints.taking import take_in_hand
from dispatch.models import Visibility

pytestmark = pytest.mark.django_db

FLOOD = "D-BENCANA"


@pytest.fixture(autouse=True)
def _fresh_fragments():
    cache.clear()


@pytest.fixture
def board(sign_in):
    return sign_in(Role.DISPATCHER)


@pytest.fixture
def gather(board):
    def gather(*reports: Complaint) -> MajorIncident:
        return open_incident(
            actor=actor_for_user(board.user),
            token=uuid4(),
            words=Words(kind="flood", name="Banjir Welahan"),
            complaint_ids=[report.pk for report in reports],
        ).incident

    return gather


def read(client) -> str:
    cache.clear()
    return client.get(reverse("dashboard:board_list")).content.decode()


def order(page: str) -> list[str]:
    return re.findall(r'id="(d-\d+|kb-\d+)"', page)


def acknowledge(*reports: Complaint) -> None:
    keys = [report.pk for report in reports]
    Complaint.objects.filter(pk__in=keys).update(status=Status.ACKNOWLEDGED, acknowledged_at=timezone.now())


def test_what_an_agency_has_folds_into_the_incident_and_what_is_new_stands_singly_above_it(board, file_report, gather):
    has_it = [file_report(FLOOD) for _ in range(3)]
    acknowledge(*has_it)
    fresh, elsewhere = file_report(FLOOD), file_report("D-BAKAR")
    acknowledge(elsewhere)
    incident = gather(*has_it, fresh)
    page = read(board)
    first, second, *folded, last = order(page)
    assert (first, second, last) == (f"d-{fresh.number}", f"kb-{incident.pk}", f"d-{elsewhere.number}")
    assert set(folded) == {f"d-{report.number}" for report in has_it}
    assert "<b>4</b> darurat terbuka · <b>1</b> belum diterima OPD" in page
    assert "1 baru, tampil sendiri" in page
    assert "Tampilkan 3" in page
    assert "Bagian dari Banjir Welahan" in page


def test_a_new_one_folds_once_somebody_follows_it_and_its_lateness_stays_in_sight(board, file_report, gather):
    fresh = file_report(FLOOD)
    incident = gather(fresh)
    Complaint.objects.filter(pk=fresh.pk).update(respond_due_at=timezone.now() - timedelta(minutes=1))
    assert order(read(board)) == [f"d-{fresh.number}"]
    take_in_hand(complaint_id=fresh.pk, actor=actor_for_user(board.user))
    page = read(board)
    assert order(page) == [f"kb-{incident.pk}", f"d-{fresh.number}"]
    assert 'class="late">1 lewat batas' in page


def test_a_closed_incident_leaves_the_board_and_its_emergencies_stand_singly_again(board, file_report, gather):
    report = file_report(FLOOD)
    acknowledge(report)
    incident = gather(report)
    close_incident(incident_id=incident.pk, version=1, actor=actor_for_user(board.user))
    page = read(board)
    assert order(page) == [f"d-{report.number}"]
    assert "Banjir Welahan" not in page


def test_one_that_became_secret_is_a_bare_line_and_counted_with_no_incident(board, file_report, gather):
    secret, plain = file_report(FLOOD), file_report(FLOOD)
    acknowledge(secret, plain)
    gather(secret, plain)
    Complaint.objects.filter(pk=secret.pk).update(visibility=Visibility.SECRET)
    page = read(board)
    assert "<b>1</b> darurat terbuka" in page
    assert secret.number not in page


def test_a_full_board_counts_all_of_an_incident_and_keeps_room_for_what_stands_singly(
    board, file_report, gather, monkeypatch
):
    monkeypatch.setattr("dashboard.board_query.MOST_SHOWN", 3)
    flood = [file_report(FLOOD) for _ in range(4)]
    single = file_report("D-KES")
    acknowledge(*flood, single)
    # By its limit it would stand last of all.
    Complaint.objects.filter(pk=single.pk).update(due_at=timezone.now() + timedelta(days=9))
    gather(*flood)
    page = read(board)
    assert f'id="d-{single.number}"' in page
    assert "<b>4</b> darurat terbuka" in page
    assert "2 lainnya di halaman kejadian ini" in page


def test_the_board_costs_as_many_statements_with_incidents_as_without(
    board, file_report, gather, django_assert_max_num_queries
):
    reports = [file_report(FLOOD) for _ in range(24)]
    acknowledge(*reports[:20])
    gather(*reports[:10])
    gather(*reports[10:])
    cache.clear()
    with django_assert_max_num_queries(8):
        board.get(reverse("dashboard:board"))
