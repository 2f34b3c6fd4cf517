"""The first `make run` has some thousand invented messages to hand over: a report filed now does not wait for them."""

from __future__ import annotations

import time
from collections.abc import Iterator

import httpx
import pytest

from tests_faults.citizen import Citizen
from tests_faults.embedded import VILLAGE, EmbeddedRun
from tests_faults.waiting import wait_for

OPEN = "SELECT count(*) FROM dispatch_delivery WHERE state IN ('pending', 'sending')"
ARRIVES_SECONDS = 2.0


@pytest.fixture
def run(tmp_path) -> Iterator[EmbeddedRun]:
    started = EmbeddedRun(tmp_path, is_empty=False)
    yield started
    started.kill()


def test_fresh_pothole_overtakes_the_demo(run):
    run.start()
    citizen = Citizen(run.url, village=run.ask(VILLAGE)[0][0], category="N-JALAN")
    address = citizen.fill_until_review()
    start = time.monotonic()
    number = citizen.send(address)
    with httpx.Client(trust_env=False) as browser:
        page = f"{run.wadul_url}/aduan/{number}"
        wait_for(lambda: browser.get(page).status_code == 200, seconds=30, what="the pothole at Wadul Bupati")
    seconds, waiting = time.monotonic() - start, int(run.ask(OPEN)[0][0])
    print(f"\nfresh report beside the demo: arrived in {seconds:.2f} s, {waiting} demo messages still waiting")
    assert waiting > 0, "the demo had drained already; nothing was overtaken"
    assert seconds < ARRIVES_SECONDS
