"""Writes the record of access. Each line is chained to the one before, under a lock of the whole chain."""

from __future__ import annotations

import hashlib
import json
from datetime import datetime, timedelta
from itertools import takewhile
from typing import TYPE_CHECKING, Any

from auditlog.models import LogEntry
from django.db import connection, transaction
from django.utils import timezone

from accounts.models import AuditAction, AuditCheckpoint, AuditEntry
from jepara_tanggap.addresses import parse_address

if TYPE_CHECKING:
    from accounts.models import User

GENESIS = "0" * 64
# No line goes before this; the database's triggers hold to it too (with a day for clocks that differ).
KEPT_FOR = timedelta(days=5 * 365)
# Any number nobody else uses for an advisory lock of this database.
_CHAIN_LOCK = 1_120_112


def record_access(
    *,
    user: User | None,
    action: AuditAction,
    subject: str,
    reason: str = "",
    detail: dict[str, Any] | None = None,
    address: str | None = None,
) -> AuditEntry:
    """Add one line, in the caller's transaction if there is one: what is not recorded is not shown either.

    `subject` names what was touched ("complaint:<number>", "user:<id>"); personal data has no place
    in any argument. `address` is the client's IP address.
    """
    with transaction.atomic():
        _lock_chain()
        last = AuditEntry.objects.order_by("-id").values_list("hash", flat=True).first()
        actor = f"{user.username} ({user.get_role_display()})" if user else "Sistem"
        entry = AuditEntry(
            at=timezone.now(),
            user=user,
            actor=actor[:160],
            action=action,
            subject=_clean(subject, 80),
            reason=_clean(reason, 500),
            detail=_make_plain(detail or {}),
            address=normalise_address(address),
            previous_hash=last or GENESIS,
        )
        entry.hash = compute_hash(entry)
        entry.save(force_insert=True)
    return entry


def record_staff_change(
    *, by: User | None, person_id: int, address: str | None = None, **detail: str | list[str]
) -> AuditEntry:
    """Add a line that something of this person's account has changed; `by` is None for a command or for nobody."""
    return record_access(
        user=by, action=AuditAction.STAFF_CHANGED, subject=f"user:{person_id}", detail=detail, address=address
    )


def compute_hash(entry: AuditEntry) -> str:
    """Return the SHA-256 (hexadecimal) of the line's content and the hash before it."""
    content = [
        entry.previous_hash,
        entry.at.isoformat(),
        entry.user_id,
        entry.actor,
        entry.action,
        entry.subject,
        entry.reason,
        entry.detail,
        normalise_address(entry.address),
    ]
    return hashlib.sha256(json.dumps(content, sort_keys=True, ensure_ascii=False).encode()).hexdigest()


def normalise_address(address: str | None) -> str | None:
    """Return an IP address in the one way we write it; None if it is none (a Unix socket has no address)."""
    parsed = parse_address((address or "").partition("%")[0])
    return str(parsed) if parsed else None


def prune_entries(*, before: datetime, batch: int = 500) -> int:
    """Remove lines from before `before`, and the changes they vouch for; return how many lines went.

    Each batch is one transaction: a checkpoint takes the lines' place, and a new line of the chain
    vouches for it, so that what remains can still be verified. Raises ValueError if `before` is
    less than five years ago.
    """
    if before > timezone.now() - KEPT_FOR:
        raise ValueError(f"The record of access is kept for {KEPT_FOR.days} days; {before:%Y-%m-%d} is too recent.")
    removed = 0
    while count := _prune_batch(before, batch):
        removed += count
    # What the lines vouched for goes after them, and a day later.
    LogEntry.objects.filter(timestamp__lt=before - timedelta(days=1)).delete()
    return removed


@transaction.atomic
def _prune_batch(before: datetime, batch: int) -> int:
    _lock_chain()
    oldest = AuditEntry.objects.order_by("id").values_list("id", "hash", "at")[:batch]
    old = list(takewhile(lambda line: line[2] < before, oldest))
    if not old:
        return 0
    last_id, last_hash, _ = old[-1]
    # Before anything goes, so that it is chained to what was last.
    record_access(
        user=None,
        action=AuditAction.RETENTION_RUN,
        subject=f"audit:{last_id}",
        detail={"last_hash": last_hash, "lines": len(old)},
    )
    AuditCheckpoint.objects.create(last_id=last_id, last_hash=last_hash, at=timezone.now())
    AuditEntry.objects.filter(pk__lte=last_id).delete()
    return len(old)


def _lock_chain() -> None:
    # SQLite's IMMEDIATE transactions take turns by themselves.
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(%s)", [_CHAIN_LOCK])


def _clean(text: str, length: int) -> str:
    # PostgreSQL keeps no NUL.
    return text.replace("\x00", "")[:length]


def _make_plain(detail: dict[str, Any]) -> dict[str, Any]:
    """Return what every database gives back unchanged: fractions become text, as their writing may differ."""
    return _drop_unkept(json.loads(json.dumps(detail, default=str), parse_float=str))


def _drop_unkept(value: Any) -> Any:
    """Take out what PostgreSQL keeps in no JSON: NUL, and half of a pair that stands for one sign."""
    if isinstance(value, str):
        return value.encode("utf-8", "ignore").decode().replace("\x00", "")
    if isinstance(value, dict):
        return {_drop_unkept(key): _drop_unkept(one) for key, one in value.items()}
    return [_drop_unkept(one) for one in value] if isinstance(value, list) else value
