"""Writes the record of access. Each line is chained to the one before, under a lock of the whole chain."""

from __future__ import annotations

import hashlib
import json
from typing import TYPE_CHECKING, Any

from django.db import connection, transaction
from django.utils import timezone

from accounts.models import AuditAction, AuditEntry

if TYPE_CHECKING:
    from accounts.models import User

GENESIS = "0" * 64
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
        entry = AuditEntry(
            at=timezone.now(),
            user=user,
            actor=f"{user.username} ({user.get_role_display()})" if user else "Sistem",
            action=action,
            subject=subject[:80],
            reason=reason[:500],
            detail=detail or {},
            address=address,
            previous_hash=last or GENESIS,
        )
        entry.hash = compute_hash(entry)
        entry.save(force_insert=True)
    return entry


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
        entry.address,
    ]
    return hashlib.sha256(json.dumps(content, sort_keys=True, ensure_ascii=False).encode()).hexdigest()


def _lock_chain() -> None:
    # SQLite's IMMEDIATE transactions take turns by themselves.
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(%s)", [_CHAIN_LOCK])
