"""Callbacks from Wadul Bupati: signed, applied once, in any order, and never lost from sight."""

from __future__ import annotations

import json
import re
from datetime import UTC, datetime, timedelta
from html import unescape

import pytest
from django.conf import settings
from django.urls import reverse

from complaints.access import private_path
from complaints.choices import EventKind, Source, Status
from complaints.intake import NewReport, file_complaint
from complaints.models import Complaint
from complaints.templatetags.face import link_addresses
from dispatch.channels.wadul.signing import sign_message
from dispatch.models import Category, InboundMessage, Track

pytestmark = pytest.mark.django_db

PHOTO = "https://wadul.contoh.id/foto/a.jpg?x=1"


@pytest.fixture
def complaint() -> Complaint:
    report = NewReport(category=Category.objects.get(code="N-PJU"), text="Lampu mati")
    return file_complaint(report=report, source=Source.WEB).complaint


def build_event(ticket: str, *, sequence: int = 1, kind: str = "complaint.status_changed", **data) -> dict:
    return {
        "id": f"evt-{ticket}-{sequence}",
        "type": kind,
        "ticket": ticket,
        "sequence": sequence,
        "occurred_at": "2026-11-02T03:04:05+00:00",
        "data": data,
    }


def post(client, event, *, secret: str = "", now: datetime | None = None, body: bytes | None = None):
    body = body if body is not None else json.dumps(event).encode()
    headers = sign_message(
        secret=secret or settings.WADUL_SECRET, message_id=event["id"], body=body, now=now or datetime.now(UTC)
    )
    return client.post(reverse("complaints:wadul_callback"), body, content_type="application/json", headers=headers)


def status_of(complaint: Complaint) -> str:
    return Complaint.objects.get(pk=complaint.pk).status


def test_a_status_moves_the_complaint_through_the_lifecycle(client, complaint):
    assert post(client, build_event(complaint.number, status="proses")).status_code == 200
    assert status_of(complaint) == Status.IN_PROGRESS
    assert complaint.events.last().actor_name == "Wadul Bupati"


def test_the_same_callback_twice_counts_once(client, complaint):
    event = build_event(complaint.number, kind="complaint.answered", text="Kami cek besok")
    first, again = post(client, event), post(client, event)
    assert (first.json()["repeat"], again.json()["repeat"]) == (False, True)
    assert complaint.events.filter(kind=EventKind.WADUL).count() == 1


def test_an_older_status_that_arrives_later_changes_nothing(client, complaint):
    post(client, build_event(complaint.number, sequence=3, status="selesai", text="Sudah diganti"))
    answer = post(client, build_event(complaint.number, sequence=2, status="proses"))
    assert answer.json()["state"] == "stale"
    assert status_of(complaint) == Status.RESOLVED


@pytest.mark.parametrize(
    ("word", "status"),
    [
        ("verifikasi", Status.ACKNOWLEDGED),
        ("proses", Status.IN_PROGRESS),
        ("menunggu_pelapor", Status.NEEDS_INFO),
        ("selesai", Status.RESOLVED),
        ("ditutup", Status.RESOLVED),
        ("ditolak", Status.REJECTED),
        ("diteruskan", Status.FORWARDED),
        *((word, Status.ASSIGNED) for word in ("masuk", "disposisi", "digabung", "dibatalkan")),
    ],
)
def test_every_word_of_theirs_does_what_the_contract_says_and_no_text_is_lost(client, complaint, word, status):
    assert post(client, build_event(complaint.number, status=word, text="Kabar dari sana")).json()["state"] == "applied"
    assert status_of(complaint) == status
    assert [event.text for event in complaint.events.filter(actor_name="Wadul Bupati")] == ["Kabar dari sana"]


def test_words_of_a_status_that_we_have_already_are_read_all_the_same(client, complaint):
    post(client, build_event(complaint.number, sequence=1, status="proses"))
    post(client, build_event(complaint.number, sequence=2, status="proses", text="Suku cadang datang besok"))
    post(client, build_event(complaint.number, sequence=3, status="proses"))
    said = complaint.events.filter(kind=EventKind.WADUL).values_list("text", flat=True)
    assert list(said) == ["Suku cadang datang besok"]
    assert status_of(complaint) == Status.IN_PROGRESS


def test_a_closing_there_waits_here_for_the_reporters_word(client, complaint):
    assert post(client, build_event(complaint.number, kind="complaint.closed")).status_code == 200
    assert status_of(complaint) == Status.RESOLVED


def test_an_unknown_ticket_is_answered_404_and_kept_where_staff_see_it(client):
    answer = post(client, build_event("999999999999", status="proses"))
    assert answer.status_code == 404
    assert InboundMessage.objects.get().state == "unknown_ticket"


@pytest.mark.parametrize(
    "age", [pytest.param(timedelta(minutes=6), id="too-old"), pytest.param(timedelta(minutes=-6), id="from-the-future")]
)
def test_a_signature_outside_five_minutes_is_refused(client, complaint, age):
    answer = post(client, build_event(complaint.number, status="proses"), now=datetime.now(UTC) - age)
    assert answer.status_code == 401
    assert status_of(complaint) == Status.ASSIGNED


def test_a_callback_signed_with_another_secret_is_refused(client, complaint):
    event = build_event(complaint.number, status="proses")
    assert post(client, event, secret="whsec_" + "QUJD" * 8).status_code == 401
    assert status_of(complaint) == Status.ASSIGNED


@pytest.mark.parametrize("body", [b"", b"[]", b"{", b'{"id": 1}', b'{"id":"e","type":"x","ticket":"1","sequence":-1}'])
def test_a_body_that_makes_no_sense_is_answered_clearly(client, body):
    answer = post(client, {"id": "e"}, body=body)
    assert answer.status_code == 422
    assert answer["Content-Type"] == "application/problem+json"


def test_a_body_over_256_kilobytes_is_refused_before_it_is_read(client, complaint):
    event = build_event(complaint.number, status="proses", text="a" * 300_000)
    assert post(client, event).status_code == 413


def test_a_photo_link_enters_history_without_being_fetched(client, complaint):
    post(client, build_event(complaint.number, kind="complaint.photo_added", photo_url="https://contoh.id/a.jpg"))
    assert "https://contoh.id/a.jpg" in complaint.events.last().text


# --- words that no state follows ---------------------------------------------------


def said(complaint: Complaint) -> list[str]:
    return list(complaint.events.filter(kind=EventKind.WADUL).values_list("text", flat=True))


def test_words_that_arrive_after_newer_ones_are_read_with_the_time_they_were_written(client, complaint):
    post(client, build_event(complaint.number, sequence=3, status="selesai", text="Sudah diganti"))
    late = build_event(complaint.number, sequence=2, status="proses", text="Regu berangkat", photo_url=PHOTO)
    assert post(client, late).json()["state"] == "stale"
    assert said(complaint) == [f"Regu berangkat\nFoto: {PHOTO}\n(Ditulis 2 Nov 2026, 10.04 WIB, baru sampai sekarang.)"]
    post(client, build_event(complaint.number, sequence=1, status="verifikasi"))
    assert len(said(complaint)) == 1
    assert status_of(complaint) == Status.RESOLVED


def test_words_of_a_state_that_the_ticket_cannot_become_are_read_all_the_same(client, complaint):
    Complaint.objects.filter(pk=complaint.pk).update(status=Status.CANCELLED)
    refused = post(client, build_event(complaint.number, status="proses", text="Regu sudah di lokasi"))
    assert refused.json()["state"] == "rejected"
    assert said(complaint) == ["Regu sudah di lokasi"]
    assert InboundMessage.objects.get().error


@pytest.mark.parametrize(("word", "state"), [("ditolak", "rejected"), ("diteruskan", "applied")])
def test_words_about_what_became_an_emergency_meanwhile_are_read_and_move_nothing(client, complaint, word, state):
    Complaint.objects.filter(pk=complaint.pk).update(track=Track.EMERGENCY)
    answer = post(client, build_event(complaint.number, status=word, text="Kami serahkan ke 112"))
    assert answer.json()["state"] == state
    assert said(complaint) == ["Kami serahkan ke 112"]
    assert status_of(complaint) == Status.ASSIGNED


def test_the_link_of_a_photo_can_be_followed_and_nothing_else_becomes_markup(client, complaint):
    text = "Lihat <b>foto</b> javascript:alert(1) dan ftp://x.id/a"
    post(client, build_event(complaint.number, kind="complaint.photo_added", text=text, photo_url=PHOTO))
    page = client.get(private_path(complaint)).content.decode()
    history = page.split('id="riwayat"')[1].split("</section>")[0]
    assert f'Foto: <a href="{PHOTO}" rel="noopener noreferrer nofollow">{PHOTO}</a>' in history
    assert history.count("<a ") == 1
    assert "&lt;b&gt;foto&lt;/b&gt; javascript:alert(1)" in history


def test_an_address_a_reporter_wrote_stays_plain_text(client, complaint):
    client.post(private_path(complaint), {"action": "add", "text": f"Buka {PHOTO}"})
    page = client.get(private_path(complaint)).content.decode()
    assert PHOTO in page
    assert f'href="{PHOTO}"' not in page


@pytest.mark.parametrize(
    ("text", "links"),
    [
        ("(https://a.id/x?y=1&z=2).", ["https://a.id/x?y=1&amp;z=2"]),
        ("HTTP://A.ID, lalu https://b.id!", ["HTTP://A.ID", "https://b.id"]),
        ('https://a.id/"onmouseover="x', ["https://a.id/"]),
        ("https://a.id/<script>", ["https://a.id/"]),
        ("data:text/html,x www.a.id https:// http:/x", []),
        ("https://a.id/\u202egpj.exe", ["https://a.id/"]),
    ],
)
def test_only_whole_web_addresses_become_links(text, links):
    shown = link_addresses(text)
    assert re.findall(r'<a href="([^"]+)" rel="noopener noreferrer nofollow">', shown) == links
    assert unescape(re.sub(r"</?a[^>]*>", "", shown)) == text
