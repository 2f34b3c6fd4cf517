"""An hour that is counted while one of its calls is being changed is counted once more afterwards."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from django.db import connection

from calls.choices import CallKind, Direction
from calls.figures import count_calls_of
from calls.models import Call
from calls.tally import count_stale_hours, mark_hour
from calls.tests.slow_change import SlowChange

RANG = datetime(2026, 11, 24, 3, 0, tzinfo=UTC)


def close_as_prank(call: Call) -> None:
    mark_hour(call.rang_at)
    Call.objects.filter(pk=call.pk).update(kind=CallKind.PRANK)


@pytest.mark.django_db(transaction=True)
@pytest.mark.skipif(connection.vendor != "postgresql", reason="SQLite lets one write at a time")
def test_a_change_that_cannot_be_seen_yet_keeps_its_mark():
    call = Call.objects.create(direction=Direction.IN, rang_at=RANG)
    mark_hour(RANG)
    change = SlowChange(lambda: close_as_prank(call))
    change.start()
    assert change.is_done.wait(30)
    assert count_stale_hours() == 1, "by the mark that was there before"
    change.commit()
    day = RANG.date()
    assert dict(count_calls_of(first=day, last=day).kinds)[CallKind.PRANK.label] == 1
