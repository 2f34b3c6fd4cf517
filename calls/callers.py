"""What is known of a number the moment it rings."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING

from django.db.models import Q
from django.utils import timezone

from calls.blocks import find_block
from calls.choices import NUISANCE, CallKind
from calls.limits import read_limit, read_span
from calls.models import Call, NumberBlock
from calls.numbers import same_hashes
from complaints.models import Complaint
from complaints.transitions import OPEN

if TYPE_CHECKING:
    from accounts.models import User

# A number that calls every day for a year: what is older than this says nothing more.
MOST_CALLS = 200
MOST_COMPLAINTS = 5


@dataclass(frozen=True)
class Caller:
    """What a desk shows beside a number. `kinds` are (label, count) pairs of earlier calls, the most first."""

    calls: int = 0
    kinds: list[tuple[str, int]] = field(default_factory=list)
    last_call: datetime | None = None
    complaints: list[Complaint] = field(default_factory=list)
    nuisance_today: int = 0
    suggests_block: bool = False
    block: NumberBlock | None = None

    @property
    def was_prank(self) -> bool:
        """Whether this number has played a prank before, however long ago."""
        return self.nuisance_today > 0 or any(label == CallKind.PRANK.label for label, _ in self.kinds)


def describe_caller(*, number_hash: str, user: User, but: int | None = None, now: datetime | None = None) -> Caller:
    """Return what is known of this number, as far as `user` may read it; `but` is the call in hand.

    Costs at most three statements, and none for a withheld number.
    """
    if not number_hash:
        return Caller()
    now = now or timezone.now()
    hashes = same_hashes(number_hash)
    earlier = Call.objects.filter(number_hash__in=hashes, is_drill=False).exclude(pk=but or 0)
    rows = list(earlier.order_by("-rang_at").values_list("kind", "rang_at")[:MOST_CALLS])
    counted = Counter(CallKind(kind).label for kind, _ in rows if kind)
    recent = now - read_span("prank_hours")
    nuisance = sum(kind in NUISANCE and at >= recent for kind, at in rows)
    return Caller(
        calls=len(rows),
        kinds=counted.most_common(),
        last_call=rows[0][1] if rows else None,
        complaints=_find_complaints(hashes, user),
        nuisance_today=nuisance,
        suggests_block=nuisance >= read_limit("prank_count"),
        block=find_block(number_hash, now=now),
    )


def _find_complaints(hashes: list[str], user: User) -> list[Complaint]:
    """Open complaints of this caller: those their calls led to, and those they filed on the web."""
    theirs = Q(calls__number_hash__in=hashes) | Q(reporter__phone_hash__in=hashes)
    found = Complaint.objects.real().visible_to(user).filter(theirs, status__in=OPEN).with_relations()
    return list(found.distinct().order_by("-id")[:MOST_COMPLAINTS])
