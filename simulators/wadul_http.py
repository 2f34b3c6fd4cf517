"""The request and reply that the parts of the stand-in pass to each other."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from typing import Any

PROBLEM_BASE = "urn:wadul-bupati:problem:"


@dataclass(frozen=True)
class Request:
    """One request; header names are lower case."""

    method: str
    path: str
    query: dict[str, str]
    headers: dict[str, str]
    body: bytes
    client: str


@dataclass(frozen=True)
class Reply:
    """One reply, ready to be written."""

    status: int
    body: bytes = b""
    content_type: str = "application/json"
    headers: dict[str, str] = field(default_factory=dict)


class DropConnection(Exception):
    """Close without a word, as a dead server does."""


def write_json(status: int, content: dict[str, Any]) -> Reply:
    """Return a JSON reply."""
    return Reply(status, json.dumps(content, ensure_ascii=False).encode())


def write_problem(
    status: int, name: str, title: str, detail: str = "", *, headers: dict[str, str] | None = None, **more: Any
) -> Reply:
    """Return an error as application/problem+json (RFC 9457); `more` are extension members."""
    content = {"type": PROBLEM_BASE + name, "title": title, "status": status, "detail": detail} | more
    body = json.dumps(content, ensure_ascii=False).encode()
    return Reply(status, body, "application/problem+json", headers or {})
