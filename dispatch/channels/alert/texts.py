"""The words of an alert: the first line alone says kind, place, ticket and link."""

from __future__ import annotations

from typing import Any

from dispatch.channels.alert.gsm import count_letters, write_plainly

SMS_LENGTH = 160
REPEAT_MARK = "(ulangan) "
CUT = ".."


def write_first_line(payload: dict[str, Any], *, repeated: bool = False) -> str:
    """Return at most 160 letters of the GSM alphabet, one text message: kind, place, ticket, link, which is not cut."""
    mark = REPEAT_MARK if repeated else ""
    # The test of the alert chain has no ticket.
    tail = "".join(f" {part}" for part in (payload["ticket"], payload["link"]) if part)
    # One line whatever was typed: a line break here would begin a new header of an e-mail.
    head = write_plainly(" ".join(f"{mark}{write_title(payload)}".split()))
    return _cut(head, SMS_LENGTH - count_letters(tail)) + tail


def write_title(payload: dict[str, Any]) -> str:
    """Return the kind and the place; of a secret report there is no place to tell."""
    return ": ".join(part for part in (payload["title"], payload["place"]) if part)


def write_body(payload: dict[str, Any]) -> str:
    """Return the lines after the first: what was reported, and what is asked."""
    account = f"Dengan akun petugas: {payload['desk_link']}" if payload.get("desk_link") else ""
    parts = (payload.get("landmark", ""), payload.get("text", ""), payload.get("ask", ""), account)
    return "\n".join(part for part in parts if part)


def _cut(text: str, room: int) -> str:
    if count_letters(text) <= room:
        return text
    while text and count_letters(text) > room - len(CUT):
        text = text[:-1]
    return text + CUT
