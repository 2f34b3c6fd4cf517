"""The last net under the log: no personal data, no secret, and no text that could pass for a line of its own.

What writes a log line gives ids and numbers in the first place; this catches what came in by an
exception's text, another package's message, or a mistake.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Any
from urllib.parse import unquote, urlsplit

from structlog.types import EventDict, WrappedLogger

HIDDEN = "(disamarkan)"
# Set by us to what is no person's; long numbers in them stay.
PLAIN_KEYS = {
    "delivery",
    "head",
    "level",
    "line",
    "lines",
    "logger",
    "request_id",
    "task",
    "ticket",
    "timestamp",
    "user",
}
PERSONAL_KEYS = {
    "answers", "authorization", "body", "contact", "cookie", "data", "email", "headers", "landmark", "name", "nik",
    "password", "payload", "phone", "pin", "reporter", "secret", "story", "text", "token", "username",
}  # fmt: skip
SHORTEST_SECRET = 8

_PATTERNS = [
    # What PostgreSQL adds about a row that it refused.
    (re.compile(r"(DETAIL|Detail|Rincian):[^\n]*"), rf"\1: {HIDDEN}"),
    # Addresses of channels carry their token anywhere; those of the web at least a password or a query.
    (re.compile(r"\b(?!https?:)([a-z][a-z0-9+.-]{1,20})://[^\s'\"]+"), rf"\1://{HIDDEN}"),
    (re.compile(r"\b(https?)://[^/\s'\"@]+@"), rf"\1://{HIDDEN}@"),
    (re.compile(r"(https?://[^\s'\"?]+|(?<=[\s'\"])/[^\s'\"?]*)\?[^\s'\"]+"), rf"\1?{HIDDEN}"),
    # Private links, drafts, invitations, bot tokens: a long part of a path that has a digit.
    (re.compile(r"(?<=/)(?=[^/\s'\"]*\d)[A-Za-z0-9_:=-]{20,}(?=[/?\s'\",)\]]|$)"), HIDDEN),
    (re.compile(r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+"), HIDDEN),
    (re.compile(r"(?<!\w)(?:\+?62|0)[\s.-]?8\d(?:[\s.-]?\d){6,11}(?!\w)"), HIDDEN),
    (re.compile(r"(?<!\w)\d{2}(?:[\s.-]?\d){14}(?!\w)"), HIDDEN),
    (re.compile(r"\bwhsec_\S+"), HIDDEN),
]
# Everything that ends a line or moves the cursor, and what turns the direction of writing.
_CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069]")


class SafeLines:
    """The processor that every line passes last, our own and those of other packages."""

    def __init__(self, secrets: Iterable[str] = ()) -> None:
        found = {part for secret in secrets for part in _split_secret(secret) if len(part) >= SHORTEST_SECRET}
        # The longest first, so that none leaves a rest of another.
        self._secrets = sorted(found, key=len, reverse=True)

    def __call__(self, logger: WrappedLogger, method: str, event: EventDict) -> EventDict:
        """Return the line with what must not be read hidden, and control characters written out."""
        return {key: self._clean(key, value) for key, value in event.items() if not key.startswith("_")} | {
            key: value for key, value in event.items() if key.startswith("_")
        }

    def hide(self, text: str) -> str:
        """Return a text without secrets and personal data."""
        for secret in self._secrets:
            text = text.replace(secret, HIDDEN)
        for pattern, replacement in _PATTERNS:
            text = pattern.sub(replacement, text)
        return text

    def _clean(self, key: str, value: Any) -> Any:
        if key in PERSONAL_KEYS:
            return HIDDEN
        if value is None or isinstance(value, bool | int | float):
            return value
        text = str(value) if key in PLAIN_KEYS else self.hide(str(value))
        if key == "exception":
            # A trace has lines; each is marked as a part of it.
            return "\n".join(f"| {_escape(line)}" for line in text.split("\n"))
        return _escape(text)


def _escape(text: str) -> str:
    return _CONTROL.sub(lambda found: found[0].encode("unicode_escape").decode(), text)


def _split_secret(secret: str) -> Iterable[str]:
    """Yield what of a setting must not be read: of a database's or broker's address the password."""
    if "://" not in secret:
        yield secret
        return
    password = urlsplit(secret).password
    if password:
        yield password
        yield unquote(password)
