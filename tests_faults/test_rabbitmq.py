"""RabbitMQ instead of Redis as the broker: all arrives once, also when nobody can reach it for a while."""

from __future__ import annotations

import time
from collections.abc import Iterator

import pytest

from conftest import IN_CI
from tests_faults import rabbit
from tests_faults.citizen import EMERGENCY, ROUTINE
from tests_faults.harness import QUEUES, Figures, Stack
from tests_faults.test_broker_stopped import (
    ALERT_SECONDS,
    EMERGENCIES,
    ROUTINES,
    SLOWER_SECONDS,
    check,
    file_several,
    measure_alerts,
)
from tests_faults.waiting import is_listening

REPORTS = 60


class RabbitStack:
    """The stack with RabbitMQ behind a relay."""

    def __init__(self, stack: Stack, corner: str) -> None:
        self.stack, self.corner, self.relay = stack, corner, rabbit.Relay()

    def start(self) -> None:
        """Start everything, and wait until each queue has its worker."""
        self.stack.wadul.start()
        for queue in QUEUES:
            self.stack.start_worker(queue)
        self.stack.start_beat()
        self.stack.start_web()
        rabbit.wait_for_consumers(self.corner)


@pytest.fixture
def with_rabbit(stack) -> Iterator[RabbitStack]:
    if not is_listening(rabbit.PORT):
        (pytest.fail if IN_CI else pytest.skip)("needs RabbitMQ at 127.0.0.1:5672")
    with rabbit.open_corner() as corner:
        own = RabbitStack(stack, corner)
        stack.environment["JT_BROKER_URL"] = own.relay.url(corner)
        try:
            yield own
        finally:
            del stack.environment["JT_BROKER_URL"]
            stack.stop()
            own.relay.cut()


def test_all_arrives_once_through_rabbitmq(with_rabbit):
    stack, start = with_rabbit.stack, time.monotonic()
    with_rabbit.start()
    stack.redis.stop()  # the broker is RabbitMQ, and nothing else
    emergencies, _ = file_several(stack, EMERGENCY, EMERGENCIES)
    numbers = stack.file(routine=REPORTS)
    alert_seconds = wait_for_alerts(stack, emergencies)
    stack.wait_until_delivered()
    figures = stack.measure_wadul(numbers, since=start)
    figures.more |= {"slowest alert": f"{max(alert_seconds):.2f} s", "alerts": len(alert_seconds)}
    figures.print_line("RabbitMQ")
    check(figures, numbers, numbers)
    assert_alerted_once(stack, emergencies)


def test_rabbitmq_out_of_reach_while_citizens_file(with_rabbit):
    stack, start = with_rabbit.stack, time.monotonic()
    with_rabbit.start()
    usual = max(file_several(stack, ROUTINE, 3)[1] + file_several(stack, EMERGENCY, 2)[1])
    with_rabbit.relay.cut()
    emergencies, emergency_waits = file_several(stack, EMERGENCY, EMERGENCIES)
    routines, routine_waits = file_several(stack, ROUTINE, ROUTINES)
    alert_seconds = measure_alerts(stack, emergencies)
    assert not stack.wadul.read_log()[3:], "somebody still had a broker"
    with_rabbit.relay.open()
    stack.wait_until_delivered(seconds=90)

    filed = [row[0] for row in stack.ask("SELECT number FROM complaints_complaint WHERE track <> 'emergency'")]
    figures: Figures = stack.measure_wadul(filed, since=start)
    slower = max(emergency_waits + routine_waits) - usual
    figures.more |= {"slowest alert": f"{max(alert_seconds):.2f} s", "slowest answer more": f"{slower:.2f} s"}
    figures.print_line("RabbitMQ out of reach")
    check(figures, filed, routines)
    assert len(alert_seconds) == EMERGENCIES
    assert max(alert_seconds) < ALERT_SECONDS
    assert slower < SLOWER_SECONDS
    assert_alerted_once(stack, emergencies)


def wait_for_alerts(stack: Stack, numbers: list[str]) -> list[float]:
    """Return the seconds from filing to the agency's inbox, once all are there."""
    stack.wait_until_delivered()
    return measure_alerts(stack, numbers)


def assert_alerted_once(stack: Stack, numbers: list[str]) -> None:
    """Hold the provider to one unmarked alert for each emergency."""
    alerts = stack.provider.count(marked=False)
    assert {number: alerts[number] for number in numbers} == dict.fromkeys(numbers, 1)
