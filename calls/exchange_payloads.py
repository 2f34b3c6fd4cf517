"""Reads what the exchange sends: JSON of a known shape, everything else refused with a sentence."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from typing import Any

from django.utils import timezone
from django.utils.dateparse import parse_datetime

from calls.choices import Direction, ExchangeEventType
from calls.exchange import Ring

MAX_EVENT_BYTES = 16 * 1024
# A clock that runs ahead by more than this belongs to a broken exchange.
CLOCK_SLACK = timedelta(minutes=10)
# No exchange remembers calls from before this; earlier times are those of a clock that was never set.
FIRST_YEAR = 2000


class InvalidEvent(Exception):
    """The body is not an event; the message says what is wrong with it."""


def parse_event(body: bytes) -> Ring:
    """Return the event in `body`. Raises InvalidEvent."""
    data = _read_object(body)
    kind = _read_text(data, "type", most=10)
    if kind not in ExchangeEventType.values:
        raise InvalidEvent(f"type harus salah satu dari {', '.join(ExchangeEventType.values)}")
    direction = _read_text(data, "direction", most=3, default=Direction.IN.value)
    if direction not in Direction.values:
        raise InvalidEvent("direction harus in atau out")
    return Ring(
        event_id=_read_text(data, "id", most=80),
        call_id=_read_text(data, "call_id", most=80),
        type=kind,
        at=_read_moment(data),
        number=_read_text(data, "number", most=40, default=""),
        direction=direction,
        recording=_read_text(data, "recording", most=200, default=""),
        is_drill=data.get("drill") is True,
    )


def _read_object(body: bytes) -> dict[str, Any]:
    try:
        data = json.loads(body)
    except (ValueError, RecursionError) as error:
        raise InvalidEvent("isi bukan JSON yang utuh") from error
    if not isinstance(data, dict):
        raise InvalidEvent("isi harus sebuah objek JSON")
    return data


def _read_text(data: dict[str, Any], name: str, *, most: int, default: str | None = None) -> str:
    value = data.get(name, default)
    if not isinstance(value, str) or (default is None and not value):
        raise InvalidEvent(f"{name} harus berupa teks")
    if len(value) > most or any(ord(letter) < 32 or 0xD800 <= ord(letter) <= 0xDFFF for letter in value):
        raise InvalidEvent(f"{name} paling banyak {most} huruf, tanpa karakter kendali")
    return value


def _read_moment(data: dict[str, Any]) -> datetime:
    try:
        at = parse_datetime(_read_text(data, "at", most=40))
    except ValueError as error:
        raise InvalidEvent("at bukan waktu yang ada") from error
    if at is None or at.tzinfo is None:
        raise InvalidEvent("at harus waktu ISO 8601 dengan zona, misalnya 2026-11-24T08:30:00+07:00")
    if at.year < FIRST_YEAR:
        raise InvalidEvent("at terlalu lama berlalu; periksa jam sentral")
    if at > timezone.now() + CLOCK_SLACK:
        raise InvalidEvent("at ada di masa depan; periksa jam sentral")
    return at.astimezone(UTC)
