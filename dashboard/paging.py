"""Paging by key: the cursor names the row at the edge of the page, never a position.

Page a thousand costs what page one costs, and a row that arrives meanwhile shifts nothing.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any, Literal

from django.db.models import Case, F, IntegerField, Q, QuerySet, Value, When

from complaints.choices import UNREAD
from complaints.models import Complaint
from complaints.querysets import ComplaintQuerySet
from dispatch.models import Track

PAGE_SIZE = 50
Order = Literal["due", "newest"]
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_LARGEST_ID = 2**63 - 1


@dataclass(frozen=True)
class Page:
    """The rows of one page, and the cursors of its neighbours; "" where there is none."""

    rows: list[Any]
    previous: str
    next: str


def read_page(rows: ComplaintQuerySet, *, order: Order, cursor: str, size: int = PAGE_SIZE) -> Page:
    """Return the page at `cursor`; an empty or unreadable cursor means the first page."""
    backwards, edge = _parse_cursor(cursor, order)
    keyed = _sort(rows, order, backwards)
    if edge is not None:
        keyed = keyed.filter(_beyond(order, edge, backwards))
    found = list(keyed[: size + 1])
    more = len(found) > size
    found = found[:size][::-1] if backwards else found[:size]
    has_previous, has_next = (more, True) if backwards else (edge is not None, more)
    return Page(
        rows=found,
        previous=_write_cursor(found[0], order, "p") if found and has_previous else "",
        next=_write_cursor(found[-1], order, "n") if found and has_next else "",
    )


def read_newest(rows: QuerySet, *, cursor: str, size: int = PAGE_SIZE) -> Page:
    """Return the page at `cursor` of any rows, the newest id first."""
    return read_page(rows, order="newest", cursor=cursor, size=size)  # type: ignore[arg-type]


def _sort(rows: ComplaintQuerySet, order: Order, backwards: bool) -> ComplaintQuerySet:
    if order == "newest":
        return rows.order_by("id" if backwards else "-id")
    unread = When(track=Track.EMERGENCY, status__in=UNREAD, then=Value(0))
    rank = Case(unread, When(track=Track.EMERGENCY, then=Value(1)), default=Value(2), output_field=IntegerField())
    # Until somebody has read it, an emergency's clock is the short one.
    clock = Case(When(track=Track.EMERGENCY, status__in=UNREAD, then=F("respond_due_at")), default=F("due_at"))
    sign = "-" if backwards else ""
    return rows.annotate(rank=rank, clock=clock).order_by(f"{sign}rank", f"{sign}clock", f"{sign}id")


def _beyond(order: Order, edge: tuple, backwards: bool) -> Q:
    if order == "newest":
        return Q(id__gt=edge[0]) if backwards else Q(id__lt=edge[0])
    word = "lt" if backwards else "gt"
    rank, clock, row_id = edge
    later = Q(**{f"clock__{word}": clock}) | Q(**{"clock": clock, f"id__{word}": row_id})
    return Q(**{f"rank__{word}": rank}) | (Q(rank=rank) & later)


def _write_cursor(row: Complaint, order: Order, direction: str) -> str:
    if order == "newest":
        return f"{direction}.{row.pk}"
    micros = (row.clock - _EPOCH) // timedelta(microseconds=1)  # type: ignore[attr-defined]
    return f"{direction}.{row.rank}.{micros}.{row.pk}"  # type: ignore[attr-defined]


def _parse_cursor(cursor: str, order: Order) -> tuple[bool, tuple | None]:
    direction, *parts = cursor[:80].split(".")
    try:
        numbers = [int(part) for part in parts]
        if direction not in ("p", "n") or not all(0 <= number <= _LARGEST_ID for number in numbers):
            return False, None
        if order == "newest":
            (row_id,) = numbers
            return direction == "p", (row_id,)
        rank, micros, row_id = numbers
        return direction == "p", (min(rank, 2), _EPOCH + timedelta(microseconds=micros), row_id)
    except (ValueError, OverflowError):
        return False, None
