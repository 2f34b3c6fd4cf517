"""Without the broker emergencies are alerted all the same, nobody waits for it, and nothing stays behind."""

from __future__ import annotations

import time
from collections.abc import Callable

import pytest

from tests_faults.citizen import EMERGENCY, ROUTINE
from tests_faults.harness import Figures, Stack

ROUTINES = 20
EMERGENCIES = 10
ALERT_SECONDS = 3.0
SLOWER_SECONDS = 1.0


@pytest.mark.parametrize("trouble", ["stopped", "hanging"])
def test_broker_gone_while_citizens_file(stack, trouble):
    start = time.monotonic()
    stack.start_all(web=True)
    usual = max(file_several(stack, ROUTINE, 3)[1] + file_several(stack, EMERGENCY, 2)[1])
    end_trouble = begin_trouble(stack, trouble)
    emergencies, emergency_waits = file_several(stack, EMERGENCY, EMERGENCIES)
    routines, routine_waits = file_several(stack, ROUTINE, ROUTINES)
    alert_seconds = measure_alerts(stack, emergencies)
    assert trouble == "hanging" or not stack.wadul.read_log()[3:], "somebody still had a broker"
    end_trouble()
    stack.wait_until_delivered()

    filed = [row[0] for row in stack.ask("SELECT number FROM complaints_complaint WHERE track <> 'emergency'")]
    figures = stack.measure_wadul(filed, since=start)
    slower = max(emergency_waits + routine_waits) - usual
    figures.more |= {"slowest alert": f"{max(alert_seconds):.2f} s", "slowest answer more": f"{slower:.2f} s"}
    figures.more["alerts lost"] = EMERGENCIES - len(alert_seconds)
    figures.print_line(f"broker {trouble}")
    check(figures, filed, routines)
    assert len(alert_seconds) == EMERGENCIES
    assert max(alert_seconds) < ALERT_SECONDS
    assert slower < SLOWER_SECONDS
    assert set(stack.provider.count(marked=False).values()) == {1}


def begin_trouble(stack: Stack, trouble: str) -> Callable[[], None]:
    """Take the broker away and return what brings it back."""
    if trouble == "stopped":
        stack.redis.stop()
        return stack.redis.start
    stack.redis.freeze()
    return stack.redis.thaw


def file_several(stack: Stack, category: str, count: int) -> tuple[list[str], list[float]]:
    """File through the web form; return the numbers, and how long each citizen waited for the answer."""
    numbers, waits = [], []
    for _ in range(count):
        citizen = stack.make_citizen(category=category)
        address = citizen.fill_until_review()
        begun = time.monotonic()
        numbers.append(citizen.send(address))
        waits.append(time.monotonic() - begun)
    return numbers, waits


def measure_alerts(stack: Stack, numbers: list[str]) -> list[float]:
    """Return the seconds from filing to the agency's inbox, for those that are there already."""
    rows = stack.ask(
        "SELECT extract(epoch FROM m.created_at - c.filed_at) FROM dispatch_inboxmessage m "
        "JOIN complaints_complaint c ON m.subject = 'complaint:' || c.number WHERE c.number = ANY(%s)",
        numbers,
    )
    return [float(seconds) for (seconds,) in rows]


def check(figures: Figures, filed: list[str], shown: list[str]) -> None:
    """Hold the figures to nothing lost, nothing twice, and every number shown to being a ticket."""
    assert set(shown) <= set(filed)
    assert figures.filed == figures.delivered
    assert (figures.lost, figures.duplicated) == (0, 0)
