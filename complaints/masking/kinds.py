"""What is masked, and the words that stand in its place."""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum


class Kind(StrEnum):
    """One kind of personal data in free text."""

    NIK = "nik"
    FAMILY_CARD = "kk"
    PHONE = "phone"
    EMAIL = "email"
    ACCOUNT = "account"
    CUSTOMER = "customer"
    NUMBER = "number"
    PLATE = "plate"
    HOUSE = "house"
    NAME = "name"
    PLACE = "place"
    EXTRA = "extra"


MASKS: dict[Kind, str] = {
    Kind.NIK: "[NIK]",
    Kind.FAMILY_CARD: "[nomor KK]",
    Kind.PHONE: "[nomor telepon]",
    Kind.EMAIL: "[surel]",
    Kind.ACCOUNT: "[rekening]",
    Kind.CUSTOMER: "[nomor pelanggan]",
    Kind.NUMBER: "[nomor]",
    Kind.PLATE: "[plat nomor]",
    Kind.HOUSE: "[nomor rumah]",
    Kind.NAME: "[nama]",
    Kind.PLACE: "[lokasi]",
    Kind.EXTRA: "[disamarkan]",
}

# A mask that is already in a text is no text: no rule may begin, end or look inside it.
PLACEHOLDER = re.compile("|".join(re.escape(mask) for mask in MASKS.values()))


@dataclass(frozen=True, order=True)
class Span:
    """A stretch of the original text, as Python slices it."""

    start: int
    end: int
    kind: Kind


def merge_spans(spans: list[Span]) -> list[Span]:
    """Return the spans in order without overlaps; of two that overlap, the earlier and longer names the kind."""
    merged: list[Span] = []
    for span in sorted(spans, key=lambda one: (one.start, -one.end)):
        if span.start >= span.end:
            continue
        if merged and span.start < merged[-1].end:
            last = merged[-1]
            merged[-1] = Span(last.start, max(last.end, span.end), last.kind)
        else:
            merged.append(span)
    return merged
