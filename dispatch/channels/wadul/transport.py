"""One signed HTTP exchange with Wadul Bupati, and which of its failures may heal by themselves."""

from __future__ import annotations

import json
import os
import time
import uuid
from dataclasses import dataclass, field
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from functools import lru_cache
from typing import Any

import httpx

from dispatch.channels.base import PermanentError, TransientError
from dispatch.channels.wadul.signing import sign_message
from dispatch.outgoing_guard import guarded

MAX_ANSWER_BYTES = 4 * 1024 * 1024
MAX_RETRY_AFTER_SECONDS = 24 * 3600.0
LOOPBACK_HOSTS = frozenset({"127.0.0.1", "localhost", "::1"})
# Nothing of the request can have arrived when one of these is raised.
NOT_SENT = (httpx.ConnectError, httpx.ConnectTimeout, httpx.PoolTimeout, httpx.ProxyError)
MISCONFIGURED = (httpx.InvalidURL, httpx.UnsupportedProtocol, httpx.LocalProtocolError)


@dataclass(frozen=True)
class WadulConfig:
    """Where Wadul Bupati is. `secret` is whsec_<base64>; `timeout` in seconds, for each wait and for the whole."""

    base_url: str
    secret: str = field(repr=False)
    timeout: float = 10.0


@dataclass(frozen=True)
class Answer:
    """A reply that was read to its end: the status and the JSON object in it."""

    status: int
    content: dict[str, Any]

    @property
    def problem_name(self) -> str:
        """The last part of the problem's type, such as `unknown-ticket`; empty if it has none."""
        return str(self.content.get("type", "")).rsplit("/", 1)[-1].rsplit(":", 1)[-1]

    def explain(self) -> str:
        """Return one Indonesian sentence for the person who will look at it."""
        words = [str(self.content[name]) for name in ("title", "detail") if self.content.get(name)]
        return f"Wadul Bupati menolak ({self.status}): {' '.join(words) or 'tanpa penjelasan.'}"[:400]


def exchange(
    config: WadulConfig,
    method: str,
    path: str,
    *,
    body: bytes = b"",
    params: dict[str, str] | None = None,
    idempotency_key: str = "",
) -> Answer:
    """Send one signed request and read its answer, whatever its 2xx to 4xx status.

    Raises TransientError for what may work later (no connection, time-out, 408, 425, 429, 5xx)
    and PermanentError for an address that cannot be called.
    """
    headers = {"accept": "application/json, application/problem+json", "accept-encoding": "identity"}
    headers |= sign_message(secret=config.secret, message_id=idempotency_key or f"get_{uuid.uuid4().hex}", body=body)
    if idempotency_key:
        headers |= {"idempotency-key": idempotency_key, "content-type": "application/json; charset=utf-8"}
    try:
        client = _open_client(config, os.getpid())
        with guarded(), client.stream(method, path, content=body, params=params, headers=headers) as response:
            content = _read_bounded(response, deadline=time.monotonic() + config.timeout)
    except NOT_SENT as error:
        raise TransientError(f"Wadul Bupati tidak dapat dihubungi: {_name(error)}.") from error
    except MISCONFIGURED as error:
        raise PermanentError(f"Alamat Wadul Bupati tidak dapat dipakai: {_name(error)}.") from error
    except httpx.HTTPError as error:
        raise TransientError(
            f"Jawaban Wadul Bupati tidak sampai: {_name(error)}.", outcome_unknown=method == "POST"
        ) from error
    return _sort_answer(response, content, is_post=method == "POST")


def read_retry_after(value: str, *, now: datetime) -> float | None:
    """Return the seconds to wait from a Retry-After header, which holds seconds or a date; None if unreadable."""
    try:
        seconds = float(value) if value.strip().isdigit() else _seconds_until(value, now)
    except (TypeError, ValueError, OverflowError):
        return None
    return min(max(seconds, 0.0), MAX_RETRY_AFTER_SECONDS)


def _sort_answer(response: httpx.Response, content: bytes, *, is_post: bool) -> Answer:
    status = response.status_code
    if status in (408, 425, 429) or status >= 500:
        raise TransientError(
            f"Wadul Bupati sedang tidak dapat menerima ({status}).",
            retry_after=read_retry_after(response.headers.get("retry-after", ""), now=datetime.now(UTC)),
            # These may be said by a proxy after the server behind it has accepted.
            outcome_unknown=is_post and status in (500, 502, 504),
        )
    parsed = _parse_object(content)
    if status < 300 and parsed is None:
        raise TransientError("Jawaban Wadul Bupati bukan JSON.", outcome_unknown=is_post)
    answer = Answer(status, parsed or {})
    if status == 409 and answer.problem_name == "in-progress":
        raise TransientError("Wadul Bupati masih mengolah kiriman yang sama.", outcome_unknown=is_post)
    return answer


def _read_bounded(response: httpx.Response, *, deadline: float) -> bytes:
    # httpx limits each wait only; a server that drips bytes would outlive the lease of the delivery.
    parts: list[bytes] = []
    size = 0
    for part in response.iter_bytes():
        parts.append(part)
        size += len(part)
        if size > MAX_ANSWER_BYTES or time.monotonic() > deadline:
            raise httpx.ReadTimeout("answer too long or too slow")
    return b"".join(parts)


@lru_cache(maxsize=8)
def _open_client(config: WadulConfig, process_id: int) -> httpx.Client:
    # Kept open for its connections; keyed by process because a forked worker must not share a socket.
    del process_id
    on_this_machine = httpx.URL(config.base_url).host in LOOPBACK_HOSTS
    return httpx.Client(base_url=config.base_url, timeout=config.timeout, trust_env=not on_this_machine)


def _parse_object(content: bytes) -> dict[str, Any] | None:
    try:
        parsed = json.loads(content)
    except (ValueError, RecursionError):
        return None
    return parsed if isinstance(parsed, dict) else None


def _seconds_until(value: str, now: datetime) -> float:
    moment = parsedate_to_datetime(value)
    return (moment if moment.tzinfo else moment.replace(tzinfo=UTC)).timestamp() - now.timestamp()


def _name(error: Exception) -> str:
    return type(error).__name__
