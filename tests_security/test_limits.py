"""Limits under 32 real clients at once, against a real web server with two processes, PostgreSQL and Redis."""

from __future__ import annotations

import re
import threading
from collections import Counter
from collections.abc import Callable, Iterator

import httpx
import pytest

from tests_faults.citizen import EMERGENCY, NotReached
from tests_faults.harness import Stack
from tests_security.figures import say
from tests_security.server import serve

pytestmark = pytest.mark.services

CLIENTS = 32
PIN_TRIES, FILINGS, CALLS = 5, 10, 7
NUMBER = "000000000000"
OUR_LIMITS = f"pin_tries={PIN_TRIES}/900,filing={FILINGS}/600,filing_noisy=1000/600,callbacks={CALLS}/600"


@pytest.fixture
def stack(own_stack: Stack) -> Iterator[Stack]:
    own_stack.redis.start()
    own_stack.reset()
    yield own_stack
    own_stack.redis.start()


def at_once(ask: Callable[[int], int]) -> Counter[int]:
    """Let 32 threads ask at the same moment; return how often each status came back."""
    statuses: list[int] = []
    ready = threading.Barrier(CLIENTS)

    def run(place: int) -> None:
        ready.wait()
        statuses.append(ask(place))

    threads = [threading.Thread(target=run, args=(place,)) for place in range(CLIENTS)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(statuses) == CLIENTS
    return Counter(statuses)


class Guesser:
    """A browser at the tracking page that types a wrong PIN."""

    def __init__(self, url: str) -> None:
        self.http = httpx.Client(base_url=url, timeout=30, trust_env=False)
        page = self.http.get("/lacak/").text
        self.token = re.search(r'name="csrfmiddlewaretoken" value="([^"]+)"', page)[1]  # type: ignore[index]

    def guess(self, headers: dict[str, str] | None = None, number: str = NUMBER) -> int:
        fields = {"number": number, "pin": "000000", "csrfmiddlewaretoken": self.token}
        return self.http.post("/lacak/", data=fields, headers=headers).status_code


def call(url: str, forwarded: str = "") -> int:
    """Call the API of callbacks without a signature: 401 if it was looked at."""
    headers = {"x-forwarded-for": forwarded} if forwarded else {}
    return httpx.post(f"{url}/api/wadul/v1/callbacks", content=b"{}", headers=headers, trust_env=False).status_code


def run_server(stack: Stack, **more: str):
    return serve(stack, JT_LIMITS=OUR_LIMITS, JT_WEB_PROCESSES="2", JT_WEB_THREADS="16", **more)


def test_a_pin_is_tried_exactly_as_often_as_allowed(stack):
    with run_server(stack) as url:
        guessers = [Guesser(url) for _ in range(CLIENTS)]
        found = at_once(lambda place: guessers[place].guess())
    say("PIN tries", clients=CLIENTS, limit=PIN_TRIES, looked_at=found[422], refused=found[429])
    assert found == {422: PIN_TRIES, 429: CLIENTS - PIN_TRIES}


def test_exactly_as_many_reports_are_filed_as_allowed_and_emergencies_besides(stack):
    with run_server(stack) as url:
        citizens = [stack.make_citizen() for _ in range(CLIENTS)]
        pages = [citizen.fill_until_review() for citizen in citizens]

        def send(place: int) -> int:
            try:
                return len(citizens[place].send(pages[place])) and 303
            except (AssertionError, NotReached) as error:
                return int(str(error)[:3])

        found = at_once(send)
        emergency = stack.make_citizen(category=EMERGENCY)
        number = emergency.send(emergency.fill_until_review())
    filed = stack.ask("SELECT count(*) FROM complaints_complaint")[0][0]
    say("filing", clients=CLIENTS, limit=FILINGS, filed=found[303], refused=found[429], emergencies_besides=1)
    assert found == {303: FILINGS, 429: CLIENTS - FILINGS}, url
    assert filed == FILINGS + 1
    assert len(number) == 12


@pytest.mark.parametrize(
    ("proxies", "forwarded"),
    [
        pytest.param("192.0.2.1", "198.51.100.{0}", id="no-proxy-in-front"),
        pytest.param("127.0.0.1", "198.51.100.{0}, 203.0.113.7", id="behind-a-proxy"),
        pytest.param("127.0.0.1", "2001:db8::{0:x}", id="many-addresses-of-one-ipv6-network"),
    ],
)
def test_a_forged_header_gains_not_one_call(stack, proxies, forwarded):
    with run_server(stack, JT_TRUSTED_PROXIES=proxies) as url:
        found = at_once(lambda place: call(url, forwarded.format(place + 1)))
    say("forged X-Forwarded-For", trusted=proxies, limit=CALLS, answered=found[401], refused=found[429])
    assert found == {401: CALLS, 429: CLIENTS - CALLS}


def test_behind_a_proxy_each_citizen_has_a_limit_of_their_own(stack):
    with run_server(stack, JT_TRUSTED_PROXIES="127.0.0.1") as url:
        found = at_once(lambda place: call(url, f"198.51.100.{place + 1}"))
    assert found == {401: CLIENTS}


def test_without_redis_pins_are_safe_and_emergencies_are_still_filed(stack):
    with run_server(stack) as url:
        guessers = [Guesser(url) for _ in range(CLIENTS)]
        stack.redis.stop()
        found = at_once(lambda place: guessers[place].guess())
        emergency, routine = stack.make_citizen(category=EMERGENCY), stack.make_citizen()
        numbers = {one.send(one.fill_until_review()) for one in (emergency, routine)}
    kept = {number for (number,) in stack.ask("SELECT number FROM complaints_complaint")}
    say("PIN tries without Redis", limit=PIN_TRIES, looked_at=found[422], refused=found[429], filed=len(numbers))
    assert 1 <= found[422] <= PIN_TRIES
    assert found[422] + found[429] == CLIENTS
    assert numbers == kept
