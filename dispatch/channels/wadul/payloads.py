"""The bodies of the contract: what we write, and what we read back with suspicion."""

from __future__ import annotations

import base64
import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from dispatch.channels.wadul.status_map import FROM_WADUL, to_wadul

MAX_CALLBACK_BYTES = 256 * 1024
MAX_TEXT = 4000
MAX_SEQUENCE = 2**31 - 1
CALLBACK_TYPES = frozenset(
    {"complaint.status_changed", "complaint.answered", "complaint.photo_added", "complaint.closed"}
)
CREATE_FIELDS = (
    "ticket", "track", "category_code", "category_name", "text", "village_code", "village_name", "district_name",
    "landmark", "lat", "lng", "agency_code", "agency_name", "filed_at", "visibility", "reporter",
)  # fmt: skip
UPDATE_FIELDS = ("ticket", "text", "actor", "occurred_at", "event_id")
PHOTO_FIELDS = ("ticket", "photo_id", "purpose", "mime", "sha256")


class InvalidCallback(ValueError):
    """The body is not an event of the contract; the message says what is wrong, in Indonesian."""


@dataclass(frozen=True)
class Callback:
    """One event of Wadul Bupati. `status` is in its words (see status_map); absent values are empty."""

    id: str
    type: str
    ticket: str
    sequence: int
    occurred_at: datetime
    status: str
    text: str
    photo_url: str


def build_create(payload: Mapping[str, Any]) -> dict[str, Any]:
    """Return the body of POST /v1/complaints; fields the contract does not name stay at home."""
    return _pick(payload, CREATE_FIELDS) | {"status": to_wadul(payload["status"])}


def build_update(payload: Mapping[str, Any]) -> dict[str, Any]:
    """Return the body of POST /v1/complaints/{ticket}/updates; `reporter` is in it only where it was corrected."""
    corrected = {"reporter": payload["reporter"]} if "reporter" in payload else {}
    return _pick(payload, UPDATE_FIELDS) | {"status": to_wadul(payload["status"])} | corrected


def build_photo(payload: Mapping[str, Any], *, content: bytes) -> dict[str, Any]:
    """Return the body of POST /v1/complaints/{ticket}/photos with the picture itself inside."""
    return _pick(payload, PHOTO_FIELDS) | {"content_base64": base64.b64encode(content).decode()}


def encode_body(body: Mapping[str, Any]) -> bytes:
    """Return the one spelling of a body: a repeat under the same key must be the same bytes."""
    return json.dumps(body, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()


def write_moment(moment: datetime) -> str:
    """Return a time as the contract writes it: RFC 3339, UTC, milliseconds."""
    return moment.astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")


def parse_callback(body: bytes) -> Callback:
    """Read a callback. Raises InvalidCallback; its size and signature are checked before this."""
    try:
        event = json.loads(body)
    except (ValueError, RecursionError) as error:
        raise InvalidCallback("Isi bukan JSON.") from error
    return read_event(event)


def read_event(event: Any) -> Callback:
    """Read one event, from a callback or from GET /v1/changes. Raises InvalidCallback."""
    if not isinstance(event, dict) or not isinstance(event.get("data") or {}, dict):
        raise InvalidCallback("Isi harus objek JSON dengan data berupa objek.")
    data = event.get("data") or {}
    return Callback(
        id=_read_text(event, "id", limit=80, required=True),
        type=_read_word(event, "type", CALLBACK_TYPES, required=True),
        ticket=_read_text(event, "ticket", limit=40, required=True),
        sequence=_read_sequence(event),
        occurred_at=_read_moment(event),
        status=_read_word(data, "status", FROM_WADUL, required=event.get("type") == "complaint.status_changed"),
        text=_read_text(data, "text", limit=MAX_TEXT, required=event.get("type") == "complaint.answered"),
        photo_url=_read_url(data, required=event.get("type") == "complaint.photo_added"),
    )


def _pick(payload: Mapping[str, Any], fields: tuple[str, ...]) -> dict[str, Any]:
    return {name: payload.get(name) for name in fields}


def _read_text(source: dict[str, Any], name: str, *, limit: int, required: bool) -> str:
    value = source.get(name)
    if value is None:
        value = ""
    if not isinstance(value, str) or len(value) > limit or (required and not value.strip()):
        raise InvalidCallback(f"{name} harus teks, paling panjang {limit} huruf.")
    # PostgreSQL cannot keep either: a NUL, or half of a surrogate pair that JSON's \u lets through.
    if "\x00" in value or any("\ud800" <= letter <= "\udfff" for letter in value):
        raise InvalidCallback(f"{name} memuat huruf yang tidak sah.")
    return value


def _read_word(source: dict[str, Any], name: str, known: Any, *, required: bool) -> str:
    value = _read_text(source, name, limit=40, required=required)
    if value and value not in known:
        raise InvalidCallback(f"{name} tidak dikenal.")
    return value


def _read_sequence(event: dict[str, Any]) -> int:
    value = event.get("sequence")
    if type(value) is not int or not 1 <= value <= MAX_SEQUENCE:
        raise InvalidCallback("sequence harus bilangan bulat mulai dari 1.")
    return value


def _read_moment(event: dict[str, Any]) -> datetime:
    value = _read_text(event, "occurred_at", limit=40, required=True)
    try:
        moment = datetime.fromisoformat(value)
        utc = moment.astimezone(UTC)
    except (ValueError, OverflowError) as error:
        raise InvalidCallback("occurred_at harus waktu RFC 3339.") from error
    if moment.tzinfo is None:
        raise InvalidCallback("occurred_at harus menyebut zona waktu.")
    return utc


def _read_url(data: dict[str, Any], *, required: bool) -> str:
    value = _read_text(data, "photo_url", limit=500, required=required)
    if value and not value.startswith(("https://", "http://")):
        raise InvalidCallback("photo_url harus alamat http atau https.")
    return value
