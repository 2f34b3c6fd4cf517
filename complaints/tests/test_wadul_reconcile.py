"""At night both sides are compared, and what either lacks is repaired; over real HTTP with the stand-in."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

import pytest
from django.utils import timezone

from complaints.choices import EventKind, Status
from complaints.lifecycle import apply_transition
from complaints.models import Complaint
from complaints.tests.helpers import file_report, officer_of
from complaints.wadul_reconcile import agrees, reconcile
from dispatch.models import Delivery, PollCursor
from dispatch.sending import deliver_chain
from simulators.testing import TEST_SECRET, run_wadul
from simulators.wadul_bupati import WadulServer

pytestmark = pytest.mark.django_db


@pytest.fixture
def wadul(tmp_path, settings) -> Iterator[WadulServer]:
    # Port 9 takes nothing: callbacks are lost here.
    with run_wadul(tmp_path / "wadul.sqlite3", callback_url="http://127.0.0.1:9/") as server:
        settings.WADUL_BASE_URL = f"http://127.0.0.1:{server.server_port}"
        settings.WADUL_SECRET = TEST_SECRET
        yield server


def send_all() -> None:
    for pk in Delivery.objects.filter(state="pending").order_by("sequence").values_list("pk", flat=True):
        deliver_chain(pk)


def start_work() -> Complaint:
    """Return a complaint in progress, of which Wadul Bupati has all three messages."""
    complaint = file_report("N-JALAN")
    for action in ("acknowledge", "start"):
        apply_transition(complaint_id=complaint.pk, action=action, actor=officer_of(complaint))
    send_all()
    return complaint


def forget(wadul: WadulServer, where: str, *values: str) -> None:
    """Let Wadul Bupati lose messages, as from an old backup."""
    with wadul.store.transaction() as db:
        db.execute(f"DELETE FROM operations WHERE {where}", values)


def read_status(wadul: WadulServer, complaint: Complaint) -> str:
    (row,) = wadul.store.fetch("SELECT status FROM complaints WHERE ticket = ?", complaint.number)
    return row["status"]


def say(wadul: WadulServer, complaint: Complaint, kind: str, **data: str) -> None:
    wadul.callbacks.emit(complaint.number, kind, data)


def counts(**found: int) -> dict[str, int]:
    return {"compared": 1, "fetched": 0, "missing": 0, "incomplete": 0, "restated": 0} | found


def test_where_both_sides_agree_nothing_is_sent(wadul):
    start_work()
    assert reconcile() == counts()
    assert not Delivery.objects.exclude(state="delivered").exists()


def test_a_ticket_they_lost_is_sent_again_whole_and_in_order(wadul, tmp_path, settings):
    start_work()
    with run_wadul(tmp_path / "empty.sqlite3") as emptied:
        settings.WADUL_BASE_URL = f"http://127.0.0.1:{emptied.server_port}"
        assert reconcile() == counts(missing=1)
        send_all()
        kept = emptied.store.fetch("SELECT operation, received FROM operations ORDER BY arrival")
        assert kept == [{"operation": one, "received": 1} for one in ("create", "update", "update")]
        assert reconcile() == counts()


def test_one_update_they_lost_is_sent_again_under_its_key_and_undoes_nothing_later(wadul):
    complaint = start_work()
    lost = Delivery.objects.get(operation="update", sequence=2)
    forget(wadul, "key = ?", lost.idempotency_key)
    assert reconcile() == counts(incomplete=1)
    send_all()
    received = {row["key"]: row["received"] for row in wadul.store.fetch("SELECT key, received FROM operations")}
    assert received == dict.fromkeys(Delivery.objects.values_list("idempotency_key", flat=True), 1)
    assert read_status(wadul, complaint) == "proses"
    assert reconcile() == counts()


def test_news_that_neither_callback_nor_cursor_brings_is_fetched_by_ticket(wadul):
    complaint = start_work()
    say(wadul, complaint, "complaint.answered", text="Aspal dipesan")
    say(wadul, complaint, "complaint.status_changed", status="selesai", text="Jalan rata")
    # As after an unreadable page, or a ticket that was not known yet: the cursor has passed them.
    PollCursor.objects.update_or_create(channel="wadul", defaults={"value": "2"})
    assert reconcile() == counts(fetched=2)
    complaint.refresh_from_db()
    assert complaint.status == Status.RESOLVED
    texts = complaint.events.filter(kind=EventKind.WADUL).values_list("text", flat=True)
    assert list(texts).count("Aspal dipesan") == 1
    assert reconcile() == counts()


def test_a_state_that_differs_though_all_arrived_is_told_once(wadul):
    complaint = start_work()
    with wadul.store.transaction() as db:
        db.execute("UPDATE complaints SET status = 'disposisi'")
    assert reconcile() == counts(restated=1)
    send_all()
    assert read_status(wadul, complaint) == "proses"
    with wadul.store.transaction() as db:
        db.execute("UPDATE complaints SET status = 'disposisi'")
    assert reconcile() == counts()


def test_what_they_closed_waits_here_for_the_reporter_and_is_no_difference(wadul):
    complaint = start_work()
    say(wadul, complaint, "complaint.closed", status="ditutup", text="Selesai")
    assert reconcile() == counts(fetched=1)
    complaint.refresh_from_db()
    assert complaint.status == Status.RESOLVED
    assert reconcile() == counts()
    assert not agrees(ours="in_progress", theirs="ditutup")


def test_what_is_still_on_its_way_is_left_alone(wadul):
    complaint = start_work()
    apply_transition(complaint_id=complaint.pk, action="ask", actor=officer_of(complaint), text="Di mana?")
    assert reconcile() == counts()
    assert Delivery.objects.filter(state="pending").count() == 1


def test_only_the_last_three_days_are_compared(wadul):
    start_work()
    Delivery.objects.update(delivered_at=timezone.now() - timedelta(hours=73))
    with wadul.store.transaction() as db:
        db.execute("UPDATE complaints SET updated_at = '2020-01-01T00:00:00.000Z'")
    assert reconcile() == counts(compared=0)


def test_the_comparison_costs_the_same_statements_for_one_ticket_and_for_many(wadul, django_assert_num_queries):
    start_work()
    reconcile()
    for tickets in (1, 6):
        with django_assert_num_queries(6):
            assert reconcile() == counts(compared=tickets)
        for _ in range(5):
            start_work()
