"""An hour that is counted while one of its calls is being changed is counted once more afterwards."""

from __future__ import annotations

import threading
from datetime import UTC, datetime

import pytest
from django.db import connection, transaction

from calls.choices import CallKind, Direction
from calls.figures import count_calls_of
from calls.models import Call
from calls.tally import count_stale_hours, mark_hour

RANG = datetime(2026, 11, 24, 3, 0, tzinfo=UTC)


class SlowChange(threading.Thread):
    """Closes a call as a prank in a transaction that stays open until it is let go."""

    def __init__(self, call: Call) -> None:
        super().__init__()
        self.call, self.is_marked, self.may_commit = call, threading.Event(), threading.Event()

    def run(self) -> None:
        try:
            with transaction.atomic():
                mark_hour(self.call.rang_at)
                Call.objects.filter(pk=self.call.pk).update(kind=CallKind.PRANK)
                self.is_marked.set()
                self.may_commit.wait(30)
        finally:
            connection.close()


@pytest.mark.django_db(transaction=True)
@pytest.mark.skipif(connection.vendor != "postgresql", reason="SQLite lets one write at a time")
def test_a_change_that_cannot_be_seen_yet_keeps_its_mark():
    call = Call.objects.create(direction=Direction.IN, rang_at=RANG)
    mark_hour(RANG)
    change = SlowChange(call)
    change.start()
    assert change.is_marked.wait(30)
    assert count_stale_hours() == 1, "by the mark that was there before"
    change.may_commit.set()
    change.join(30)
    day = RANG.date()
    assert dict(count_calls_of(first=day, last=day).kinds)[CallKind.PRANK.label] == 1
