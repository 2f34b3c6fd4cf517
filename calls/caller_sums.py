"""What is known of every number that rings now, in a fixed number of statements however many ring."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from django.conf import settings
from django.db.models import Count, Q

from calls.choices import NUISANCE, CallKind
from calls.limits import read_span
from calls.models import Call, NumberBlock
from calls.numbers import PURPOSE
from complaints.models import Complaint
from complaints.transitions import OPEN
from jepara_tanggap.encryption import hash_lookups

# What a number did longer ago than this says little of who rings now.
REMEMBERED = timedelta(days=365)


@dataclass
class CallerSum:
    """Earlier calls of a number by kind, its reports that are still open, and what warns of it."""

    kinds: Counter[str] = field(default_factory=Counter)
    nuisance_today: int = 0
    is_blocked: bool = False
    open_reports: set[int] = field(default_factory=set)

    @property
    def calls(self) -> list[tuple[str, int]]:
        """Kinds in words with how many, the most first."""
        return [(CallKind(kind).label, count) for kind, count in self.kinds.most_common()]


def sum_callers(*, calls: Iterable[Call], now: datetime) -> dict[int, CallerSum]:
    """Return what is known of each call's number, by the call's key; nothing for a withheld one.

    It is made once for all desks, so it counts only what each of them may read. Four statements, none for no number.
    """
    owners: dict[str, set[int]] = defaultdict(set)
    for call in calls:
        for one in _list_hashes(call):
            owners[one].add(call.pk)
    sums = {key: CallerSum() for keys in owners.values() for key in keys}
    if not owners:
        return sums
    for number_hash, kind, count, recent in _count_calls(owners, now):
        for key in owners[number_hash]:
            sums[key].kinds[kind] += count
            sums[key].nuisance_today += recent if kind in NUISANCE else 0
    for number_hash in _find_blocked(owners, now):
        for key in owners[number_hash]:
            sums[key].is_blocked = True
    for number_hash, report in _find_reports(owners):
        for key in owners[number_hash]:
            sums[key].open_reports.add(report)
    return sums


def _list_hashes(call: Call) -> list[str]:
    if settings.OLDER_LOOKUP_KEYS and call.number:
        return hash_lookups(call.number, PURPOSE)
    return [call.number_hash] if call.number_hash else []


def _count_calls(hashes: Iterable[str], now: datetime) -> Iterable[tuple[str, str, int, int]]:
    earlier = Call.objects.filter(number_hash__in=list(hashes), rang_at__gt=now - REMEMBERED, is_drill=False)
    recent = Count("pk", filter=Q(rang_at__gte=now - read_span("prank_hours")))
    grouped = earlier.exclude(kind="").order_by().values_list("number_hash", "kind")
    return grouped.annotate(count=Count("pk"), recent=recent)


def _find_blocked(hashes: Iterable[str], now: datetime) -> Iterable[str]:
    standing = NumberBlock.objects.filter(number_hash__in=list(hashes), revoked_at=None, until__gt=now)
    return standing.values_list("number_hash", flat=True)


def _find_reports(hashes: Iterable[str]) -> list[tuple[str, int]]:
    """Open reports their calls led to, and those they filed on the web."""
    readable = Complaint.objects.real().visible_to_every_desk().filter(status__in=OPEN).order_by()
    called = readable.filter(calls__number_hash__in=list(hashes)).values_list("calls__number_hash", "pk")
    filed = readable.filter(reporter__phone_hash__in=list(hashes)).values_list("reporter__phone_hash", "pk")
    return [*called, *filed]
