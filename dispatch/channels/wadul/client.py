"""One function per call of the contract. Knows HTTP and signatures; knows neither Django nor the outbox."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from urllib.parse import quote

from dispatch.channels.base import PermanentError, TransientError
from dispatch.channels.wadul.payloads import Callback, InvalidCallback, encode_body, read_event, write_moment
from dispatch.channels.wadul.transport import Answer, WadulConfig, exchange

__all__ = [
    "Accepted", "ChangePage", "ComplaintPage", "NotFound", "TicketExists", "WadulConfig", "add_photo", "add_update",
    "create_complaint", "find_delivery", "get_complaint", "list_changes", "list_complaints",
]  # fmt: skip


class NotFound(PermanentError):
    """Wadul Bupati does not have the ticket."""


class TicketExists(PermanentError):
    """Wadul Bupati already has the ticket, filed under another key; `wadul_id` is its number there."""

    def __init__(self, message: str, *, wadul_id: str) -> None:
        super().__init__(message)
        self.wadul_id = wadul_id


@dataclass(frozen=True)
class Accepted:
    """What Wadul Bupati keeps under an idempotency key; `accepted_at` is RFC 3339 UTC, as it wrote it."""

    idempotency_key: str
    operation: str
    ticket: str
    wadul_id: str
    accepted_at: str


@dataclass(frozen=True)
class ChangePage:
    """Events since a cursor. `refused` says what was wrong with those that could not be read."""

    events: list[Callback]
    next_cursor: str
    has_more: bool
    refused: list[str] = field(default_factory=list)


@dataclass(frozen=True)
class ComplaintPage:
    """What Wadul Bupati has, in order of ticket: {ticket, wadul_id, status, last_sequence, accepted, updated_at}."""

    complaints: list[dict[str, Any]]
    next_ticket: str | None


def create_complaint(config: WadulConfig, *, body: dict[str, Any], idempotency_key: str) -> Accepted:
    """File a complaint. Raises TicketExists, TransientError, PermanentError."""
    return _post(config, "/v1/complaints", body, idempotency_key)


def add_update(config: WadulConfig, *, ticket: str, body: dict[str, Any], idempotency_key: str) -> Accepted:
    """Tell of a change of state. Raises NotFound, TransientError, PermanentError."""
    return _post(config, f"/v1/complaints/{quote(ticket, safe='')}/updates", body, idempotency_key)


def add_photo(config: WadulConfig, *, ticket: str, body: dict[str, Any], idempotency_key: str) -> Accepted:
    """Hand over one photo. Raises NotFound, TransientError, PermanentError."""
    return _post(config, f"/v1/complaints/{quote(ticket, safe='')}/photos", body, idempotency_key)


def find_delivery(config: WadulConfig, *, idempotency_key: str) -> Accepted | None:
    """Return what was accepted under a key, or None. Raises TransientError, PermanentError."""
    answer = exchange(config, "GET", f"/v1/deliveries/{quote(idempotency_key, safe='')}")
    if _says_missing(answer, "unknown-key"):
        return None
    return _read_accepted(_expect(answer))


def get_complaint(config: WadulConfig, *, ticket: str) -> dict[str, Any] | None:
    """Return {ticket, wadul_id, status, last_sequence, ...}, or None. Raises TransientError, PermanentError."""
    answer = exchange(config, "GET", f"/v1/complaints/{quote(ticket, safe='')}")
    return None if _says_missing(answer, "unknown-ticket") else _expect(answer)


def list_changes(config: WadulConfig, *, since: str = "", limit: int = 100, ticket: str = "") -> ChangePage:
    """Return Wadul Bupati's events after the cursor `since` (empty: from the beginning), oldest first.

    Of one `ticket` only, if given. Raises TransientError, PermanentError.
    """
    params = {"since": since, "limit": str(limit)} | ({"ticket": ticket} if ticket else {})
    content = _expect(exchange(config, "GET", "/v1/changes", params=params))
    events: list[Callback] = []
    refused: list[str] = []
    for event in _read_list(content, "events"):
        # One unreadable event must not keep the cursor from ever passing it.
        try:
            events.append(read_event(event))
        except InvalidCallback as error:
            refused.append(f"{str(event)[:120]}: {error}")
    return ChangePage(events, str(content.get("next", since)), bool(content.get("has_more")), refused)


def list_complaints(
    config: WadulConfig, *, after: str = "", limit: int = 200, changed_since: datetime | None = None
) -> ComplaintPage:
    """Return a page of what Wadul Bupati has after a ticket. Raises TransientError, PermanentError."""
    params = {"after": after, "limit": str(limit)}
    if changed_since:
        params["changed_since"] = write_moment(changed_since)
    content = _expect(exchange(config, "GET", "/v1/complaints", params=params))
    return ComplaintPage(_read_list(content, "complaints"), content.get("next"))


def _post(config: WadulConfig, path: str, body: dict[str, Any], idempotency_key: str) -> Accepted:
    answer = exchange(config, "POST", path, body=encode_body(body), idempotency_key=idempotency_key)
    if answer.status == 404 and answer.problem_name == "unknown-ticket":
        raise NotFound(answer.explain())
    if answer.status == 409 and answer.problem_name == "ticket-exists":
        raise TicketExists(answer.explain(), wadul_id=str(answer.content.get("wadul_id", "")))
    return _read_accepted(_expect(answer))


def _expect(answer: Answer) -> dict[str, Any]:
    if answer.status in (200, 201):
        return answer.content
    raise PermanentError(answer.explain())


def _says_missing(answer: Answer, problem: str) -> bool:
    # A 404 of a proxy or a wrong base address is not Wadul Bupati's word that it has nothing.
    return answer.status == 404 and answer.problem_name == problem


def _read_accepted(content: dict[str, Any]) -> Accepted:
    names = ("idempotency_key", "operation", "ticket", "wadul_id", "accepted_at")
    if any(not isinstance(content.get(name), str) for name in names):
        raise TransientError("Jawaban Wadul Bupati tidak lengkap.", outcome_unknown=True)
    return Accepted(*(content[name] for name in names))


def _read_list(content: dict[str, Any], name: str) -> list[dict[str, Any]]:
    value = content.get(name)
    if not isinstance(value, list):
        raise TransientError("Daftar dari Wadul Bupati tidak dapat dibaca.")
    return value
