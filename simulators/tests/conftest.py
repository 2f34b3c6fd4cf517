"""The stand-in with a tiny portal behind it, and a client that signs what it sends."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import UTC, datetime

import httpx
import pytest
from standardwebhooks.webhooks import Webhook

from simulators.testing import TEST_SECRET, TinyPortal, run_portal, run_wadul
from simulators.wadul_bupati import WadulServer


class SignedClient(httpx.Client):
    """Speaks the contract with the bare signature library, apart from the portal's own client."""

    def call(self, method: str, path: str, body: dict | None = None, *, key: str = "get", **options) -> httpx.Response:
        content = json.dumps(body) if body is not None else ""
        now = options.pop("now", datetime.now(UTC))
        headers = {
            "webhook-id": key,
            "webhook-timestamp": str(int(now.timestamp())),
            "webhook-signature": Webhook(options.pop("secret", TEST_SECRET)).sign(key, now, content),
        }
        if body is not None:
            headers |= {"idempotency-key": key, "content-type": "application/json"}
        return self.request(method, path, content=content, headers=headers | options.pop("headers", {}))

    def create(self, ticket: str = "JPR-1", *, key: str | None = None, **more) -> httpx.Response:
        body = {"ticket": ticket, "text": "Jalan berlubang", "status": "masuk"} | more
        return self.call("POST", "/v1/complaints", body, key=key or f"create:{ticket}")

    def act(self, ticket: str, action: str, **fields) -> httpx.Response:
        return self.post(f"/aduan/{ticket}/tindakan", json={"tindakan": action} | fields)


@pytest.fixture
def portal() -> Iterator[TinyPortal]:
    with run_portal() as portal:
        yield portal


@pytest.fixture
def wadul(tmp_path, portal) -> Iterator[WadulServer]:
    with run_wadul(tmp_path / "wadul.sqlite3", callback_url=portal.url) as server:
        yield server


@pytest.fixture
def client(wadul) -> Iterator[SignedClient]:
    with SignedClient(base_url=f"http://127.0.0.1:{wadul.server_port}", trust_env=False, timeout=5) as client:
        yield client
