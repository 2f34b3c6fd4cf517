"""Who rings is known before anybody answers: what the number did before, in as many statements for one as for many."""

from __future__ import annotations

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from accounts.models import Role, User
from calls.blocks import block_number
from calls.choices import CallKind
from calls.desk import close_call, start_call
from calls.exchange import Ring, apply_event
from calls.models import Call
from complaints.choices import Status
from complaints.models import Complaint
from complaints.tests.helpers import file_report
from dashboard.call_desk import render_open_calls
from dispatch.models import Visibility

pytestmark = pytest.mark.django_db

NUMBER = "+6281234567890"


@pytest.fixture
def ani() -> User:
    return User.objects.create(username="ani", role=Role.CALL_TAKER)


def ring(name: str = "c-1", number: str = NUMBER) -> Call:
    return apply_event(event=Ring(f"{name}-r", name, "ringing", timezone.now(), number=number))[0]


def close(user: User, kind: CallKind, number: str = NUMBER, complaint: Complaint | None = None) -> Call:
    call = start_call(user=user, number=number)
    close_call(call_id=call.pk, user=user, kind=kind, script_was_read=True)
    Call.objects.filter(pk=call.pk).update(complaint=complaint)
    return call


def test_a_ring_tells_earlier_calls_by_kind_and_open_reports(ani):
    complaint = file_report(phone=NUMBER)
    close(ani, CallKind.GENUINE, complaint=complaint)
    close(ani, CallKind.INFORMATION)
    close(ani, CallKind.INFORMATION)
    close(ani, CallKind.PRANK, number="+6281299999999")
    ring()
    page = render_open_calls()
    assert "Informasi 2 · Laporan 1 · 1 laporan belum selesai" in page, "a report of a call and of the web counts once"
    assert "iseng" not in page.lower(), "another number's pranks are not this one's"


def test_pranks_of_today_and_a_block_still_warn(ani):
    close(ani, CallKind.PRANK)
    close(ani, CallKind.GHOST)
    ring()
    assert "2 kali iseng hari ini" in render_open_calls()
    supervisor = User.objects.create(username="supervisor", role=Role.DISPATCHER)
    block_number(number=NUMBER, user=supervisor, reason="Berulang kali")
    assert "Nomor diblokir pemimpin sif" in render_open_calls()


def test_a_number_that_never_called_says_so_and_a_withheld_one_says_nothing():
    ring("new", "+6281211112222")
    assert "Belum pernah menelepon" in render_open_calls()
    Call.objects.update(number="", number_hash="")
    assert "Belum pernah menelepon" not in render_open_calls()


@pytest.mark.parametrize(
    "change",
    [{"status": Status.CLOSED}, {"visibility": Visibility.SECRET}, {"is_drill": True}],
    ids=["closed", "secret", "drill"],
)
def test_what_not_every_desk_may_know_is_not_counted(change):
    complaint = file_report("D-BAKAR", phone=NUMBER)
    ring()
    assert "1 laporan belum selesai" in render_open_calls()
    Complaint.objects.filter(pk=complaint.pk).update(**change)
    assert "belum selesai" not in render_open_calls()


@pytest.mark.parametrize("visibility", Visibility.values)
@pytest.mark.parametrize("code", ["D-BAKAR", "N-PJU"])
def test_every_desk_may_open_what_is_counted_for_all(ani, code, visibility):
    complaint = file_report(code, phone=NUMBER)
    Complaint.objects.filter(pk=complaint.pk).update(visibility=visibility)
    counted = Complaint.objects.visible_to_every_desk()
    assert set(counted) == set(Complaint.objects.visible_to(ani))


def test_ten_numbers_cost_what_one_costs(ani):
    close(ani, CallKind.PRANK)
    ring()
    with CaptureQueriesContext(connection) as one:
        render_open_calls()
    for index in range(9):
        number = f"+62812345679{index:02}"
        close(ani, CallKind.PRANK, number=number)
        ring(f"more-{index}", number)
    with CaptureQueriesContext(connection) as many:
        page = render_open_calls()
    assert page.count("1 kali iseng hari ini") == 10
    assert len(many) == len(one)
    assert len(many) <= 8
