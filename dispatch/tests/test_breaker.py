"""The breaker of a target: it opens at once on the target's word, lets one probe through, and always closes again."""

from __future__ import annotations

import threading
from collections.abc import Callable
from datetime import timedelta

import pytest
from django.db import connection
from django.utils import timezone

from dispatch import breaker, outbox
from dispatch.models import Delivery, TargetBreaker
from dispatch.sending import deliver_one
from dispatch.tests.alerts import enqueue_alert

TARGET = {"channel": "alert", "target": "inbox:1"}


def open_breaker(*, target: str, failures: int = 1) -> None:
    """Let a breaker have been open until a second ago."""
    until = timezone.now() - timedelta(seconds=1)
    TargetBreaker.objects.create(
        channel="alert", target=target, failures=failures, open_until=until, opened_at=until - timedelta(seconds=9)
    )


def act_at_once(*actions: Callable[[], object]) -> None:
    """Do these at the same time, each with a connection of its own, and wait for all."""
    together = threading.Barrier(len(actions))

    def run(act: Callable[[], object]) -> None:
        try:
            together.wait(10)
            act()
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=[act]) for act in actions]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)


@pytest.mark.django_db
def test_what_cannot_be_sent_takes_no_probe(agency):
    """Else those that wait behind another message would use up each probe, and nothing would ever go."""
    target = f"inbox:{agency.pk}"
    done, ready = (enqueue_alert(target, sequence=number) for number in (1, 2))
    Delivery.objects.filter(pk=done.pk).update(state="delivered")
    open_breaker(target=target)
    assert deliver_one(done.pk) is None
    assert deliver_one(ready.pk) is not None


@pytest.mark.django_db
def test_whoever_comes_after_the_probe_waits_and_has_made_no_attempt(agency):
    target = f"inbox:{agency.pk}"
    probe, other = (enqueue_alert(target, sequence=number) for number in (1, 2))
    open_breaker(target=target)
    seen = breaker.find_hold(other.pk)
    assert breaker.take_probe(breaker.find_hold(probe.pk)) is None
    until = breaker.take_probe(seen)
    outbox.give_back(envelope=outbox.claim(delivery_id=other.pk), until=until)
    other.refresh_from_db()
    assert (other.state, other.attempts, other.lease_until) == ("pending", 0, None)
    assert other.next_attempt_at > timezone.now()


@pytest.mark.django_db
def test_a_success_closes_the_breaker_whatever_was_counted():
    open_breaker(target="inbox:1", failures=0)
    breaker.record_success(**TARGET, seconds=0)
    assert TargetBreaker.objects.get().open_until is None


@pytest.mark.django_db(transaction=True)
@pytest.mark.skipif(connection.vendor != "postgresql", reason="SQLite has one writer at a time")
def test_a_success_amid_a_failure_leaves_no_breaker_that_is_open_without_a_failure():
    for _ in range(40):
        breaker.record_failure(**TARGET)
        act_at_once(
            lambda: breaker.record_failure(**TARGET, retry_after=3),
            lambda: breaker.record_success(**TARGET, seconds=0),
        )
        row = TargetBreaker.objects.get()
        assert bool(row.failures) >= bool(row.open_until)
        TargetBreaker.objects.all().delete()
