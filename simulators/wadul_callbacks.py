"""Calls back: sends the events of the store to the portal until each is taken or visibly given up."""

from __future__ import annotations

import threading
import time
from datetime import UTC, datetime
from typing import Any

import httpx
from standardwebhooks.webhooks import Webhook

from simulators.wadul_faults import Faults
from simulators.wadul_store import Store

MAX_ATTEMPTS = 20
FIRST_WAIT_SECONDS = 0.5
LONGEST_WAIT_SECONDS = 60.0
OUT_OF_ORDER_SECONDS = 1.5
IDLE_SECONDS = 0.5
TIMEOUT_SECONDS = 10.0
WRONG_SECRET = "whsec_" + "d3JvbmctYnktcHVycG9zZS1mb3ItdGVzdHM="


class CallbackSender:
    """A background thread over a durable table; a restart goes on where it was."""

    def __init__(self, store: Store, faults: Faults, url: str, secret: str) -> None:
        self._store = store
        self._faults = faults
        self._url = url
        self._secret = secret
        self._wake = threading.Event()
        self._stopped = threading.Event()
        self._thread = threading.Thread(target=self._run, name="wadul-callbacks", daemon=True)

    def start(self) -> None:
        """Begin to send; without a callback address events only wait to be polled."""
        if self._url:
            self._thread.start()

    def stop(self) -> None:
        """Finish the callback in hand and end the thread."""
        self._stopped.set()
        self._wake.set()
        if self._thread.is_alive():
            self._thread.join(timeout=TIMEOUT_SECONDS)

    def emit(self, ticket: str, kind: str, data: dict[str, Any]) -> dict[str, Any]:
        """Write an event and wake the thread. Raises UnknownTicket."""
        lost = self._faults.fire("lose_callbacks")
        late = OUT_OF_ORDER_SECONDS if self._faults.fire("out_of_order_callbacks") else 0.0
        state = "lost" if lost else "pending"
        event = self._store.emit(ticket, kind, data, due_at=time.time() + late, state=state)
        self._wake.set()
        return event

    def retry(self, event_id: str) -> None:
        """Send an event once more from the start, given up, lost or taken."""
        self._store.mark_event(event_id, state="pending", attempts=0, next_attempt_at=time.time(), error="")
        self._wake.set()

    def _run(self) -> None:
        with httpx.Client(timeout=TIMEOUT_SECONDS, trust_env=False) as client:
            while not self._stopped.is_set():
                self._wake.clear()
                due = self._store.fetch(
                    "SELECT id, body, attempts FROM events WHERE state = 'pending' AND next_attempt_at <= ? "
                    "ORDER BY cursor LIMIT 50",
                    time.time(),
                )
                for row in due:
                    if not self._stopped.is_set():
                        self._send(client, row)
                if not due:
                    self._wake.wait(IDLE_SECONDS)

    def _send(self, client: httpx.Client, row: dict[str, Any]) -> None:
        error = self._post(client, row["id"], row["body"].encode())
        if not error and self._faults.fire("duplicate_callbacks"):
            self._post(client, row["id"], row["body"].encode())
        attempts = row["attempts"] + 1
        if not error:
            state, wait = "delivered", 0.0
        else:
            state = "pending" if attempts < MAX_ATTEMPTS else "given_up"
            wait = min(FIRST_WAIT_SECONDS * 2 ** (attempts - 1), LONGEST_WAIT_SECONDS)
        self._store.mark_event(
            row["id"], state=state, attempts=attempts, next_attempt_at=time.time() + wait, error=error
        )

    def _post(self, client: httpx.Client, event_id: str, body: bytes) -> str:
        """Return what went wrong, or nothing."""
        if self._faults.fire("malformed_body"):
            body = body[: len(body) // 2]
        secret = WRONG_SECRET if self._faults.fire("wrong_signature") else self._secret
        now = datetime.now(UTC)
        headers = {
            "content-type": "application/json; charset=utf-8",
            "webhook-id": event_id,
            "webhook-timestamp": str(int(now.timestamp())),
            "webhook-signature": Webhook(secret).sign(event_id, now, body.decode(errors="ignore")),
        }
        try:
            reply = client.post(self._url, content=body.decode(errors="ignore").encode(), headers=headers)
        except httpx.HTTPError as error:
            return f"{type(error).__name__}: {error}"[:300]
        return "" if reply.is_success else f"{reply.status_code}: {reply.text[:280]}"
