"""The figures page: who reads it, what it says, and what leaves as a file."""

from __future__ import annotations

import csv
import io
import zipfile
from datetime import UTC, datetime, timedelta

import pytest
from django.urls import reverse
from django.utils.html import escape

from accounts.models import AuditAction, AuditEntry, Role
from calls.choices import CallKind
from calls.desk import close_call, start_call
from calls.models import Call
from calls.tally import mark_hour
from complaints.models import Complaint
from complaints.tests.helpers import name_for_secrets
from dashboard.templatetags.figures import amount
from dispatch.models import Agency

pytestmark = pytest.mark.django_db

PAGE = "dashboard:figures"


@pytest.fixture
def boss(sign_in):
    return sign_in(Role.EXECUTIVE)


def test_officers_and_call_takers_do_not_read_figures(sign_in):
    for role, agency in ((Role.OFFICER, "DISHUB"), (Role.CALL_TAKER, "")):
        assert sign_in(role, agency).get(reverse(PAGE)).status_code == 403


def test_a_month_without_anything_is_a_page_all_the_same(boss):
    page = boss.get(reverse(PAGE))
    assert page.status_code == 200
    assert "Tidak ada laporan darurat" in page.content.decode()


def test_calls_and_emergencies_are_told(boss, sign_in, file_report):
    taker = sign_in(Role.CALL_TAKER).user
    call = start_call(user=taker, number="081234567890")
    close_call(call_id=call.pk, user=taker, kind=CallKind.PRANK)
    complaint = file_report("D-BAKAR")
    page = boss.get(reverse(PAGE)).content.decode()
    assert "100,0%" in page
    assert escape(complaint.agency.short_name) in page
    assert "0812" not in page


def test_beside_a_chosen_agency_it_is_said_that_calls_are_those_of_all(boss, file_report):
    words = "Seluruh kabupaten: panggilan tidak disaring"
    assert words not in boss.get(reverse(PAGE)).content.decode()
    assert words in boss.get(reverse(PAGE), {"opd": file_report("D-BAKAR").agency_id}).content.decode()


def test_fires_reached_in_time_are_told_on_screen_and_in_the_file(boss, sign_in, file_report):
    complaint = file_report("D-BAKAR")
    page = boss.get(reverse(PAGE)).content.decode()
    assert "Kebakaran dicapai" not in page, "of nothing there is no share"
    Complaint.objects.filter(pk=complaint.pk).update(on_scene_at=complaint.filed_at + timedelta(minutes=12))
    page = boss.get(reverse(PAGE)).content.decode()
    assert "Kebakaran dicapai dalam 15 menit</dt><dd>100,0%</dd>" in page
    rows = sign_in(Role.COORDINATOR).get(reverse("dashboard:figures_export", args=["csv"])).getvalue().decode()
    assert "Dicapai dalam 15 menit (%)" in rows


def test_no_figure_is_a_truth_value_and_every_chart_has_its_table(boss, file_report):
    file_report("D-BAKAR")
    page = boss.get(reverse(PAGE)).content.decode()
    assert "True" not in page
    assert "False" not in page
    assert page.count("<svg viewBox") >= 2
    assert page.count("<table") >= 6


@pytest.mark.parametrize(("value", "said"), [(0, "0"), (999, "999"), (1000, "1.000"), (1234567, "1.234.567")])
def test_large_numbers_are_written_as_indonesian_writes_them(value, said):
    assert amount(value) == said


def test_a_lead_sees_the_own_agency_and_no_calls(sign_in, file_report):
    file_report("D-BAKAR")
    page = sign_in(Role.LEAD, "DISHUB").get(reverse(PAGE)).content.decode()
    assert "Damkar" not in page
    assert "Panggilan 112" not in page


def test_a_long_period_is_told_by_month_and_each_month_leads_to_its_days(boss, sign_in, file_report):
    complaint = file_report("D-BAKAR")
    noon = datetime(2026, 3, 14, 5, 0, tzinfo=UTC)
    Complaint.objects.filter(pk=complaint.pk).update(filed_at=noon)
    call = start_call(user=sign_in(Role.CALL_TAKER).user, number="")
    Call.objects.filter(pk=call.pk).update(rang_at=noon)
    mark_hour(noon)
    page = boss.get(reverse(PAGE), {"dari": "2026-01-01", "sampai": "2026-12-31"}).content.decode()
    query = "dari=2026-03-01&sampai=2026-03-31"
    assert page.count(f'<a href="?{escape(query)}">Maret 2026</a>') == 2, "of the calls, and of the emergencies"
    assert "14 Mar 2026" not in page
    month = boss.get(f"{reverse(PAGE)}?{query}").content.decode()
    assert month.count("14 Mar 2026") == 2
    assert "Ketuk sebuah bulan" not in month


def test_the_first_and_last_month_of_a_period_lead_to_its_days_alone_and_keep_the_agency(boss, file_report):
    early, late = file_report("D-BAKAR"), file_report("D-BAKAR")
    for complaint, filed in ((early, datetime(2026, 1, 20, tzinfo=UTC)), (late, datetime(2026, 6, 3, tzinfo=UTC))):
        Complaint.objects.filter(pk=complaint.pk).update(filed_at=filed)
    agency = early.agency_id
    page = boss.get(reverse(PAGE), {"dari": "2026-01-15", "sampai": "2026-06-10", "opd": agency}).content.decode()
    for first, last in (("2026-01-15", "2026-01-31"), ("2026-06-01", "2026-06-10")):
        assert escape(f"?dari={first}&sampai={last}&opd={agency}") in page


@pytest.mark.parametrize(
    "query",
    [
        {"dari": "2026-02-30"}, {"dari": "x"}, {"dari": "2026-12-31", "sampai": "2026-01-01"},
        {"dari": "2020-01-01", "sampai": "2026-01-01"}, {"opd": "0"}, {"opd": "\x00"}, {"dari": "0001-01-01"},
    ],
    ids=str,
)  # fmt: skip
def test_a_period_that_cannot_be_is_said(boss, query):
    answer = boss.get(reverse(PAGE), query)
    assert answer.status_code == 422
    assert "errors" in answer.content.decode()


def test_a_file_is_given_to_those_who_may_and_its_taking_is_kept(sign_in, boss, file_report):
    file_report("D-BAKAR")
    assert boss.get(reverse("dashboard:figures_export", args=["xlsx"])).status_code == 403
    coordinator = sign_in(Role.COORDINATOR)
    book = coordinator.get(reverse("dashboard:figures_export", args=["xlsx"]))
    sheets = zipfile.ZipFile(io.BytesIO(book.content)).namelist()
    assert "xl/worksheets/sheet5.xml" in sheets
    text = b"".join(coordinator.get(reverse("dashboard:figures_export", args=["csv"])).streaming_content).decode()
    assert '"Per OPD"' in text
    assert AuditEntry.objects.filter(action=AuditAction.EXPORTED, subject="figures").count() == 2
    assert coordinator.get(reverse("dashboard:figures_export", args=["pdf"])).status_code == 404


def test_a_day_is_one_row_of_a_file_with_a_column_for_each_kind(sign_in, file_report):
    burnt = [file_report("D-BAKAR") for _ in range(2)]
    robbed = file_report("D-POLISI")
    answer = sign_in(Role.COORDINATOR).get(reverse("dashboard:figures_export", args=["csv"]))
    rows = list(csv.reader(io.StringIO(b"".join(answer.streaming_content).decode().removeprefix("\ufeff"))))
    head, day = [row for row in rows if row[0] == "Darurat per hari"]
    assert head[1] == "Tanggal"
    told = dict(zip(head[2:], day[2:], strict=True))
    assert told == {burnt[0].category.name: "2", robbed.category.name: "1"}


def test_the_page_costs_a_fixed_number_of_statements(boss, file_report, django_assert_max_num_queries):
    for _ in range(5):
        file_report("D-BAKAR")
    boss.get(reverse(PAGE))
    with django_assert_max_num_queries(11):
        boss.get(reverse(PAGE))


def test_secret_kinds_are_one_row_of_the_county_but_for_those_named(boss, sign_in, file_report):
    fire, hurt = file_report("D-BAKAR"), file_report("D-KDRT")
    kind, agency = escape(hurt.category.name), escape(hurt.agency.short_name)
    Complaint.objects.filter(pk=fire.pk).update(agency=Agency.objects.get(code="DISHUB"))
    lead = sign_in(Role.LEAD, hurt.agency.code)
    page = boss.get(reverse(PAGE)).content.decode()
    told = page.split('<section class="section" aria-labelledby="darurat-judul">')[1]
    assert "Laporan darurat</dt><dd>2</dd>" in told
    assert "Rahasia</td>" in told
    assert kind not in told
    assert agency not in told
    own = lead.get(reverse(PAGE)).content.decode()
    assert kind not in own
    assert "Rahasia</td>" not in own, "of one agency it would tell as much as the kind"
    sheet = sign_in(Role.COORDINATOR).get(reverse("dashboard:figures_export", args=["csv"])).getvalue().decode()
    assert hurt.category.name not in sheet
    assert hurt.agency.short_name not in sheet
    assert '"Per jenis","Rahasia","1"' in sheet
    name_for_secrets(lead.user, hurt.category)
    assert kind in lead.get(reverse(PAGE)).content.decode()
