"""Blocking a number that keeps playing pranks: suggested by counting, decided by a supervisor."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from django.utils import timezone

from accounts.roles import Right
from calls.choices import NUISANCE
from calls.limits import read_limit, read_span
from calls.models import Call, NumberBlock
from calls.numbers import hash_number, read_number, same_hashes
from calls.refusals import CallRefused, NeedsReason

if TYPE_CHECKING:
    from accounts.models import User


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
    standing = theirs.filter(revoked_at=None, until__gt=now or timezone.now())
    return standing.select_related("made_by").first()


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
        raise CallRefused(f"Blokir paling lama {longest} jam.")
    read = read_number(number)
    if not read:
        raise CallRefused("Nomor yang disembunyikan tidak dapat diblokir.")
    now = now or timezone.now()
    return NumberBlock.objects.create(
        number=read,
        number_hash=hash_number(read),
        reason=reason.strip()[:300],
        made_by=user,
        made_at=now,
        until=now + timedelta(hours=hours),
    )


def revoke_block(*, block_id: int, user: User, now: datetime | None = None) -> bool:
    """End a block before its time. False if it had ended already."""
    if not user.may(Right.SUPERVISE_CALLS):
        raise CallRefused("Hanya pemimpin sif yang mencabut blokir.")
    now = now or timezone.now()
    standing = NumberBlock.objects.filter(pk=block_id, revoked_at=None, until__gt=now)
    return bool(standing.update(revoked_at=now, revoked_by=user))
