"""The outbox: claimed once, retried, in order, and never lost."""

from __future__ import annotations

import threading
from datetime import timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest
from django.utils import timezone

from dispatch import breaker, outbox
from dispatch.channels.base import Receipt
from dispatch.models import AgencyContact, Delivery, InboxMessage, TargetBreaker
from dispatch.sending import choose_wait, deliver_chain, deliver_one
from dispatch.tests.alerts import enqueue_alert

pytestmark = pytest.mark.django_db


class Receiver:
    """A real HTTP server that apprise's json:// posts to; answers what it is told."""

    def __init__(self) -> None:
        self.titles: list[str] = []
        self.status = 200
        receiver = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                import json

                body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
                receiver.titles.append(body["title"])
                self.send_response(receiver.status)
                self.end_headers()

            def log_message(self, *args: object) -> None:
                pass

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        threading.Thread(target=self.server.serve_forever, daemon=True).start()

    @property
    def address(self) -> str:
        return f"json://127.0.0.1:{self.server.server_port}/"


@pytest.fixture
def receiver():
    server = Receiver()
    yield server
    server.server.shutdown()
    server.server.server_close()


def test_an_alert_reaches_the_in_app_inbox_once_however_often_it_is_sent(agency):
    delivery = enqueue_alert(f"inbox:{agency.pk}")
    deliver_one(delivery.pk)
    Delivery.objects.update(state="pending")
    deliver_one(delivery.pk)
    assert InboxMessage.objects.count() == 1
    delivery.refresh_from_db()
    assert (delivery.state, delivery.receipt["reconciled"]) == ("delivered", True)


def test_only_one_of_two_claims_gets_a_delivery(agency):
    delivery = enqueue_alert(f"inbox:{agency.pk}")
    assert outbox.claim(delivery_id=delivery.pk) is not None
    assert outbox.claim(delivery_id=delivery.pk) is None


def test_a_lease_that_ran_out_is_claimed_again_and_marked_as_a_repeat(agency):
    delivery = enqueue_alert(f"inbox:{agency.pk}")
    outbox.claim(delivery_id=delivery.pk)
    later = timezone.now() + timedelta(hours=1)
    envelope = outbox.claim(delivery_id=delivery.pk, now=later)
    assert envelope is not None
    assert envelope.outcome_unknown
    delivery.refresh_from_db()
    assert delivery.repeats == 1


def test_a_repeated_alert_says_that_it_is_one(agency, receiver):
    contact = AgencyContact.objects.create(agency=agency, name="Piket", address=receiver.address)
    delivery = enqueue_alert(f"contact:{contact.pk}")
    outbox.claim(delivery_id=delivery.pk)
    Delivery.objects.update(lease_until=timezone.now() - timedelta(seconds=1))
    deliver_one(delivery.pk)
    assert receiver.titles[0].startswith("(ulangan) Kebakaran: Desa Sekuro")


def test_messages_of_one_subject_wait_for_the_one_before():
    # To a person whom nobody knows here, so that nothing leaves the house.
    first = enqueue_alert("email", sequence=1, channel="person")
    second = enqueue_alert("email", sequence=2, channel="person")
    assert outbox.find_due(queue="emergency", limit=10) == [(first.pk, "emergency")]
    assert deliver_one(second.pk) is None
    assert deliver_chain(first.pk) == 2
    assert set(Delivery.objects.values_list("state", flat=True)) == {"delivered"}


def test_an_alert_does_not_wait_for_an_earlier_one_that_failed(agency):
    broken = enqueue_alert(f"contact:{agency.pk}", sequence=1)
    deliver_one(broken.pk)
    contact = AgencyContact.objects.create(pk=agency.pk, agency=agency, name="Piket", address="json://127.0.0.1:1/")
    behind = enqueue_alert(f"contact:{contact.pk}", sequence=2)
    broken.refresh_from_db()
    assert broken.state == "failed"
    assert outbox.find_due(queue="emergency", limit=10) == [(behind.pk, "emergency")]
    assert outbox.claim(delivery_id=behind.pk) is not None


def test_an_alert_does_not_wait_for_an_earlier_one_that_backs_off(agency, receiver):
    receiver.status = 500
    contact = AgencyContact.objects.create(agency=agency, name="Piket", address=receiver.address)
    first = enqueue_alert(f"contact:{contact.pk}", sequence=1)
    deliver_one(first.pk)
    second = enqueue_alert(f"contact:{contact.pk}", sequence=2)
    assert outbox.find_due(queue="emergency", limit=10) == [(second.pk, "emergency")]
    receiver.status = 200
    # The contact lives again, so the first one goes too.
    assert deliver_chain(second.pk) == 2


def test_an_alert_that_another_worker_holds_delays_no_later_one(agency):
    held, fresh = (enqueue_alert(f"inbox:{agency.pk}", sequence=number) for number in (1, 2))
    outbox.claim(delivery_id=held.pk)
    assert deliver_one(fresh.pk) is not None


def test_a_failed_message_holds_those_behind_it_until_it_is_skipped():
    broken = enqueue_alert("nowhere:1", sequence=1, channel="person")
    behind = enqueue_alert("nowhere:1", sequence=2, channel="person")
    Delivery.objects.update(payload={"known": True, "expires": "2999-01-01T00:00:00+00:00"})
    deliver_one(broken.pk)
    broken.refresh_from_db()
    assert broken.state == "failed"
    assert outbox.claim(delivery_id=behind.pk) is None
    assert outbox.skip(delivery_ids=[broken.pk]) == 1
    assert outbox.claim(delivery_id=behind.pk) is not None


def test_resending_a_failed_message_makes_it_due_again(agency):
    delivery = enqueue_alert("nowhere:1")
    deliver_one(delivery.pk)
    assert outbox.resend(delivery_ids=[delivery.pk]) == 1
    assert [pk for pk, _ in outbox.find_due(queue="emergency", limit=10)] == [delivery.pk]
    assert outbox.find_due(queue="default", limit=10) == []


def test_a_target_that_is_down_is_tried_again_later(agency, receiver):
    receiver.status = 500
    contact = AgencyContact.objects.create(agency=agency, name="Piket", address=receiver.address)
    delivery = enqueue_alert(f"contact:{contact.pk}")
    assert deliver_one(delivery.pk) is None
    delivery.refresh_from_db()
    assert (delivery.state, delivery.attempts) == ("pending", 1)
    assert delivery.next_attempt_at > timezone.now()
    assert outbox.find_due(queue="emergency", limit=10) == []


def test_the_fifth_failure_opens_the_breaker_and_one_success_releases_all(agency, receiver):
    receiver.status = 500
    contact = AgencyContact.objects.create(agency=agency, name="Piket", address=receiver.address)
    rows = [enqueue_alert(f"contact:{contact.pk}", subject=f"complaint:{n}") for n in range(7)]
    for row in rows:
        deliver_one(row.pk)
    assert len(receiver.titles) == breaker.FAILURES_TO_OPEN
    receiver.status = 200
    TargetBreaker.objects.update(open_until=timezone.now() - timedelta(seconds=1))
    Delivery.objects.update(next_attempt_at=timezone.now())
    deliver_one(rows[0].pk)
    assert TargetBreaker.objects.get().open_until is None
    assert len(outbox.find_due(queue="emergency", limit=10)) == 6


def test_a_late_word_of_success_counts_even_after_the_lease(agency):
    delivery = enqueue_alert(f"inbox:{agency.pk}")
    slow = outbox.claim(delivery_id=delivery.pk)
    outbox.claim(delivery_id=delivery.pk, now=timezone.now() + timedelta(hours=1))
    outbox.record_delivered(envelope=slow, receipt=Receipt(reference="x"))
    delivery.refresh_from_db()
    assert delivery.state == "delivered"


def test_a_late_failure_does_not_disturb_the_worker_that_took_over(agency):
    delivery = enqueue_alert(f"inbox:{agency.pk}")
    slow = outbox.claim(delivery_id=delivery.pk)
    outbox.claim(delivery_id=delivery.pk, now=timezone.now() + timedelta(hours=1))
    outbox.record_failed(envelope=slow, error="terlambat")
    delivery.refresh_from_db()
    assert delivery.state == "sending"


@pytest.mark.parametrize(
    ("attempts", "retry_after", "low", "high"),
    [
        pytest.param(1, None, 2.5, 5.0, id="first-try-waits-about-the-base"),
        pytest.param(3, None, 10.0, 20.0, id="waits-double-each-time"),
        pytest.param(40, None, 450.0, 900.0, id="waits-are-capped"),
        pytest.param(1, 120.0, 120.0, 120.0, id="retry-after-is-kept"),
    ],
)
def test_waits_grow_are_capped_and_heed_retry_after(attempts, retry_after, low, high):
    assert low <= choose_wait(attempts=attempts, retry_after=retry_after) <= high
