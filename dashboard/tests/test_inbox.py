"""The inbox: which pile a report lies on, what narrows it, and in what order the pages show it."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from accounts.models import Role
from accounts.secret_readers import name_reader
from complaints.choices import Status
from complaints.models import Complaint
from complaints.ticket_numbers import group_number
from dashboard.tests.lists import INBOX, LIST, copy_rows, link_of, put, read_rows, rows_of
from dispatch.models import Category, Visibility

pytestmark = pytest.mark.django_db


def count_of(page: str, label: str) -> str:
    found = re.search(rf"<span>{label}</span>(?:<span class=\"count\">([^<]+)</span>)?", page)
    return found[1] or ""


# --- piles ------------------------------------------------------------------

ON_PILES = [
    (Status.ASSIGNED, {"perlu", "baru", "semua"}),
    (Status.IN_PROGRESS, {"perlu", "semua"}),
    (Status.NEEDS_INFO, {"menunggu", "semua"}),
    (Status.RESOLVED, {"selesai", "semua"}),
    (Status.CLOSED, {"selesai", "semua"}),
    (Status.REJECTED, {"selesai", "semua"}),
]


@pytest.mark.parametrize(("status", "piles"), ON_PILES, ids=[str(status) for status, _ in ON_PILES])
def test_a_report_lies_on_the_piles_of_its_state(dishub, file_report, status, piles):
    lamp = put(file_report(), status=status)
    every = {"perlu", "baru", "terlambat", "menunggu", "mendukung", "selesai", "semua"}
    assert {pile for pile in every if read_rows(dishub, tumpukan=pile)} == piles
    assert read_rows(dishub, tumpukan="semua") == [lamp.pk]


def test_what_is_past_due_is_late_and_what_ended_is_not(dishub, file_report):
    past = timezone.now() - timedelta(days=1)
    late = put(file_report(), due_at=past)
    put(file_report(), due_at=past, status=Status.RESOLVED)
    file_report()
    assert read_rows(dishub, tumpukan="terlambat") == [late.pk]


def test_an_unread_emergency_is_late_when_its_answer_is(sign_in, file_report):
    flood = file_report("D-BENCANA")
    desk = sign_in(Role.OFFICER, "BPBD")
    assert read_rows(desk, tumpukan="terlambat") == []
    put(flood, respond_due_at=timezone.now() - timedelta(minutes=1))
    assert read_rows(desk, tumpukan="terlambat") == [flood.pk]
    put(flood, status=Status.ACKNOWLEDGED)
    assert read_rows(desk, tumpukan="terlambat") == []


def test_a_report_that_nobody_verified_or_answered_in_time_is_late(dishub, file_report):
    past = timezone.now() - timedelta(minutes=1)
    lamp = file_report()
    assert read_rows(dishub, tumpukan="terlambat") == []
    put(lamp, verify_due_at=past)
    assert read_rows(dishub, tumpukan="terlambat") == [lamp.pk]
    put(lamp, status=Status.ACKNOWLEDGED)
    assert read_rows(dishub, tumpukan="terlambat") == []
    put(lamp, respond_due_at=past)
    assert read_rows(dishub, tumpukan="terlambat") == [lamp.pk]
    assert "tanggapan pertama" in dishub.get(INBOX, {"tumpukan": "terlambat"}).content.decode()
    put(lamp, first_answer_at=past)
    assert read_rows(dishub, tumpukan="terlambat") == []


def test_unread_emergencies_come_first_then_the_others_then_what_is_due_first(sign_in, file_report):
    now = timezone.now()
    desk = sign_in(Role.OFFICER, "BPBD")

    def make(days: int) -> Complaint:
        return put(file_report(), agency=desk.user.agency, due_at=now + timedelta(days=days))

    later, late, soon = make(9), make(-2), make(1)
    handled = put(file_report("D-BENCANA"), due_at=now - timedelta(days=9), status=Status.IN_PROGRESS)
    flood = put(file_report("D-BENCANA"), due_at=now + timedelta(days=30))
    assert read_rows(desk) == [flood.pk, handled.pk, late.pk, soon.pk, later.pk]


def test_the_supporting_pile_holds_what_others_lead(sign_in, file_report):
    fire = file_report("D-BAKAR")
    helper = sign_in(Role.OFFICER, "BPBD")
    assert read_rows(helper) == []
    assert read_rows(helper, tumpukan="mendukung") == [fire.pk]
    assert "Satpol PP" in helper.get(INBOX, {"tumpukan": "mendukung"}).content.decode()


def test_the_county_sees_every_agency_and_can_pick_one(sign_in, file_report):
    lamp, road = file_report(), file_report("N-JALAN")
    county = sign_in(Role.COORDINATOR)
    assert set(read_rows(county)) == {lamp.pk, road.pk}
    assert read_rows(county, opd=str(road.agency_id)) == [road.pk]
    assert "Mendukung" not in county.get(INBOX).content.decode()


def test_an_agency_cannot_reach_others_through_the_agency_filter(dishub, file_report):
    lamp, road = file_report(), file_report("N-JALAN")
    assert read_rows(dishub, opd=str(road.agency_id)) == [lamp.pk]


def test_counts_stop_at_ninety_nine(dishub, file_report):
    file_report()
    assert count_of(dishub.get(INBOX).content.decode(), "Baru") == "1"
    copy_rows(104)
    assert count_of(dishub.get(INBOX).content.decode(), "Baru") == "99+"


def test_an_unknown_pile_is_the_first_one(dishub, file_report):
    lamp = file_report()
    put(file_report(), status=Status.CLOSED)
    assert read_rows(dishub, tumpukan="x") == [lamp.pk]


# --- filters and search -------------------------------------------------------


def test_filters_narrow_by_category_district_track_state_and_date(dishub, file_report):
    lamp, sign = file_report(), put(file_report("N-LALIN"), status=Status.IN_PROGRESS)
    assert read_rows(dishub, kategori=str(lamp.category_id)) == [lamp.pk]
    assert read_rows(dishub, status="in_progress") == [sign.pk]
    assert set(read_rows(dishub, kecamatan=lamp.district_id)) == {lamp.pk, sign.pk}
    assert read_rows(dishub, jalur="emergency") == []
    today = timezone.localdate().isoformat()
    assert set(read_rows(dishub, dari=today, sampai=today)) == {lamp.pk, sign.pk}
    assert read_rows(dishub, sampai="2020-01-01") == []


def test_categories_of_secret_reports_are_offered_to_those_named_for_them(dishub, sign_in, file_report):
    secret = Category.objects.filter(visibility=Visibility.SECRET).first()
    offered = f'<option value="{secret.pk}">'
    assert offered not in dishub.get(INBOX).content.decode()
    name_reader(user=dishub.user, category=secret, by=sign_in(Role.ADMINISTRATOR).user)
    assert offered in dishub.get(INBOX).content.decode()


@pytest.mark.parametrize(
    "words", ["trotoar", "TROTOAR", "trot", "rusak trotoar", "trotoar!", "pasar", "Trotoar & rusak"]
)
def test_search_finds_words_of_the_text(dishub, file_report, words):
    broken = file_report(text="Trotoar rusak parah depan pasar")
    file_report(text="Lampu mati")
    assert read_rows(dishub, q=words) == [broken.pk]


def test_search_wants_every_word(dishub, file_report):
    file_report(text="Trotoar rusak parah")
    assert read_rows(dishub, q="trotoar lampu") == []


def test_search_follows_a_change_and_a_tombstone(dishub, file_report):
    lamp = put(file_report(text="Trotoar rusak"), text="Lampu mati")
    assert read_rows(dishub, q="trotoar") == []
    assert read_rows(dishub, q="lampu") == [lamp.pk]


@pytest.mark.parametrize("write", [str, group_number, lambda n: "-".join((n[:4], n[4:8], n[8:]))])
def test_a_whole_number_leads_to_its_ticket(dishub, file_report, write):
    lamp = put(file_report(), status=Status.CLOSED)
    answer = dishub.get(INBOX, {"q": write(lamp.number)})
    assert answer.url == reverse("dashboard:ticket", args=[lamp.number])


def test_a_number_of_another_agency_leads_nowhere(dishub, file_report):
    road = file_report("N-JALAN")
    assert read_rows(dishub, q=road.number) == []


def test_a_search_without_result_offers_all_reports(dishub, file_report):
    put(file_report(text="Trotoar rusak"), status=Status.CLOSED)
    page = dishub.get(INBOX, {"q": "trotoar"}).content.decode()
    assert "Cari di semua laporan" in page
    assert len(read_rows(dishub, q="trotoar", tumpukan="semua")) == 1


@settings(max_examples=120, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(words=st.text(max_size=60) | st.text(alphabet="\"'*():&|!<>-^~{}[]\\%_ aNOTEAR\x00", max_size=30))
def test_no_search_input_breaks_anything(dishub, words):
    assert dishub.get(INBOX, {"q": words}).status_code == 200


@settings(max_examples=80, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    name=st.sampled_from(
        ["tumpukan", "kursor", "kategori", "kecamatan", "jalur", "status", "opd", "dari", "sampai"],
    ),
    value=st.text(max_size=40) | st.from_regex(r"[pn](\.[0-9]{1,25}){1,3}", fullmatch=True) | st.dates().map(str),
)
def test_no_filter_or_cursor_breaks_anything(dishub, name, value):
    assert dishub.get(INBOX, {name: value}).status_code == 200
    assert dishub.get(LIST, {name: value}).status_code == 200


# --- paging -------------------------------------------------------------------


@pytest.mark.parametrize("pile", ["perlu", "semua"])
def test_paging_shows_every_row_once_forwards_and_back(dishub, file_report, pile):
    file_report()
    copy_rows(60)
    put_due_dates_in_ties()
    copy_rows(60)
    first = dishub.get(INBOX, {"tumpukan": pile}).content.decode()
    seen, pages, page = rows_of(first), [first], first
    while following := link_of(page, "next"):
        page = dishub.get(following).content.decode()
        pages.append(page)
        seen += rows_of(page)
    assert len(pages) == 3
    assert sorted(seen) == sorted(Complaint.objects.values_list("pk", flat=True))
    assert len(set(seen)) == len(seen)
    while previous := link_of(page, "prev"):
        page = dishub.get(previous).content.decode()
        assert rows_of(page) == rows_of(pages[len(pages) - 2])
        pages.pop()


def put_due_dates_in_ties() -> None:
    now = timezone.now()
    for place, pk in enumerate(Complaint.objects.values_list("pk", flat=True)):
        Complaint.objects.filter(pk=pk).update(due_at=now + timedelta(days=place % 3))


def test_a_new_report_does_not_shift_the_next_page(dishub, file_report):
    file_report()
    copy_rows(60)
    first = dishub.get(INBOX, {"tumpukan": "semua"}).content.decode()
    file_report()
    second = dishub.get(link_of(first, "next")).content.decode()
    assert not set(rows_of(first)) & set(rows_of(second))
    assert len(rows_of(second)) == 11
