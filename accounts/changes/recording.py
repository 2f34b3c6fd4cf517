"""Puts who and from where on each change, and a line into the chain that vouches for its content."""

from __future__ import annotations

import hashlib
import json
from typing import Any

from auditlog.models import LogEntry
from auditlog.signals import pre_log
from django.db.models.signals import post_save, pre_save

from accounts.audit import record_access
from accounts.changes.acting import find_address, find_person
from accounts.models import AuditAction, User


def connect() -> None:
    """Listen to django-auditlog. These are its signals, not ours."""
    pre_log.connect(is_worth_keeping, dispatch_uid="changes-by-staff-only")
    pre_save.connect(add_person, sender=LogEntry, dispatch_uid="changes-person")
    post_save.connect(chain_change, sender=LogEntry, dispatch_uid="changes-chain")


def is_worth_keeping(**kwargs: Any) -> bool:
    """Keep what a person did on a page; commands that load files and demo data speak for themselves."""
    return find_person() is not None


def add_person(instance: LogEntry, **kwargs: Any) -> None:
    """Write who did it, and from which address."""
    if instance.actor is None:
        instance.actor = find_person()
        instance.remote_addr = find_address()


def chain_change(instance: LogEntry, created: bool, **kwargs: Any) -> None:
    """Add the line that shows if the change is later altered or taken out."""
    if not created or instance.actor is None:
        return
    model = instance.content_type.model
    is_staff = model == User._meta.model_name
    record_access(
        user=instance.actor,
        action=AuditAction.STAFF_CHANGED if is_staff else AuditAction.REFERENCE_CHANGED,
        subject=f"{model}:{instance.object_pk}",
        detail={
            "change": instance.pk,
            "what": instance.get_action_display(),
            "fields": sorted(instance.changes or {}),
            "digest": digest_change(instance),
        },
        address=instance.remote_addr,
    )


def digest_change(entry: LogEntry) -> str:
    """Return the SHA-256 (hexadecimal) of what a change says."""
    content = [str(entry.object_pk), entry.object_repr, entry.action, entry.changes, entry.actor_id, entry.remote_addr]
    return hashlib.sha256(json.dumps(content, sort_keys=True, default=str).encode()).hexdigest()
