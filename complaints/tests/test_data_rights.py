"""With the private link a reporter sees, takes along, corrects and withdraws; and asks, with a legal clock."""

from __future__ import annotations

import json
from datetime import timedelta

import pytest
import time_machine
from django.test import Client
from django.utils import timezone

from accounts.audit import record_access
from accounts.models import AuditAction, AuditEntry, Role, User
from complaints.access import private_path
from complaints.choices import EventKind
from complaints.holds import set_hold
from complaints.looks import ReporterState, look_at_reporter
from complaints.models import Complaint, DataRequest, Event, RequestKind, RequestState
from complaints.photo_uploads import save_photos
from complaints.privacy.clock import describe_clock
from complaints.privacy.requests import (
    RequestRefused,
    carry_out_waiting,
    grant_request,
    open_request,
    refuse_request,
    withdraw_request,
)
from complaints.tests.citizen import make_photo
from complaints.tests.helpers import file_report, officer_of

pytestmark = pytest.mark.django_db

KNOWN = {"reporter_name": "Sri Rahayu", "phone": "+6281234567890", "email": "sri@contoh.id"}


@pytest.fixture
def complaint() -> Complaint:
    return file_report(**KNOWN)


@pytest.fixture
def coordinator() -> User:
    return User.objects.create_user("koordinator", role=Role.COORDINATOR, first_name="Namapetugas")


def path_of(complaint: Complaint, tail: str = "") -> str:
    return f"{private_path(complaint)}data/{tail}"


def read_file(complaint: Complaint) -> dict:
    answer = Client().get(path_of(complaint, "unduh/"))
    assert answer["Cache-Control"] == "private, no-store"
    assert "attachment" in answer["Content-Disposition"]
    return json.loads(answer.content)


def end(complaint: Complaint) -> None:
    Complaint.objects.filter(pk=complaint.pk).update(status="closed", closed_at=timezone.now())


# --- seeing and taking along ---------------------------------------------------


def test_the_page_shows_what_is_held_who_got_it_and_how_long(complaint):
    page = Client().get(path_of(complaint)).content.decode()
    for part in ("Sri Rahayu", "0812-3456-7890", "sri@contoh.id", complaint.agency.name, "2 tahun setelah berakhir"):
        assert part in page
    assert "Belum ada petugas yang membuka" in page


def test_the_reporters_page_leads_there(complaint):
    assert f'href="{path_of(complaint)}"' in Client().get(private_path(complaint)).content.decode()


def test_without_the_key_there_is_nothing_to_see_or_to_do(complaint):
    wrong = path_of(complaint).replace(private_path(complaint).split("/")[3], "0" * 32)
    for path in (wrong, f"{wrong}unduh/"):
        assert Client().get(path).status_code == 404
    assert Client().post(f"{wrong}minta/", {"kind": "erase"}).status_code == 404
    assert not DataRequest.objects.exists()


def test_the_file_holds_all_of_it_and_no_internal_note(complaint):
    Event.objects.create(
        complaint=complaint, kind=EventKind.NOTE, text="Catatan dalam", audience="staff",
        actor_name="Dishub", created_at=timezone.now(),
    )  # fmt: skip
    content = read_file(complaint)
    assert content["pelapor"]["telepon"] == "+6281234567890"
    assert content["laporan"]["isi"] == complaint.text
    assert content["riwayat"][0]["hal"] == "Laporan diterima"
    assert content["pemberitahuan_privasi"] == complaint.notice_version
    assert "Catatan dalam" not in json.dumps(content)


def test_who_looked_is_told_by_office_and_never_by_name(complaint):
    officer = officer_of(complaint).user
    User.objects.filter(pk=officer.pk).update(first_name="Namapetugas", username="akunpetugas")
    record_access(
        user=User.objects.get(pk=officer.pk),
        action=AuditAction.REPORTER_SEEN,
        subject=f"complaint:{complaint.number}",
        reason="Alasan dalam",
    )
    page = Client().get(path_of(complaint)).content.decode()
    assert f"{complaint.agency.short_name} membuka kontak Anda" in page
    both = page + json.dumps(read_file(complaint))
    for inside in ("Namapetugas", "akunpetugas", "Alasan dalam"):
        assert inside not in both


def test_another_reports_looks_and_data_stay_with_their_own(complaint):
    other = file_report(reporter_name="Budi Lain", phone="+6281298765432")
    record_access(user=None, action=AuditAction.REPORTER_SEEN, subject=f"complaint:{other.number}")
    content = json.dumps(read_file(complaint))
    assert "Budi" not in content
    assert read_file(complaint)["siapa_membuka"] == []


# --- correcting and consents ---------------------------------------------------


def test_a_correction_is_written_and_history_keeps_no_old_value(complaint):
    answer = Client().post(
        path_of(complaint, "kontak/"), {"name": "Sri R.", "phone": "0813 1111 2222", "email": "sri@contoh.id"}
    )
    assert answer.status_code == 303
    complaint.reporter.refresh_from_db()
    assert (complaint.reporter.name, complaint.reporter.phone) == ("Sri R.", "+6281311112222")
    event = complaint.events.get(kind=EventKind.DATA_RIGHT)
    assert event.text == "Pelapor memperbaiki nama, nomor telepon."
    assert "1234567890" not in f"{event.text}{event.data}"


def test_a_wrong_number_is_explained_and_what_was_typed_is_kept(complaint):
    answer = Client().post(path_of(complaint, "kontak/"), {"name": "Sri Baru", "phone": "0812", "email": ""})
    assert answer.status_code == 422
    assert "Sri Baru" in answer.content.decode()
    assert "belum tepat" in answer.content.decode()


def test_whoever_is_anonymous_has_no_contact_to_correct():
    complaint = file_report(is_anonymous=True)
    assert 'id="kontak"' not in Client().get(path_of(complaint)).content.decode()
    assert Client().post(path_of(complaint, "kontak/"), {"name": "Sri"}).status_code == 404


def test_withdrawing_on_the_page_closes_the_public_page_at_once(complaint):
    assert Client().post(path_of(complaint, "izin/"), {}).status_code == 303
    assert "tidak dibuka untuk umum" in Client().get(f"/lacak/{complaint.number}/").content.decode()


# --- asking ---------------------------------------------------------------------


def test_a_request_has_seventy_two_hours_whatever_the_day(complaint):
    with time_machine.travel("2026-12-24T17:00Z", tick=False):
        Client().post(path_of(complaint, "minta/"), {"kind": "erase", "text": "Saya pindah"})
        made = DataRequest.objects.get()
        assert made.due_at - made.created_at == timedelta(hours=72)
        assert "sisa 3 hari" in Client().get(path_of(complaint)).content.decode()


def test_the_same_request_is_taken_once_while_it_waits(complaint):
    open_request(complaint=complaint, kind=RequestKind.ERASE)
    answer = Client().post(path_of(complaint, "minta/"), {"kind": "erase"})
    assert answer.status_code == 422
    assert "sudah kami terima" in answer.content.decode()
    assert DataRequest.objects.count() == 1


def test_a_request_can_be_taken_back_but_not_somebody_elses(complaint):
    mine = open_request(complaint=complaint, kind=RequestKind.ERASE)
    other = open_request(complaint=file_report(), kind=RequestKind.ERASE)
    for request, state in ((mine, RequestState.WITHDRAWN), (other, RequestState.OPEN)):
        Client().post(path_of(complaint, "batal/"), {"request": str(request.pk)})
        request.refresh_from_db()
        assert request.state == state


@pytest.mark.parametrize("chosen", ["", "x", "٣", "9" * 40, "-1"])
def test_nonsense_takes_nothing_back(complaint, chosen):
    assert Client().post(path_of(complaint, "batal/"), {"request": chosen}).status_code == 303


def test_erasure_of_what_is_over_happens_at_once_and_is_recorded(complaint, coordinator):
    end(complaint)
    request = open_request(complaint=complaint, kind=RequestKind.ERASE, text="Nama saya Sri")
    grant_request(request_id=request.pk, user=coordinator)
    complaint.refresh_from_db()
    request.refresh_from_db()
    assert (request.state, request.text) == (RequestState.GRANTED, "")
    assert complaint.erased_at is not None
    assert complaint.reporter.phone == ""
    assert not complaint.is_public
    line = AuditEntry.objects.get(action=AuditAction.RIGHTS_SERVED)
    assert (line.user, line.subject) == (coordinator, f"complaint:{complaint.number}")


def test_erasure_on_request_takes_the_reporters_photos_and_leaves_the_proof(complaint, coordinator):
    for _ in range(2):
        save_photos(files=[make_photo()], room=1, complaint=complaint)
    proof, theirs = complaint.photos.all()
    complaint.photos.filter(pk=proof.pk).update(purpose="after")
    end(complaint)
    grant_request(request_id=open_request(complaint=complaint, kind=RequestKind.ERASE).pk, user=coordinator)
    proof.refresh_from_db()
    assert proof.file.storage.exists(proof.file.name)
    assert not theirs.file.storage.exists(theirs.file.name)
    assert read_file(complaint)["foto"][0]["menunjukkan"] == "Sesudah ditangani"


def test_erasure_of_what_is_being_handled_waits_and_the_reporter_is_told(complaint, coordinator):
    request = open_request(complaint=complaint, kind=RequestKind.ERASE)
    grant_request(request_id=request.pk, user=coordinator)
    assert carry_out_waiting() == 0
    page = Client().get(path_of(complaint)).content.decode()
    assert "dijalankan setelah laporan berakhir" in page
    assert "Sri Rahayu" in page
    end(complaint)
    assert (carry_out_waiting(), carry_out_waiting()) == (1, 0)
    complaint.refresh_from_db()
    request.refresh_from_db()
    assert complaint.erased_at is not None
    assert (request.state, request.done_at is not None) == (RequestState.GRANTED, True)


def test_a_legal_hold_stops_the_erasure_and_leaves_the_request_open(complaint, coordinator):
    administrator = User.objects.create_user("admin", role=Role.ADMINISTRATOR)
    end(complaint)
    set_hold(complaint_id=complaint.pk, user=administrator, reason="Surat 12/2026")
    request = open_request(complaint=complaint, kind=RequestKind.ERASE)
    with pytest.raises(RequestRefused, match="penahanan hukum"):
        grant_request(request_id=request.pk, user=coordinator)
    request.refresh_from_db()
    complaint.refresh_from_db()
    assert request.state == RequestState.OPEN
    assert complaint.reporter.phone == KNOWN["phone"]
    assert complaint.allows_publication


def test_restriction_hides_the_reporter_and_closes_the_public_page(complaint, coordinator):
    request = open_request(complaint=complaint, kind=RequestKind.RESTRICT)
    grant_request(request_id=request.pk, user=coordinator)
    complaint.refresh_from_db()
    assert not complaint.is_public
    look = look_at_reporter(user=officer_of(complaint).user, complaint=complaint, session={})
    assert (look.state, look.reporter) == (ReporterState.RESTRICTED, None)


def test_a_refusal_names_its_reason_to_the_reporter(complaint, coordinator):
    request = open_request(complaint=complaint, kind=RequestKind.ERASE)
    with pytest.raises(RequestRefused):
        refuse_request(request_id=request.pk, user=coordinator, refusal="")
    refuse_request(request_id=request.pk, user=coordinator, refusal="legal_hold", answer="Perkara masih berjalan.")
    page = Client().get(path_of(complaint)).content.decode()
    assert "Pasal 15 ayat (1)" in page
    assert "Perkara masih berjalan." in page


def test_nobody_answers_twice_nor_without_the_right(complaint, coordinator):
    request = open_request(complaint=complaint, kind=RequestKind.RESTRICT)
    with pytest.raises(RequestRefused, match="tidak bertugas"):
        grant_request(request_id=request.pk, user=officer_of(complaint).user)
    grant_request(request_id=request.pk, user=coordinator)
    with pytest.raises(RequestRefused, match="sudah dijawab"):
        refuse_request(request_id=request.pk, user=coordinator, refusal="duty")
    with pytest.raises(RequestRefused):
        withdraw_request(complaint=complaint, request_id=request.pk)


@pytest.mark.parametrize(
    ("left", "words", "tone"),
    [
        (timedelta(days=2, hours=3, minutes=5), "sisa 2 hari 3 jam", "green"),
        (timedelta(days=1), "sisa 1 hari", "green"),
        (timedelta(hours=5, minutes=10), "sisa 5 jam 10 menit", "amber"),
        (timedelta(seconds=20), "sisa 1 menit", "amber"),
        (timedelta(hours=-30), "terlambat 1 hari 6 jam", "amber"),
    ],
)
def test_the_clock_is_told_in_words(left, words, tone):
    now = timezone.now()
    clock = describe_clock(now + left, now)
    assert (clock.text, clock.tone) == (words, tone)
