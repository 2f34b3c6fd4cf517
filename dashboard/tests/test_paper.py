"""When the system is down: a pack whose numbers count once, and forms typed in afterwards with both their times."""

from __future__ import annotations

import stat
from datetime import timedelta

import pytest
from django.core.management import call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from django.utils.html import escape

from accounts.models import AuditEntry, Role
from calls.figures import count_calls_of
from calls.models import Call, PaperForm, PaperPack
from calls.paper import read_number, reserve_numbers, write_number
from calls.refusals import WrongPaperNumber
from calls.responses import measure_responses
from complaints.choices import Status
from complaints.models import Complaint, Event
from dashboard.paper_pack import find_phone, render_pack
from dispatch.models import Agency, AgencyContact, Category, Delivery, DutyShift
from response.models import ResponsePlan

pytestmark = pytest.mark.django_db

ENTRY = "dashboard:back_entry"
PLACE = "Desa Sekuro, Kec. Mlonggo"


@pytest.fixture
def taker(sign_in):
    return sign_in(Role.CALL_TAKER, first_name="Ani")


@pytest.fixture
def pack():
    return reserve_numbers(forms=5, user=None)


def write_moment(minutes_ago: int) -> str:
    return timezone.localtime(timezone.now() - timedelta(minutes=minutes_ago)).strftime("%Y-%m-%dT%H:%M")


def fill(pack: PaperPack, **changes) -> dict:
    return {
        "number": write_number(pack.first),
        "taken_at": write_moment(120),
        "taken_by": "Bu Rini",
        "category": Category.objects.get(code="D-BAKAR").pk,
        "village": PLACE,
        "landmark": "Depan balai desa",
        "text": "Api di gudang kayu",
        "name": "Pak Darto",
        "phone": "081234567890",
        "state": "running",
    } | changes


def over(pack: PaperPack, **changes) -> dict:
    times = {"acknowledged_at": write_moment(117), "resolved_at": write_moment(60), "outcome": "Padam, tanpa korban"}
    return fill(pack, state="over", **times) | changes


# --- numbers -------------------------------------------------------------------


def test_no_number_is_printed_twice_and_a_slip_of_the_pen_is_noticed(pack):
    second = reserve_numbers(forms=3, user=None)
    assert (second.first, second.last) == (pack.last + 1, pack.last + 3)
    printed = write_number(pack.first)
    assert read_number(printed) == read_number(printed.replace("-", "")) == pack.first
    wrong = printed[:-1] + str((int(printed[-1]) + 1) % 10)
    for typed in (wrong, "", "12", "abc", "9" * 30):
        with pytest.raises(WrongPaperNumber):
            read_number(typed)


# --- the pack ------------------------------------------------------------------


def test_the_pack_holds_whom_to_dial_and_never_a_providers_key(pack):
    agency = Agency.objects.get(code="BPBD")
    contact = AgencyContact.objects.create(
        agency=agency, name="Piket BPBD", address="whatsapp://secrettoken@123456789/6281234567890"
    )
    DutyShift.objects.create(contact=contact, starts="00:00", ends="00:00")
    AgencyContact.objects.create(agency=agency, name="Grup BPBD", address="tgram://123456789:AAEkey/-1001234567890")
    page = render_pack(forms=2, user=None, is_file=True)
    assert "+6281234567890" in page
    assert "Piket BPBD" in page
    assert "lewat aplikasi" in page
    for secret in ("secrettoken", "AAEkey", "1001234567890"):
        assert secret not in page
    assert page.count('class="form-number"') == 2
    assert "<style>" in page
    assert "http://" not in page
    assert AuditEntry.objects.filter(subject="paper-pack").exists()


def test_the_pack_tells_whom_each_kind_of_emergency_needs_and_for_what():
    plan, unused = (ResponsePlan.objects.get(category__code=code, district=None) for code in ("D-BAKAR", "D-LAKA"))
    ResponsePlan.objects.filter(pk=unused.pk).update(is_active=False)
    page = render_pack(forms=1, user=None, is_file=True)
    assert f"<h3>{plan} <span>(rancangan" in page
    steps = plan.steps.select_related("agency")
    assert steps
    for step in steps:
        assert escape(f"{step.agency.short_name}: {step.asked_for} ({step.get_role_display().lower()})") in page
    assert f"<h3>{unused} " not in page


def test_the_pack_costs_the_same_however_many_plans_there_are():
    costs = []
    for codes in (["D-BAKAR"], ["D-LAKA", "D-KES", "D-BENCANA"]):
        ResponsePlan.objects.update(is_active=False)
        ResponsePlan.objects.filter(category__code__in=codes).update(is_active=True)
        with CaptureQueriesContext(connection) as captured:
            render_pack(forms=1, user=None, is_file=True)
        costs.append(len(captured))
    assert costs[0] == costs[1]


@pytest.mark.parametrize(
    ("address", "phone"),
    [
        ("whatsapp://token@15551234567/6281234567890", "6281234567890"),
        ("twilio://AC1234567890:token@15551234567/6281200001111/", "6281200001111"),
        ("mailto://budi:rahasia@example.id?to=081234567890@example.id", ""),
        ("", ""),
    ],
)
def test_only_what_one_can_dial_is_found_in_an_address(address, phone):
    assert find_phone(address) == phone


def test_one_command_writes_a_private_file_and_uses_up_its_numbers(tmp_path, monkeypatch):
    monkeypatch.setenv("PATH", "/nowhere")
    call_command("print_pack", out=tmp_path / "pack", forms=4)
    files = list((tmp_path / "pack").iterdir())
    assert [path.suffix for path in files] == [".html"]
    assert stat.S_IMODE(files[0].stat().st_mode) == 0o600
    made = PaperPack.objects.get()
    assert write_number(made.last) in files[0].read_text()
    assert made.last - made.first == 3


def test_a_supervisor_prints_it_from_a_page_and_a_call_taker_does_not(sign_in, taker):
    assert taker.get(reverse("dashboard:packs")).status_code == 403
    assert taker.post(reverse("dashboard:pack_print")).status_code == 403
    supervisor = sign_in(Role.DISPATCHER)
    answer = supervisor.post(reverse("dashboard:pack_print"), {"forms": "3"})
    assert answer.status_code == 200
    assert answer["Cache-Control"] == "no-store"
    assert "<style" not in answer.content.decode()
    assert PaperPack.objects.get().made_by == supervisor.user
    assert write_number(1) in supervisor.get(reverse("dashboard:packs")).content.decode()


# --- typing in -----------------------------------------------------------------


def test_what_still_runs_alerts_at_once_and_says_since_when(taker, pack):
    page = taker.post(reverse(ENTRY), fill(pack), follow=True)
    assert "menjadi tiket" in page.content.decode()
    complaint = Complaint.objects.get()
    assert complaint.status == Status.ASSIGNED
    assert complaint.escalate_at is not None
    assert timezone.now() - complaint.filed_at < timedelta(minutes=1), "its clocks begin when somebody can be alerted"
    assert timezone.now() - complaint.occurred_at > timedelta(minutes=119)
    alert = Delivery.objects.filter(channel="alert", subject=f"complaint:{complaint.number}").first()
    since = timezone.localtime(complaint.occurred_at).strftime("%H.%M")
    assert f", {since} WIB" in alert.payload["text"]
    form = PaperForm.objects.get()
    assert (form.taken_at, form.typed_by, form.taken_by) == (complaint.occurred_at, taker.user, "Bu Rini")


def test_what_is_over_alerts_nobody_and_keeps_the_times_of_the_paper(taker, pack):
    taker.post(reverse(ENTRY), over(pack))
    complaint = Complaint.objects.get()
    assert complaint.status == Status.RESOLVED
    assert complaint.escalate_at is None
    assert not Delivery.objects.filter(channel="alert").exists()
    assert complaint.filed_at == complaint.occurred_at == PaperForm.objects.get().taken_at
    assert complaint.acknowledged_at - complaint.filed_at == timedelta(minutes=3)
    assert complaint.resolved_at - complaint.filed_at == timedelta(minutes=60)
    note = Event.objects.filter(complaint=complaint).latest("id")
    assert "Dari formulir kertas" in note.text
    assert "Bu Rini" in note.text
    assert note.created_at - complaint.filed_at > timedelta(minutes=119)


def test_typing_late_is_no_slow_answer(taker, pack):
    taker.post(reverse(ENTRY), over(pack))
    day = timezone.localdate(PaperForm.objects.get().taken_at)
    calls = count_calls_of(first=day, last=timezone.localdate())
    assert (calls.incoming, calls.answer_p90, calls.alert_p90, calls.filing_p90) == (1, None, None, None)
    assert measure_responses(first=day, last=timezone.localdate()).agencies[0].stages[0].p90 == 180
    assert Call.objects.get().complaint == Complaint.objects.get()


def test_the_same_number_again_leads_to_the_first_ticket(taker, sign_in, pack):
    taker.post(reverse(ENTRY), fill(pack))
    other = sign_in(Role.CALL_TAKER)
    page = other.post(reverse(ENTRY), fill(pack, text="Diketik dua kali"), follow=True).content.decode()
    assert "sudah diketik" in page
    assert "Ani" in page
    assert Complaint.objects.get().grouped_number in page
    assert Call.objects.count() == 1


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"number": "00099-4"}, "Nomor formulir belum tepat"),
        ({"number": write_number(99)}, "Tidak ada formulir tercetak"),
        ({"taken_at": write_moment(-60)}, "belum berurutan"),
        ({"taken_at": write_moment(60 * 24 * 40)}, "Lebih dari sebulan"),
        ({"taken_at": "kemarin"}, "belum tepat"),
        ({"village": "Atlantis"}, "Pilih desa dari daftar"),
        ({"village": ""}, "Isi desa"),
        ({"text": "\x00"}, "text"),
        ({"state": "over"}, "Isi bila kejadiannya sudah selesai"),
        ({"state": "over", "acknowledged_at": write_moment(30), "resolved_at": write_moment(60), "outcome": "x"},
         "belum berurutan"),
    ],
)  # fmt: skip
def test_a_form_that_cannot_be_is_said_and_writes_nothing(taker, pack, changes, words):
    answer = taker.post(reverse(ENTRY), fill(pack) | changes)
    assert answer.status_code == 400
    assert words in answer.content.decode()
    assert not Complaint.objects.exists()
    assert not PaperForm.objects.exists()


def test_others_type_nothing_in(sign_in, pack):
    for role, agency in ((Role.COORDINATOR, ""), (Role.OFFICER, "DISHUB")):
        assert sign_in(role, agency).post(reverse(ENTRY), fill(pack)).status_code == 403
    assert not Complaint.objects.exists()
