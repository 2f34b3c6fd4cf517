"""A flood of routine reports does not delay an emergency's alert."""

from __future__ import annotations

import statistics
import time

FLOOD = 2000
EMERGENCIES = 60
ALERT_SECONDS = 3.0


def test_flood_does_not_delay_alerts(stack):
    start = time.monotonic()
    stack.start_all()
    floods = [stack.begin_filing(routine=FLOOD // 2) for _ in range(2)]
    alarms = stack.begin_filing(emergency=EMERGENCIES, every=0.15)
    numbers = [number for flood in floods for number in flood.wait()]
    emergencies = alarms.wait()
    stack.wait_until_delivered(seconds=150)
    rows = stack.ask(
        "SELECT extract(epoch FROM d.delivered_at - c.filed_at) FROM dispatch_delivery d "
        "JOIN complaints_complaint c ON d.subject = 'complaint:' || c.number WHERE d.target LIKE 'inbox:%%'"
    )
    waits = sorted(float(seconds) for (seconds,) in rows)
    figures = stack.measure_wadul(numbers, since=start)
    p50, p99 = statistics.median(waits), waits[max(0, round(len(waits) * 0.99) - 1)]
    figures.more |= {"alerts": len(waits), "alert p50": f"{p50:.2f} s", "alert p99": f"{p99:.2f} s"}
    figures.print_line("flood")
    assert (figures.filed, figures.delivered) == (FLOOD, FLOOD)
    assert (figures.lost, figures.duplicated) == (0, 0)
    assert len(waits) == len(emergencies) == EMERGENCIES
    assert p99 < ALERT_SECONDS
