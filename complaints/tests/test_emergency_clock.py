"""The clock of emergencies raises and sends with the database alone: no worker runs in these tests."""

from __future__ import annotations

import threading
from datetime import timedelta

import pytest
from django.db import connection
from django.utils import timezone

from complaints import emergency_clock
from complaints.emergency_clock import MOST_SECONDS_BETWEEN_TRIES, keep_clock, tick
from complaints.models import Complaint
from complaints.tests.test_escalation import file_fire
from dispatch import outbox
from dispatch.direct import DirectSender
from dispatch.escalation_plan import forget_plans
from dispatch.models import Delivery, InboxMessage
from dispatch.wake import EMERGENCY_QUEUE

pytestmark = pytest.mark.django_db
with_threads = pytest.mark.django_db(transaction=True)


@pytest.fixture(autouse=True)
def _fresh_plans():
    forget_plans()
    yield
    forget_plans()


def make_due(fire: Complaint) -> None:
    """As if everything had been waiting for a minute."""
    before = timezone.now() - timedelta(minutes=1)
    Complaint.objects.filter(pk=fire.pk).update(escalate_at=before)
    Delivery.objects.update(next_attempt_at=before)


def tick_once() -> None:
    """One tick, and what it began to send."""
    sender = DirectSender(queue=EMERGENCY_QUEUE, threads=1)
    tick(sender)
    sender.close()


@with_threads
def test_a_tick_raises_what_is_due_and_sends_what_nobody_sent():
    fire = file_fire()
    make_due(fire)
    tick_once()
    fire.refresh_from_db()
    assert fire.escalation_round == 1
    assert InboxMessage.objects.filter(title__startswith="Kebakaran").count() == 1
    make_due(fire)
    tick_once()
    assert InboxMessage.objects.filter(title__startswith="BELUM DITERIMA (1)").exists()


@with_threads
def test_what_became_due_this_moment_is_left_to_the_workers():
    file_fire()
    tick_once()
    assert Delivery.objects.get().state == "pending"


@with_threads
def test_a_clock_that_is_asked_to_stop_has_sent_what_it_took(monkeypatch):
    monkeypatch.setattr(emergency_clock, "EVERY_SECONDS", 0.01)
    make_due(file_fire())
    stop = threading.Event()
    clock = threading.Thread(target=run_clock, args=(stop,))
    clock.start()
    while not InboxMessage.objects.exists() and clock.is_alive():
        stop.wait(0.02)
    stop.set()
    clock.join(10)
    assert not clock.is_alive()
    assert not Delivery.objects.filter(state="sending").exists()


def run_clock(stop: threading.Event) -> None:
    try:
        keep_clock(stop=stop, threads=1)
    finally:
        connection.close()


@pytest.mark.parametrize("minutes", [2, 10])
def test_an_alert_set_far_ahead_by_a_wrong_clock_is_brought_back(minutes):
    file_fire()
    Delivery.objects.update(next_attempt_at=timezone.now() + timedelta(minutes=minutes))
    assert outbox.bring_back(queue=EMERGENCY_QUEUE, seconds=MOST_SECONDS_BETWEEN_TRIES) == 1
    assert len(outbox.find_due(queue=EMERGENCY_QUEUE, limit=5)) == 1


def test_a_lease_set_far_ahead_by_a_wrong_clock_runs_out_in_its_time(settings):
    file_fire()
    pk = Delivery.objects.get().pk
    assert outbox.claim(delivery_id=pk, now=timezone.now() + timedelta(minutes=10)) is not None
    assert outbox.bring_back(queue=EMERGENCY_QUEUE, seconds=MOST_SECONDS_BETWEEN_TRIES) == 1
    later = timezone.now() + timedelta(seconds=settings.OUTBOX_LEASE_SECONDS + 1)
    assert outbox.find_due(queue=EMERGENCY_QUEUE, limit=5, now=later) == [(pk, EMERGENCY_QUEUE)]
