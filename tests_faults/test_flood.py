"""A flood of routine reports does not delay an emergency's alert."""

from __future__ import annotations

import statistics
import time

from tests_faults.waiting import wait_for

FLOOD = 2000
EMERGENCIES = 60
ALERT_SECONDS = 3.0
# A retry waits for its pause and for the next sweep, which comes every five seconds.
RETRY_SECONDS = 10.0
SLOW_FLOOD = 1500
RETRIED = 3


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


def test_flood_in_default_does_not_delay_retries_of_alerts(stack):
    """Each alert is refused once; its retry is found by a sweep, and that must not stand behind the flood."""
    numbers = stack.file(routine=SLOW_FLOOD)
    stack.redis.client.flushall()
    stack.wadul.start()
    stack.wadul.set_faults(slow={"seconds": 0.2})
    stack.ask("UPDATE dispatch_delivery SET queue = 'default' RETURNING 1")
    for (delivery,) in stack.ask("SELECT id FROM dispatch_delivery ORDER BY id"):
        stack.send_task("dispatch.tasks.deliver", delivery)
    for queue in ("emergency", "default"):
        stack.start_worker(queue)
    stack.start_beat()
    stack.wait_for_workers(1)
    wait_for(lambda: stack.wadul.count_fired("slow") > 0, seconds=20, what="the flood")
    stack.provider.refusals = RETRIED
    start = time.monotonic()
    emergencies = stack.file(emergency=RETRIED)
    wait_for(lambda: len(stack.provider.titles) >= RETRIED, seconds=60, what="retried alerts")
    seconds, waiting = time.monotonic() - start, stack.count_open(channel="wadul")
    print(f"\nflood in default: {RETRIED} alerts retried within {seconds:.1f} s, {waiting} of {len(numbers)} waiting")
    assert set(stack.provider.count(marked=False)) == set(emergencies)
    assert waiting > SLOW_FLOOD / 2, "the flood was over too soon to prove anything"
    assert seconds < RETRY_SECONDS
