"""The clean-up: what is older than its rule is erased, in small batches, except under a legal hold.

Every kind has a handler in HANDLERS. A room that brings a kind of its own (the call desk brings
"calls") registers it with `register_handler` from its AppConfig. Drafts go after 24 hours by a
task of their own. A run that is killed loses nothing: what is left is found by the next one.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta
from typing import Any

import structlog
from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone

from accounts.audit import KEPT_FOR, prune_entries, record_access
from accounts.models import AuditAction, AuditEntry
from complaints.choices import FINAL
from complaints.erasure import ErasureHeld, erase_reporter
from complaints.models import Complaint, Photo, RetentionKind, RetentionRule, RetentionRun
from dispatch.models import Delivery, InboundMessage, InboxMessage

log = structlog.get_logger(__name__)

BATCH = 200


@dataclass
class Outcome:
    """Rows of one kind: past their time, erased, held back by a legal hold, and failed."""

    due: int = 0
    erased: int = 0
    held: int = 0
    failed: int = 0


# Given the moment before which things are too old, and whether to count only.
Handler = Callable[[datetime, bool], Outcome]
HANDLERS: dict[str, Handler] = {}


def register_handler(kind: str, handler: Handler) -> None:
    """Make `handler` responsible for a kind."""
    HANDLERS[kind] = handler


def apply_retention(*, dry_run: bool = False, now: datetime | None = None) -> RetentionRun:
    """Apply every rule that has a handler; return the recorded run. One kind's trouble stops no other."""
    now = now or timezone.now()
    run = RetentionRun.objects.create(started_at=now, is_dry=dry_run)
    for rule in RetentionRule.objects.order_by("kind"):
        if rule.kind in HANDLERS:
            run.results[rule.kind] = asdict(_apply_rule(rule, now, dry_run))
            run.save(update_fields=["results"])
    run.ended_at = timezone.now()
    with transaction.atomic():
        run.save(update_fields=["ended_at"])
        record_access(
            user=None,
            action=AuditAction.RETENTION_RUN,
            subject=f"retention:{run.pk}",
            detail={"dry_run": dry_run, "results": run.results},
        )
    return run


def _apply_rule(rule: RetentionRule, now: datetime, dry_run: bool) -> Outcome:
    try:
        return HANDLERS[rule.kind](now - timedelta(days=rule.days), dry_run)
    except Exception:
        log.exception("retention_broke", kind=rule.kind)
        return Outcome(failed=1)


def sweep(
    *, due: QuerySet, held: QuerySet, dry_run: bool, erase: Callable[[Sequence[Any]], int], batch: int = BATCH
) -> Outcome:
    """Erase the rows of `due` batch by batch; `erase` gets their keys and returns how many it erased."""
    outcome = Outcome(due=due.count(), held=held.count())
    if dry_run:
        return outcome
    for keys in _walk(due, batch):
        done = erase(keys)
        outcome.erased += done
        outcome.failed += len(keys) - done
    return outcome


def _walk(rows: QuerySet, batch: int) -> Iterator[list[Any]]:
    last: Any = None
    rows = rows.order_by("pk")
    while keys := list((rows if last is None else rows.filter(pk__gt=last)).values_list("pk", flat=True)[:batch]):
        yield keys
        last = keys[-1]


# --- the kinds ----------------------------------------------------------------


def _erase_identities(before: datetime, dry_run: bool) -> Outcome:
    over = Complaint.objects.filter(status__in=FINAL, erased_at=None, updated_at__lt=before)
    free, held = over.filter(hold_since=None), over.exclude(hold_since=None)
    return sweep(due=free, held=held, dry_run=dry_run, erase=_erase_complaints)


def _erase_complaints(keys: Sequence[int]) -> int:
    done = 0
    for complaint in Complaint.objects.filter(pk__in=keys).only("pk"):
        try:
            done += erase_reporter(complaint=complaint, reason="masa simpan berakhir.")
        except ErasureHeld:
            # Held since it was counted.
            continue
        except Exception:
            log.exception("erasure_failed", complaint=complaint.pk)
    return done


def _erase_photos(before: datetime, dry_run: bool) -> Outcome:
    old = Photo.objects.filter(complaint__status__in=FINAL, created_at__lt=before)
    free, held = old.filter(complaint__hold_since=None), old.exclude(complaint__hold_since=None)
    return sweep(due=free, held=held, dry_run=dry_run, erase=_erase_files)


def _erase_files(keys: Sequence[Any]) -> int:
    done = 0
    for photo in Photo.objects.filter(pk__in=keys):
        try:
            photo.file.delete(save=False)
        except OSError as error:
            log.warning("photo_not_deleted", photo=str(photo.pk), error=type(error).__name__)
            continue
        done += Photo.objects.filter(pk=photo.pk).update(file="", erased_at=timezone.now())
    return done


def _prune_audit(before: datetime, dry_run: bool) -> Outcome:
    # The law's five years bind whatever the rule says.
    before = min(before, timezone.now() - KEPT_FOR)
    due = AuditEntry.objects.filter(at__lt=before).count()
    return Outcome(due=due, erased=0 if dry_run else prune_entries(before=before))


def _empty_inbound(before: datetime, dry_run: bool) -> Outcome:
    old = InboundMessage.objects.exclude(body="").filter(received_at__lt=before)
    return _empty(old, "body", _list_held_numbers(), dry_run)


def _empty_deliveries(before: datetime, dry_run: bool) -> Outcome:
    old = Delivery.objects.exclude(payload="").filter(state__in=("delivered", "skipped"), created_at__lt=before)
    return _empty(old, "payload", [f"complaint:{number}" for number in _list_held_numbers()], dry_run)


def _empty_alerts(before: datetime, dry_run: bool) -> Outcome:
    old = InboxMessage.objects.exclude(text="").filter(created_at__lt=before)
    return _empty(old, "text", [f"complaint:{number}" for number in _list_held_numbers()], dry_run)


def _empty(old: QuerySet, column: str, held_subjects: list[str], dry_run: bool) -> Outcome:
    rows = old.model._default_manager
    return sweep(
        due=old.exclude(subject__in=held_subjects),
        held=old.filter(subject__in=held_subjects),
        dry_run=dry_run,
        erase=lambda keys: rows.filter(pk__in=keys).update(**{column: ""}),
    )


def _list_held_numbers() -> list[str]:
    return list(Complaint.objects.filter(hold_since__isnull=False).values_list("number", flat=True))


register_handler(RetentionKind.IDENTITY, _erase_identities)
register_handler(RetentionKind.PHOTOS, _erase_photos)
register_handler(RetentionKind.AUDIT, _prune_audit)
register_handler(RetentionKind.INBOUND, _empty_inbound)
register_handler(RetentionKind.DELIVERIES, _empty_deliveries)
register_handler(RetentionKind.ALERTS, _empty_alerts)
