"""The strip of routine reports that read like emergencies: undecided, the longest waiting first; the same for all."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.conf import settings
from django.template.loader import render_to_string
from django.utils import timezone

from complaints.flagging import FlagSign
from complaints.raising import suggest_category_code
from complaints.ticket_numbers import group_number
from complaints.urgency import load_rules
from dashboard.bare import is_bare, select_undecided
from dashboard.kinds import list_kinds
from dashboard.words import describe_age

MOST_SHOWN = 30
# Letters shown before the first word found, and after the last.
BEFORE, AFTER = 60, 90
_COLUMNS = (
    "pk",
    "number",
    "text",
    "flag_signs",
    "flag_event",
    "flag_event__text",
    "flagged_at",
    "visibility",
    "about_agency",
    "is_demo",
    "category__name",
    "agency__short_name",
    "village__name",
    "district__name",
)


@dataclass(frozen=True)
class Part:
    """A stretch of the text; marked if it is why the report is flagged."""

    text: str
    is_sign: bool = False


@dataclass(frozen=True)
class FlaggedRow:
    """One undecided report. Of a bare line only agency and age are told, and `alarm`, what the board knows it by."""

    agency: str
    flagged_at: datetime
    age: str
    is_secret: bool
    is_demo: bool
    alarm: int | None = None
    number: str = ""
    grouped: str = ""
    kind: str = "Laporan rahasia"
    place: str = ""
    parts: list[Part] = field(default_factory=list)
    why: str = ""
    is_message: bool = False
    suggested: str = ""


def render_flagged() -> str:
    """Return the live strip, in one statement, and one more a minute for the kinds to raise to."""
    rows = list_flagged(timezone.now())
    context = {"rows": rows[:MOST_SHOWN], "is_full": len(rows) > MOST_SHOWN, "kinds": list_kinds()}
    return render_to_string("dashboard/board/flagged.html", context)


def list_flagged(now: datetime) -> list[FlaggedRow]:
    """Return up to one row more than is shown."""
    return [_describe(row, now) for row in select_undecided().values(*_COLUMNS)[: MOST_SHOWN + 1]]


def mark_signs(text: str, signs: Sequence[FlagSign]) -> list[Part]:
    """Return the stretch of the text around the signs, in parts; places that the text no longer has are passed over."""
    spans = sorted((start, end) for start, end, _ in signs if 0 <= start < end <= len(text))
    if not spans:
        return [Part(text[: BEFORE + AFTER])]
    first = _cut(text, spans[0][0] - BEFORE)
    last = min(len(text), spans[0][1] + AFTER)
    last = last if last == len(text) else max(spans[0][1], text.rfind(" ", 0, last))
    parts = [Part("… ")] if first else []
    done = first
    for start, end in spans:
        if start >= done and end <= last:
            parts += [Part(text[done:start]), Part(text[start:end], is_sign=True)]
            done = end
    parts.append(Part(text[done:last] + (" …" if last < len(text) else "")))
    return [part for part in parts if part.text]


def explain_signs(text: str, signs: Sequence[FlagSign]) -> str:
    """Return which words flagged it and what they speak of: “kobong” (kebakaran)."""
    groups = load_rules(settings.URGENCY_RULES).groups
    said = {
        f"“{' '.join(text[start:end].split())}” ({groups[group].label})": None
        for start, end, group in signs
        if group in groups and end <= len(text)
    }
    return ", ".join(list(said)[:4])


def _cut(text: str, place: int) -> int:
    """Return the beginning of a word near a place."""
    if place <= 0:
        return 0
    blank = text.find(" ", place)
    return blank + 1 if 0 <= blank < place + 20 else place


def _describe(row: dict[str, Any], now: datetime) -> FlaggedRow:
    is_secret = is_bare(row)
    flagged_at = row["flagged_at"] or now
    open_to_all = {
        "agency": row["agency__short_name"],
        "flagged_at": flagged_at,
        "age": describe_age(flagged_at, now),
        "is_secret": is_secret,
        "is_demo": row["is_demo"],
    }
    if is_secret:
        return FlaggedRow(**open_to_all, alarm=row["pk"])
    text = row["flag_event__text"] if row["flag_event"] else row["text"]
    signs: list[FlagSign] = [(start, end, group) for start, end, group in row["flag_signs"] or []]
    place = [name for name in (row["village__name"], row["district__name"]) if name]
    return FlaggedRow(
        **open_to_all,
        number=row["number"],
        grouped=group_number(row["number"]),
        kind=row["category__name"],
        place=", ".join(place) or "Tempat belum diketahui",
        parts=mark_signs(text, signs),
        why=explain_signs(text, signs),
        is_message=row["flag_event"] is not None,
        suggested=suggest_category_code([group for _, _, group in signs]),
    )
