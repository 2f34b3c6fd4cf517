"""`make run` on SQLite, killed outright while citizens file, and started again on the same folder."""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Iterator

import httpx
import pytest

from tests_faults.citizen import Citizen, Crowd
from tests_faults.embedded import VILLAGE, EmbeddedRun
from tests_faults.harness import Figures
from tests_faults.waiting import wait_for

CITIZENS = 3
EACH = 12
KILLS = 2


@pytest.fixture
def run(tmp_path) -> Iterator[EmbeddedRun]:
    started = EmbeddedRun(tmp_path)
    yield started
    started.kill()


def test_embedded_run_killed_while_citizens_file(run):
    run.start()
    start = time.monotonic()
    village = run.ask(VILLAGE)[0][0]
    crowd = Crowd(lambda: Citizen(run.url, village=village), citizens=CITIZENS, each=EACH)
    for killed in range(1, KILLS + 1):
        share = killed * CITIZENS * EACH // (KILLS + 1)
        wait_for(lambda share=share: len(crowd.numbers) >= share or crowd.errors, seconds=60, what="citizens filing")
        run.kill()
        run.start()
    numbers = crowd.wait()
    open_ones = "SELECT id FROM dispatch_delivery WHERE state <> 'delivered'"
    wait_for(lambda: not run.ask(open_ones), seconds=60, what="an empty outbox", every=0.2)

    kept = [number for (number,) in run.ask("SELECT number FROM complaints_complaint")]
    arrived = Counter(one["ticket"] for one in httpx.get(f"{run.wadul_url}/_log", timeout=10).json()["operations"])
    figures = Figures(
        filed=len(kept),
        delivered=len(arrived),
        duplicated=sum(count - 1 for count in arrived.values()),
        lost=len(set(numbers) - set(kept)) + len(set(kept) - set(arrived)),
        seconds=time.monotonic() - start,
        more={"numbers shown": len(numbers), "kills": KILLS},
    )
    figures.print_line("embedded run killed")
    assert (figures.lost, figures.duplicated) == (0, 0)
    assert sorted(numbers) == sorted(kept), "a citizen's repeated sending made a second ticket"
