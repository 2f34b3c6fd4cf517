"""By when a report is verified and first answered: working days, from filing to the pile of what is late."""

from __future__ import annotations

from datetime import datetime, timedelta
from importlib import import_module
from zoneinfo import ZoneInfo

import pytest
from django.apps import apps
from django.utils import timezone

from accounts.models import Role
from complaints.actors import REPORTER
from complaints.choices import EventKind, Source, Status
from complaints.deadlines import add_working_days, describe_deadline
from complaints.intake import NewReport, file_complaint
from complaints.lifecycle import add_message, apply_transition
from complaints.models import Complaint
from complaints.promises import promise_times
from complaints.tests.citizen import Citizen
from complaints.tests.helpers import file_report, officer_of
from dispatch.models import Agency, Category, ExtraTime, Village

pytestmark = pytest.mark.django_db
WIB = ZoneInfo("Asia/Jakarta")
ISLAND = "33.20.10"
SATURDAY = datetime(2026, 11, 28, 10, tzinfo=WIB)
# Nyepi, Idulfitri and their collective leave: nobody works from the 18th to the 24th.
BEFORE_IDULFITRI = datetime(2026, 3, 17, 10, tzinfo=WIB)


def file_at(now: datetime, code: str = "N-PJU") -> Complaint:
    village = Village.objects.select_related("district").order_by("code").first()
    report = NewReport(category=Category.objects.get(code=code), text="Lampu jalan mati", village=village)
    return file_complaint(report=report, source=Source.WEB, now=now).complaint


def day_of(moment: datetime | None) -> str:
    return f"{timezone.localtime(moment):%Y-%m-%d %H.%M}" if moment else ""


@pytest.mark.parametrize(
    ("filed", "verified", "answered"),
    [
        pytest.param(SATURDAY, "2026-12-02 23.59", "2026-12-04 23.59", id="saturday"),
        pytest.param(BEFORE_IDULFITRI, "2026-03-27 23.59", "2026-03-31 23.59", id="idulfitri"),
    ],
)
def test_what_is_no_emergency_is_verified_and_answered_in_working_days(filed, verified, answered):
    lamp = file_at(filed)
    assert (day_of(lamp.verify_due_at), day_of(lamp.respond_due_at)) == (verified, answered)


def test_an_emergency_is_answered_in_minutes_on_any_day_and_never_verified():
    fire = file_at(SATURDAY, "D-BAKAR")
    assert (fire.verify_due_at, fire.respond_due_at) == (None, SATURDAY + timedelta(minutes=15))


def test_the_limits_are_those_of_the_category():
    Category.objects.filter(code="N-PJU").update(verify_working_days=1, respond_working_days=2)
    lamp = file_at(SATURDAY)
    assert (day_of(lamp.verify_due_at), day_of(lamp.respond_due_at)) == ("2026-11-30 23.59", "2026-12-01 23.59")


def test_every_category_of_the_files_has_limits_that_follow_one_another():
    for category in Category.objects.exclude(track="emergency"):
        times = promise_times(category=category, now=SATURDAY)
        assert times["verify_due_at"] < times["respond_due_at"] <= times["due_at"], category


def test_the_reporter_reads_the_days_and_no_hour_of_a_sunday():
    citizen = Citizen()
    lamp = citizen.file()
    page = citizen.see("terima-kasih").content.decode()
    promised = page.split("<dt>Tanggapan pertama</dt><dd>paling lambat ")[1].split("</dd>")[0]
    assert not promised.startswith(("Sabtu", "Minggu"))
    assert "WIB" not in promised
    assert f"{timezone.localtime(lamp.respond_due_at).day} " in promised
    assert "<dt>Verifikasi</dt><dd>paling lambat " in page


# --- an island ----------------------------------------------------------------


def file_on_island(code: str = "N-PJU", now: datetime = SATURDAY) -> Complaint:
    village = Village.objects.select_related("district").filter(district=ISLAND).first()
    report = NewReport(category=Category.objects.get(code=code), text="Lampu jalan mati", village=village)
    return file_complaint(report=report, source=Source.WEB, now=now).complaint


def test_an_island_has_its_own_limits_from_filing_to_the_agency_that_gets_it_next():
    ExtraTime.objects.filter(district=ISLAND).update(verify_days=1, respond_days=2, resolve_days=5)
    lamp, later = file_on_island(), SATURDAY + timedelta(days=14)
    assert lamp.verify_due_at == add_working_days(SATURDAY, 3 + 1)
    assert lamp.respond_due_at == add_working_days(SATURDAY, 5 + 2)
    assert lamp.due_at == add_working_days(SATURDAY, 5 + 5)
    step = {"complaint_id": lamp.pk, "action": "transfer", "actor": officer_of(lamp, Role.LEAD), "now": later}
    moved = apply_transition(**step, text="Bukan tiang kami", to_agency_id=Agency.objects.get(code="DISPERKIM").pk)
    assert moved.verify_due_at == add_working_days(later, 3 + 1)
    assert moved.respond_due_at == add_working_days(later, 5 + 2)
    assert file_at(SATURDAY).due_at == add_working_days(SATURDAY, 5)


def test_an_emergency_at_sea_has_the_minutes_its_own_row_gives_it_there():
    assert file_on_island("D-LAUT").respond_due_at == SATURDAY + timedelta(minutes=15)
    ExtraTime.objects.create(district_id=ISLAND, category=Category.objects.get(code="D-LAUT"), minutes=10)
    assert file_on_island("D-LAUT").respond_due_at == SATURDAY + timedelta(minutes=25)


# --- late -------------------------------------------------------------------


@pytest.mark.parametrize(
    ("changes", "now", "words"),
    [
        pytest.param({}, datetime(2026, 12, 1, 9, tzinfo=WIB), "sisa 3 hari kerja", id="in-time"),
        pytest.param({}, datetime(2026, 12, 2, 9, tzinfo=WIB), "verifikasi hari ini terakhir", id="verify-today"),
        pytest.param({}, datetime(2026, 12, 3, 9, tzinfo=WIB), "verifikasi terlambat 1 hari kerja", id="unverified"),
        pytest.param(
            {"status": Status.ACKNOWLEDGED}, datetime(2026, 12, 3, 9, tzinfo=WIB), "sisa 1 hari kerja", id="verified"
        ),
        pytest.param(
            {"status": Status.ACKNOWLEDGED, "respond_due_at": datetime(2026, 12, 1, 23, tzinfo=WIB)},
            datetime(2026, 12, 3, 9, tzinfo=WIB),
            "tanggapan pertama terlambat 2 hari kerja",
            id="unanswered",
        ),
        pytest.param(
            {"status": Status.ACKNOWLEDGED, "respond_due_at": SATURDAY, "first_answer_at": SATURDAY},
            datetime(2026, 12, 3, 9, tzinfo=WIB),
            "sisa 1 hari kerja",
            id="answered",
        ),
        pytest.param({}, datetime(2026, 12, 7, 9, tzinfo=WIB), "terlambat 1 hari kerja", id="all-of-it-late"),
    ],
)
def test_the_step_that_presses_is_named_until_the_whole_is_late(changes, now, words):
    lamp = file_at(SATURDAY)
    for name, value in changes.items():
        setattr(lamp, name, value)
    assert describe_deadline(lamp, now).text == words


def test_what_comes_back_to_the_agency_is_verified_anew_and_the_answers_limit_stays():
    lamp = file_report()
    officer, later = officer_of(lamp), lamp.filed_at + timedelta(days=9)
    ask = {"complaint_id": lamp.pk, "action": "ask", "actor": officer, "text": "Tiang nomor berapa?"}
    apply_transition(**ask, now=lamp.filed_at + timedelta(hours=1))
    told = apply_transition(complaint_id=lamp.pk, action="give_info", actor=REPORTER, text="Nomor 7", now=later)
    assert told.verify_due_at == add_working_days(later, 3)
    assert told.respond_due_at == lamp.respond_due_at
    assert Complaint.objects.get(pk=lamp.pk).verify_due_at == told.verify_due_at


def test_an_answer_ends_the_wait_for_the_first_one():
    lamp = file_at(SATURDAY)
    add_message(complaint_id=lamp.pk, actor=officer_of(lamp), kind=EventKind.ANSWER, text="Kami periksa besok")
    lamp.refresh_from_db()
    assert "tanggapan" not in describe_deadline(lamp, datetime(2026, 12, 4, 9, tzinfo=WIB)).text


# --- what was there before ---------------------------------------------------


def test_open_reports_of_before_get_working_days_and_others_keep_what_they_were_promised():
    lamp, done, fire = file_at(SATURDAY), file_at(SATURDAY), file_at(SATURDAY, "D-BAKAR")
    Complaint.objects.update(verify_due_at=None, respond_due_at=SATURDAY + timedelta(days=1))
    Complaint.objects.filter(pk=done.pk).update(status=Status.CLOSED)
    import_module("complaints.migrations.0021_working_day_limits").count_anew(apps, None)
    rows = {row.pk: (day_of(row.verify_due_at), day_of(row.respond_due_at)) for row in Complaint.objects.all()}
    assert rows[lamp.pk] == ("2026-12-02 23.59", "2026-12-04 23.59")
    assert rows[done.pk] == rows[fire.pk] == ("", "2026-11-29 10.00")


def test_what_was_handed_over_before_is_counted_from_then():
    lamp, later = file_at(SATURDAY), SATURDAY + timedelta(days=14)
    to = Agency.objects.get(code="DISPERKIM")
    step = {"complaint_id": lamp.pk, "action": "transfer", "actor": officer_of(lamp, Role.LEAD), "now": later}
    apply_transition(**step, text="Tiang milik mereka", to_agency_id=to.pk)
    Complaint.objects.update(verify_due_at=None, respond_due_at=later)
    import_module("complaints.migrations.0021_working_day_limits").count_anew(apps, None)
    assert Complaint.objects.get().respond_due_at == add_working_days(later, 5)
