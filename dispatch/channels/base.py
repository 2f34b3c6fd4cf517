"""What every channel shares: what it is given, what it answers, and its two kinds of failure."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True)
class Envelope:
    """One delivery as a channel sees it. `attempts` counts this attempt too."""

    id: int
    channel: str
    target: str
    operation: str
    subject: str
    payload: dict[str, Any]
    idempotency_key: str
    attempts: int
    # An earlier attempt may have been accepted without our hearing of it.
    outcome_unknown: bool


@dataclass(frozen=True)
class Receipt:
    """The other side's word that it has the message; `reconciled` if it already had it."""

    reference: str = ""
    detail: dict[str, Any] = field(default_factory=dict)
    reconciled: bool = False


class TransientError(Exception):
    """It may work later: time-out, connection, 5xx, 429. `retry_after` is in seconds."""

    def __init__(self, message: str, *, retry_after: float | None = None, outcome_unknown: bool = False) -> None:
        super().__init__(message)
        self.retry_after = retry_after
        self.outcome_unknown = outcome_unknown


class PermanentError(Exception):
    """It will never work as it is; a person has to look."""


Send = Callable[[Envelope], Receipt]
