"""What a phone sends: read gently, since nobody at a fire can mend a form."""

from __future__ import annotations

import uuid
from datetime import datetime
from decimal import Decimal, InvalidOperation

from django.http import QueryDict

from complaints.typed_text import strip_unreadable, tidy_text
from response.bounds import read_ago
from response.choices import TapKind, Via
from response.taps import TEXT_LIMIT, FieldTap


def read_tap(*, sent: QueryDict, now: datetime) -> FieldTap | None:
    """Return the tap of a form; None if it says nothing we know. What else cannot be read is left out."""
    kind = sent.get("tap", "")
    if kind not in TapKind.values:
        return None
    return FieldTap(
        kind=TapKind(kind),
        key=_read_key(sent.get("key", "")),
        happened_at=read_ago(seconds=sent.get("ago", ""), now=now),
        text=clean_words(sent.get("text", ""))[:TEXT_LIMIT],
        no_proof_reason=clean_words(sent.get("no_proof_reason", ""))[:300],
        point=_read_point(sent.get("lat", ""), sent.get("lng", "")),
        via=Via.LINK,
    )


def clean_words(typed: str) -> str:
    """Return typed words without what cannot be read."""
    return strip_unreadable(tidy_text(typed))


def _read_key(text: str) -> uuid.UUID:
    try:
        return uuid.UUID(text)
    except ValueError:
        # Better kept twice than not at all.
        return uuid.uuid4()


def _read_point(lat: str, lng: str) -> tuple[Decimal, Decimal] | None:
    try:
        point = Decimal(lat[:20]), Decimal(lng[:20])
    except InvalidOperation:
        return None
    if not all(part.is_finite() for part in point) or abs(point[0]) > 90 or abs(point[1]) > 180:
        return None
    step = Decimal("0.000001")
    return point[0].quantize(step), point[1].quantize(step)
