"""The ticket page: what it tells, the lifecycle's own steps as forms, and words inside and out."""

from __future__ import annotations

import re

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from accounts.models import Role
from complaints.actors import actor_for_user
from complaints.choices import Audience, EventKind, PhotoPurpose, Status
from complaints.lifecycle import add_message, available_transitions
from complaints.models import Event, Photo
from dashboard.tests.tickets import make_photo, move, read_page, status_of, take
from dispatch.models import Delivery, DeliveryState

pytestmark = pytest.mark.django_db


# --- what the page shows ------------------------------------------------------


def test_the_page_tells_everything_known(dishub, file_report):
    lamp = file_report(
        text="Lampu mati <b>sejak</b> Senin",
        landmark="depan SD 2",
        lat=-6.6,
        lng=110.7,
        reporter_name="Siti",
        answers=[{"question": "Berapa tiang?", "answer": "Tiga"}],
    )
    page = read_page(dishub, lamp)
    for words in (
        lamp.grouped_number,
        "Lampu mati &lt;b&gt;sejak&lt;/b&gt; Senin",
        "depan SD 2",
        "Berapa tiang?",
        "Tiga",
        "Mengapa ke Dishub",
        lamp.routing_explanation,
        "Diteruskan ke Dishub",
        'data-lat="-6.6"',
        "sisa 5 hari kerja",
    ):
        assert words in page, words


@pytest.mark.parametrize(
    ("state", "attempts", "words"),
    [
        (DeliveryState.PENDING, 0, "Menunggu dikirim ke Wadul Bupati"),
        (DeliveryState.PENDING, 3, "Menunggu Wadul Bupati, percobaan 3"),
        (DeliveryState.DELIVERED, 1, "Sampai di Wadul Bupati"),
        (DeliveryState.FAILED, 1, "Belum sampai di Wadul Bupati"),
    ],
)
def test_the_page_says_where_a_delivery_stands(dishub, file_report, state, attempts, words):
    lamp = file_report()
    delivered = timezone.now() if state == DeliveryState.DELIVERED else None
    Delivery.objects.filter(subject=f"complaint:{lamp.number}").update(
        state=state, attempts=attempts, delivered_at=delivered
    )
    page = read_page(dishub, lamp)
    assert words in page
    assert ("Sampai di" in page) == (state == DeliveryState.DELIVERED)


def test_the_page_offers_exactly_the_steps_of_the_lifecycle(sign_in, file_report):
    for role in (Role.OFFICER, Role.LEAD):
        desk, lamp = sign_in(role, "DISHUB"), file_report()
        for action in ("acknowledge", "start"):
            page = read_page(desk, lamp)
            offered = set(re.findall(r'name="action" value="(\w+)"', page))
            assert offered == {step.action for step in available_transitions(lamp, actor_for_user(desk.user))}
            lamp = move(lamp, desk, action)


def test_the_usual_next_step_is_one_button_and_the_rest_are_under_more(dishub, file_report):
    usual, rest = read_page(dishub, file_report()).split("Lainnya", 1)
    assert "Terima laporan" in usual
    assert "Minta keterangan pelapor" not in usual
    assert "Minta keterangan pelapor" in rest


def test_the_page_costs_the_same_however_long_the_history(dishub, file_report):
    lamp = file_report()

    def count() -> int:
        with CaptureQueriesContext(connection) as captured:
            read_page(dishub, lamp)
        return len(captured)

    few = count()
    for _ in range(20):
        add_message(complaint_id=lamp.pk, actor=actor_for_user(dishub.user), kind=EventKind.ANSWER, text="Halo")
    assert count() == few <= 12


def test_the_print_has_everything_and_nothing_to_press(dishub, file_report):
    lamp = file_report(text="Lampu mati di tikungan")
    page = read_page(dishub, lamp, "ticket_print").split("<main")[1]
    assert "Lampu mati di tikungan" in page
    assert "Riwayat" in page
    assert "<form" not in page


# --- taking a step --------------------------------------------------------------


def test_a_ticket_is_worked_from_new_to_resolved(dishub, file_report):
    lamp = file_report()
    for action, fields, status in (
        ("acknowledge", {}, Status.ACKNOWLEDGED),
        ("start", {"text": "Regu berangkat siang ini"}, Status.IN_PROGRESS),
        ("resolve", {"text": "Lampu diganti", "no_proof_reason": "Malam hari"}, Status.RESOLVED),
    ):
        answer = take(dishub, lamp, action, **fields)
        assert answer.status_code == 302
        lamp.refresh_from_db()
        assert lamp.status == status
    page = read_page(dishub, lamp)
    assert "Lampu diganti" in page
    assert "Tanpa foto bukti: Malam hari" in page


def test_proof_photos_belong_to_the_line_that_resolves(dishub, file_report):
    lamp = move(file_report(), dishub, "acknowledge", "start")
    assert take(dishub, lamp, "resolve", text="Diganti", proof=[make_photo(), make_photo()]).status_code == 302
    photos = Photo.objects.filter(complaint=lamp)
    assert photos.count() == 2
    for photo in photos:
        assert photo.event.action == "resolve"
        assert photo.purpose == PhotoPurpose.AFTER
    assert read_page(dishub, lamp).count(f"/foto/{photos[0].pk}/") == 2


def test_resolving_without_proof_or_reason_keeps_what_was_typed(dishub, file_report):
    lamp = move(file_report(), dishub, "acknowledge", "start")
    answer = take(dishub, lamp, "resolve", text="Lampu sudah kami ganti")
    assert answer.status_code == 400
    page = answer.content.decode()
    assert "Tambahkan foto bukti" in page
    assert "Lampu sudah kami ganti" in page
    assert status_of(lamp) == Status.IN_PROGRESS


def test_a_file_that_is_no_photo_is_refused_with_its_reason(dishub, file_report):
    lamp = move(file_report(), dishub, "acknowledge", "start")
    bad = SimpleUploadedFile("bukti.jpg", b"bukan foto", "image/jpeg")
    answer = take(dishub, lamp, "resolve", text="Diganti", proof=[bad])
    assert answer.status_code == 400
    assert "bukan foto JPEG" in answer.content.decode()
    assert not Photo.objects.filter(complaint=lamp).exists()


def test_proof_that_is_too_large_keeps_what_was_typed_and_is_not_left_out_quietly(dishub, file_report, settings):
    settings.MAX_BODY_BYTES = 100_000
    lamp = move(file_report(), dishub, "acknowledge", "start")
    large = SimpleUploadedFile("bukti.jpg", b"x" * 100_000, "image/jpeg")
    answer = take(dishub, lamp, "resolve", text="Lampu diganti", no_proof_reason="Malam", proof=[make_photo(), large])
    assert answer.status_code == 400
    page = answer.content.decode()
    assert "bersama lebih dari 50 MB" in page
    assert "Lampu diganti" in page
    assert status_of(lamp) == Status.IN_PROGRESS


def test_a_step_without_its_text_is_refused(dishub, file_report):
    lamp = file_report()
    answer = take(dishub, lamp, "ask", text="   ")
    assert answer.status_code == 400
    assert "Lengkapi bagian ini" in answer.content.decode()
    assert status_of(lamp) == Status.ASSIGNED


def test_an_officer_cannot_take_a_leads_step(dishub, file_report):
    lamp = file_report()
    answer = take(dishub, lamp, "reject", text="Bukan urusan kami")
    assert answer.status_code == 409
    assert "Bukan urusan kami" in answer.content.decode(), "what was typed is not lost"
    assert status_of(lamp) == Status.ASSIGNED


def test_a_lead_forwards_and_merges(sign_in, file_report):
    lead = sign_in(Role.LEAD, "DISHUB")
    out, double, kept = file_report(), file_report(), file_report()
    assert take(lead, out, "forward", forwarded_to="PLN Jateng", text="Milik PLN").status_code == 302
    assert status_of(out) == Status.FORWARDED
    assert take(lead, double, "merge", merged_into=kept.grouped_number).status_code == 302
    double.refresh_from_db()
    assert double.merged_into == kept
    assert take(lead, kept, "merge", merged_into="123").status_code == 400


@pytest.mark.parametrize("fields", [{"action": "x"}, {"action": ""}, {"version": "x"}, {"version": "9" * 30}])
def test_a_mangled_form_is_a_clear_refusal(dishub, file_report, fields):
    lamp = file_report()
    answer = take(dishub, lamp, "acknowledge") if not fields else take(dishub, lamp, **{"action": "ask", **fields})
    assert answer.status_code in (400, 404)
    assert status_of(lamp) == Status.ASSIGNED


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(text=st.text(max_size=200), reason=st.text(max_size=50), number=st.text(max_size=30))
def test_no_typed_text_breaks_a_step(sign_in, file_report, text, reason, number):
    lamp = file_report()
    lead = sign_in(Role.LEAD, "DISHUB")
    answer = take(lead, lamp, "merge", text=text, merged_into=number or "x")
    assert answer.status_code == 400
    assert take(lead, lamp, "reject", text=text).status_code in (302, 400)


# --- words inside and out ---------------------------------------------------------


@pytest.mark.parametrize(
    ("kind", "event_kind", "audience"),
    [("jawaban", EventKind.ANSWER, Audience.REPORTER), ("catatan", EventKind.NOTE, Audience.STAFF)],
)
def test_an_answer_goes_to_the_reporter_and_a_note_stays_inside(dishub, file_report, kind, event_kind, audience):
    lamp = file_report()
    path = reverse("dashboard:message", args=[lamp.number, kind])
    assert dishub.post(path, {"text": "Regu datang besok"}).status_code == 302
    event = Event.objects.get(complaint=lamp, kind=event_kind)
    assert event.audience == audience
    assert event.text == "Regu datang besok"
    assert ("Catatan internal · " in read_page(dishub, lamp)) == (audience == Audience.STAFF)


def test_an_empty_message_is_refused(dishub, file_report):
    lamp = file_report()
    answer = dishub.post(reverse("dashboard:message", args=[lamp.number, "catatan"]), {"text": " "})
    assert answer.status_code == 400
    assert "Lengkapi bagian ini" in answer.content.decode()


def test_an_unknown_kind_of_message_is_not_found(dishub, file_report):
    path = reverse("dashboard:message", args=[file_report().number, "gosip"])
    assert dishub.post(path, {"text": "x"}).status_code == 404
