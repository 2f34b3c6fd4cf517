"""A telephone exchange that plays a day of calls at any speed (docs/telephony.md).

    python -m simulators.exchange --url http://127.0.0.1:8000 --calls 1000 --seconds 600

The mix is the one 112 centres see: of 100 calls some 82 are pranks or silence. Every event is
signed, and sent again until the portal takes it; `--shuffle` lets some come twice and out of order.
The last line is JSON: what was sent, to be compared with what the portal counted.
"""

from __future__ import annotations

import argparse
import heapq
import json
import os
import random
import sys
import time
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

import httpx
from standardwebhooks.webhooks import Webhook

PATH = "/api/telephony/v1/events"
# Of 100 calls. `abandoned` hang up before anybody can answer; "prank" and "ghost" are told by the caller's tale.
MIX = {"prank": 52, "ghost": 30, "information": 7, "genuine": 8, "abandoned": 3}
RETRY_SECONDS = 0.5
MOST_TRIES = 120


@dataclass(order=True)
class Planned:
    """One event and when it is due, in seconds from the start."""

    due: float
    body: dict[str, Any] = field(compare=False)


@dataclass(frozen=True)
class Caller:
    """One call as it is meant: what it is, from which number, how long the caller waits and talks."""

    call_id: str
    tale: str
    number: str
    rings: float
    patience: float
    talks: float


def invent_callers(*, calls: int, seconds: float, seed: int, prefix: str) -> list[Caller]:
    """Return so many calls spread over the time; pranksters call again, as they do."""
    dice = random.Random(seed)
    tales = dice.choices(list(MIX), weights=list(MIX.values()), k=calls)
    pranksters = [_invent_number(dice) for _ in range(max(1, calls // 12))]
    return [
        Caller(
            call_id=f"{prefix}-{place:06}",
            tale=tale,
            number=dice.choice(pranksters) if tale == "prank" else "" if dice.random() < 0.02 else _invent_number(dice),
            rings=dice.uniform(0, seconds),
            patience=dice.uniform(2, 25),
            talks=dice.uniform(3, 15) if tale in ("prank", "ghost") else dice.uniform(20, 90),
        )
        for place, tale in enumerate(tales)
    ]


def plan_events(caller: Caller, *, answered: bool, start: datetime, speed: float) -> Iterator[Planned]:
    """Yield the events the exchange itself knows: ringing, and the end of it.

    Who answers is said by the desks, unless `answered` lets the exchange say so too.
    """
    yield _plan(caller, "ringing", caller.rings, start, speed)
    if caller.tale == "abandoned":
        yield _plan(caller, "abandoned", caller.rings + caller.patience, start, speed)
        return
    if answered:
        yield _plan(caller, "answered", caller.rings + 4.0, start, speed)
    yield _plan(caller, "ended", caller.rings + 4.0 + caller.talks, start, speed)


def _plan(caller: Caller, kind: str, second: float, start: datetime, speed: float) -> Planned:
    due = second / speed
    body = {
        "id": f"{caller.call_id}-{kind}",
        "call_id": caller.call_id,
        "type": kind,
        "at": (start + timedelta(seconds=due)).isoformat(),
        "number": caller.number or "anonymous",
        "direction": "in",
    }
    return Planned(due, body)


def _invent_number(dice: random.Random) -> str:
    # 0899-000 is handed out to nobody.
    return f"0899000{dice.randrange(100_000):05}"


class Exchange:
    """Sends events in time, each until it is taken."""

    def __init__(self, url: str, secret: str) -> None:
        self._client = httpx.Client(base_url=url, timeout=10)
        self._hook = Webhook(secret)
        self.sent: Counter[str] = Counter()
        self.late = 0.0

    def play(self, events: list[Planned], *, shuffle: random.Random | None = None) -> None:
        """Send all of them at their time; with `shuffle` some come twice or a little later."""
        queue = list(events)
        if shuffle is not None:
            queue = [Planned(one.due + shuffle.choice((0, 0, 0, 0.4)), one.body) for one in queue]
            queue += [Planned(one.due + 0.2, one.body) for one in events if shuffle.random() < 0.1]
        heapq.heapify(queue)
        begun = time.monotonic()
        while queue:
            event = heapq.heappop(queue)
            time.sleep(max(0.0, begun + event.due - time.monotonic()))
            self._send(event.body)
            self.late = max(self.late, time.monotonic() - begun - event.due)

    def _send(self, body: dict[str, Any]) -> None:
        raw = json.dumps(body)
        for _ in range(MOST_TRIES):
            if self._try(body["id"], raw):
                self.sent[body["type"]] += 1
                return
            time.sleep(RETRY_SECONDS)
        sys.exit(f"The portal did not take event {body['id']}.")

    def _try(self, event_id: str, raw: str) -> bool:
        now = datetime.now(UTC)
        headers = {
            "content-type": "application/json",
            "webhook-id": event_id,
            "webhook-timestamp": str(int(now.timestamp())),
            "webhook-signature": self._hook.sign(event_id, now, raw),
        }
        try:
            answer = self._client.post(PATH, content=raw, headers=headers)
        except httpx.HTTPError:
            return False
        if answer.status_code in (401, 413, 422):
            sys.exit(f"The portal refused event {event_id}: {answer.text}")
        return answer.status_code == 200


def main() -> int:
    """Play the day and print what was sent."""
    options = read_options()
    secret = os.environ.get("JT_EXCHANGE_SECRET")
    if not secret:
        sys.exit("Set JT_EXCHANGE_SECRET to the portal's.")
    prefix = options.prefix or f"sim-{int(time.time())}"
    callers = invent_callers(calls=options.calls, seconds=options.seconds, seed=options.seed, prefix=prefix)
    exchange = Exchange(options.url, secret)
    # Only now: what is written in the events as the time of ringing is when they leave.
    start = datetime.now(UTC)
    events = [
        event
        for caller in callers
        for event in plan_events(caller, answered=options.answered, start=start, speed=options.speed)
    ]
    dice = random.Random(options.seed + 1) if options.shuffle else None
    exchange.play(sorted(events), shuffle=dice)
    tales = Counter(caller.tale for caller in callers)
    print(json.dumps({"calls": len(callers), "tales": tales, "sent": exchange.sent, "late": round(exchange.late, 2)}))
    return 0


def read_options() -> argparse.Namespace:
    """Return what was asked for on the command line."""
    parser = argparse.ArgumentParser(description="Plays a day of calls to 112.")
    parser.add_argument("--url", default="http://127.0.0.1:8000", help="address of the portal")
    parser.add_argument("--calls", type=int, default=200)
    parser.add_argument("--seconds", type=float, default=3600.0, help="length of the day")
    parser.add_argument("--speed", type=float, default=1.0, help="how many times faster than the clock")
    parser.add_argument("--seed", type=int, default=112, help="the same seed plays the same day")
    parser.add_argument("--prefix", default="", help="begins every call's id; a new one each run if empty")
    parser.add_argument("--answered", action="store_true", help="let the exchange tell of answers too")
    parser.add_argument("--shuffle", action="store_true", help="send some events twice and out of order")
    return parser.parse_args()


if __name__ == "__main__":
    sys.exit(main())
