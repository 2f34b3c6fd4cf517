"""The legal clock of a request: 3x24 hours from the moment it was received, weekends and holidays counted.

Source: UU 27/2022, articles 30 and 32 (correction and access) and 40 and 41 (withdrawal and
restriction). For erasure (article 43) the law names no hours; this house holds itself to the same.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

LEGAL_TIME = timedelta(hours=3 * 24)
SOON = timedelta(hours=24)


@dataclass(frozen=True)
class ClockWords:
    """How much is left, as a person reads it; `tone` is amber or green."""

    text: str
    tone: str


def describe_clock(due_at: datetime, now: datetime) -> ClockWords:
    """Return "sisa 2 hari 3 jam", or "terlambat 5 jam 10 menit"."""
    left = due_at - now
    if left < timedelta(0):
        return ClockWords(f"terlambat {_describe(-left)}", "amber")
    return ClockWords(f"sisa {_describe(left)}", "amber" if left < SOON else "green")


def _describe(span: timedelta) -> str:
    minutes = max(1, int(span.total_seconds() // 60))
    days, hours = divmod(minutes // 60, 24)
    if days:
        return f"{days} hari {hours} jam" if hours else f"{days} hari"
    return f"{hours} jam {minutes % 60} menit" if hours else f"{minutes} menit"
