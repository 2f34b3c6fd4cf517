"""A report and its news between us and the Wadul Bupati stand-in, over real HTTP."""

from __future__ import annotations

from pathlib import Path

import httpx
import pytest

from complaints.choices import EventKind, Status
from complaints.lifecycle import apply_transition
from complaints.privacy.correction import correct_contact
from complaints.tests.helpers import file_report, officer_of
from complaints.wadul_inbound import poll_changes
from dispatch.channels.base import Envelope
from dispatch.channels.wadul.sender import send
from dispatch.models import Delivery
from dispatch.sending import deliver_chain
from simulators.testing import TEST_SECRET, run_wadul

pytestmark = pytest.mark.django_db


@pytest.fixture
def wadul(tmp_path: Path, settings):
    # Port 9 takes nothing: callbacks are lost here, and only polling can bring the news.
    with run_wadul(tmp_path / "wadul.sqlite3", callback_url="http://127.0.0.1:9/") as server:
        settings.WADUL_BASE_URL = f"http://127.0.0.1:{server.server_port}"
        settings.WADUL_SECRET = TEST_SECRET
        yield settings.WADUL_BASE_URL


def read_log(url: str) -> list[dict]:
    return httpx.get(f"{url}/_log").json()["operations"]


def test_a_report_and_its_updates_arrive_once_and_in_order(wadul):
    complaint = file_report("N-JALAN")
    officer = officer_of(complaint)
    apply_transition(complaint_id=complaint.pk, action="acknowledge", actor=officer)
    apply_transition(complaint_id=complaint.pk, action="start", actor=officer)
    assert deliver_chain(Delivery.objects.order_by("sequence").first().pk) == 3
    assert [row["operation"] for row in read_log(wadul)] == ["create", "update", "update"]
    assert set(Delivery.objects.values_list("state", flat=True)) == {"delivered"}


def test_a_lost_reply_is_reconciled_before_resending(wadul):
    complaint = file_report("N-JALAN")
    httpx.post(f"{wadul}/_faults", json={"lose_reply": 1})
    delivery = Delivery.objects.get()
    assert deliver_chain(delivery.pk) == 0
    delivery.refresh_from_db()
    assert delivery.outcome_unknown
    Delivery.objects.update(next_attempt_at=complaint.filed_at)
    assert deliver_chain(delivery.pk) == 1
    delivery.refresh_from_db()
    assert delivery.receipt["reconciled"]
    assert [row["received"] for row in read_log(wadul)] == [1]


def test_news_whose_callback_was_lost_comes_by_asking(wadul):
    complaint = file_report("N-JALAN")
    deliver_chain(Delivery.objects.get().pk)
    httpx.post(
        f"{wadul}/aduan/{complaint.number}/tindakan",
        json={"tindakan": "status", "status": "proses", "text": "Dikerjakan"},
    )
    assert poll_changes() == 1
    assert poll_changes() == 0
    complaint.refresh_from_db()
    assert complaint.status == Status.IN_PROGRESS
    texts = complaint.events.filter(kind=EventKind.STATUS).values_list("text", flat=True)
    assert list(texts).count("Dikerjakan") == 1


def read_reporter(url: str, number: str) -> str:
    return httpx.get(f"{url}/aduan/{number}").text


def test_a_corrected_contact_follows_the_report_and_takes_the_old_ones_place(wadul):
    complaint = file_report("N-JALAN", reporter_name="Siti", phone="+6281211110000")
    correct_contact(complaint_id=complaint.pk, name="Siti", phone="+6281299998888", email="")
    assert deliver_chain(Delivery.objects.order_by("sequence").first().pk) == 2
    assert [row["operation"] for row in read_log(wadul)] == ["create", "update"]
    page = read_reporter(wadul, complaint.number)
    assert "+6281299998888" in page
    assert "+6281211110000" not in page


def test_a_correction_sent_late_does_not_undo_a_later_one(wadul):
    complaint = file_report("N-JALAN", reporter_name="Siti", phone="+6281211110000")
    for phone in ("+6281222220000", "+6281233330000"):
        correct_contact(complaint_id=complaint.pk, name="Siti", phone=phone, email="")
    create, first, second = Delivery.objects.order_by("sequence")
    for delivery in (create, second, first):
        names = ("id", "channel", "target", "operation", "subject", "payload", "idempotency_key")
        send(Envelope(*(getattr(delivery, name) for name in names), attempts=1, outcome_unknown=False))
    assert "+6281233330000" in read_reporter(wadul, complaint.number)


@pytest.mark.parametrize(
    ("code", "more"),
    [("N-JALAN", {"is_secret": True}), ("N-JALAN", {"is_anonymous": True}), ("N-ASN", {}), ("D-BAKAR", {})],
)
def test_whoever_was_not_named_there_is_not_named_by_a_correction(code, more):
    complaint = file_report(code, reporter_name="Siti", phone="+6281211110000", **more)
    correct_contact(complaint_id=complaint.pk, name="Siti", phone="+6281299998888", email="")
    assert "+6281299998888" not in str(list(Delivery.objects.filter(channel="wadul").values_list("payload", flat=True)))
