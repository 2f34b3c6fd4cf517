"""Blocking a number that keeps playing pranks: suggested by counting, decided by a supervisor."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from django.db.models import Count, Max
from django.utils import timezone

from accounts.roles import Right
from calls.choices import NUISANCE
from calls.limits import read_limit, read_span
from calls.models import Call, NumberBlock
from calls.numbers import hash_number, read_number, same_hashes
from calls.refusals import CallRefused, NeedsReason

if TYPE_CHECKING:
    from accounts.models import User

# More than anybody reads; a room with more has another trouble.
MOST_STANDING = 200
MOST_SUGGESTED = 20


def count_nuisance(number_hash: str, *, now: datetime | None = None) -> int:
    """Return how many nuisance calls came from this number within the hours the limits say."""
    if not number_hash:
        return 0
    since = (now or timezone.now()) - read_span("prank_hours")
    return Call.objects.filter(
        number_hash__in=same_hashes(number_hash), rang_at__gte=since, kind__in=sorted(NUISANCE), is_drill=False
    ).count()


def suggests_block(number_hash: str, *, now: datetime | None = None) -> bool:
    """Tell whether a supervisor should think about blocking this number."""
    return count_nuisance(number_hash, now=now) >= read_limit("prank_count")


def find_block(number_hash: str, *, now: datetime | None = None) -> NumberBlock | None:
    """Return the block that stands for this number now."""
    if not number_hash:
        return None
    theirs = NumberBlock.objects.filter(number_hash__in=same_hashes(number_hash))
    return theirs.standing(now or timezone.now()).select_related("made_by").first()


def list_standing(*, now: datetime | None = None) -> list[NumberBlock]:
    """Return the blocks in force, the one that ends first on top."""
    return list(
        NumberBlock.objects.standing(now or timezone.now()).select_related("made_by").order_by("until")[:MOST_STANDING]
    )


@dataclass(frozen=True)
class Suggestion:
    """A number with enough nuisance calls to think about a block; `call_id` is the latest of them."""

    number: str
    calls: int
    last_at: datetime
    call_id: int


def list_suggestions(*, now: datetime | None = None) -> list[Suggestion]:
    """Return the numbers that `suggests_block` speaks of and that are not blocked, the most calls first."""
    now = now or timezone.now()
    recent = Call.objects.filter(rang_at__gte=now - read_span("prank_hours"), kind__in=sorted(NUISANCE), is_drill=False)
    blocked = NumberBlock.objects.standing(now).values("number_hash")
    counted = recent.exclude(number_hash="").exclude(number_hash__in=blocked).order_by().values("number_hash")
    often = counted.annotate(calls=Count("pk"), last_at=Max("rang_at"), latest=Max("pk"))
    rows = list(often.filter(calls__gte=read_limit("prank_count")).order_by("-calls", "-last_at")[:MOST_SUGGESTED])
    numbers = dict(Call.objects.filter(pk__in=[row["latest"] for row in rows]).values_list("pk", "number"))
    return [
        Suggestion(numbers[row["latest"]], row["calls"], row["last_at"], row["latest"])
        for row in rows
        if numbers.get(row["latest"])
    ]


def block_number(
    *, number: str, user: User, reason: str, hours: int | None = None, now: datetime | None = None
) -> NumberBlock:
    """Block a number for at most the hours the limits allow. It is logged all the same.

    Raises CallRefused without the right or for too long, NeedsReason without a reason.
    """
    longest = read_limit("block_hours")
    hours = longest if hours is None else hours
    if not user.may(Right.SUPERVISE_CALLS):
        raise CallRefused("Hanya pemimpin sif yang memblokir nomor.")
    if not reason.strip():
        raise NeedsReason("Tulis alasan memblokir nomor ini.")
    if not 1 <= hours <= longest:
        raise CallRefused(f"Blokir paling sedikit 1 jam, paling lama {longest} jam.")
    read = read_number(number)
    if not read:
        raise CallRefused("Nomor yang disembunyikan tidak dapat diblokir.")
    now, number_hash = now or timezone.now(), hash_number(read)
    known = find_block(number_hash, now=now)
    if known is not None:
        raise CallRefused(f"Nomor ini sudah diblokir {known.made_by}.")
    return NumberBlock.objects.create(
        number=read,
        number_hash=number_hash,
        reason=reason.strip()[:300],
        made_by=user,
        made_at=now,
        until=now + timedelta(hours=hours),
    )


def revoke_block(*, block_id: int, user: User, reason: str, now: datetime | None = None) -> bool:
    """End a block before its time. False if it had ended already.

    Raises CallRefused without the right, NeedsReason without a reason.
    """
    if not user.may(Right.SUPERVISE_CALLS):
        raise CallRefused("Hanya pemimpin sif yang mencabut blokir.")
    if not reason.strip():
        raise NeedsReason("Tulis alasan mencabut blokir ini.")
    now = now or timezone.now()
    standing = NumberBlock.objects.standing(now).filter(pk=block_id)
    return bool(standing.update(revoked_at=now, revoked_by=user, revoke_reason=reason.strip()[:300]))
