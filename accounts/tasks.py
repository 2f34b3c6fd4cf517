"""Celery tasks of accounts: thin, and safe to run twice."""

from __future__ import annotations

import structlog
from celery import shared_task

from accounts.audit_chain import check_chain
from accounts.sessions import forget_ended_sessions as forget_ended

log = structlog.get_logger(__name__)


@shared_task
def verify_audit_chain() -> bool:
    """Verify the record of access. The head in the log line is the copy that whoever owns the database cannot reach."""
    verdict = check_chain()
    if verdict.problem:
        log.error("audit_chain_broken", line=verdict.broken_id, problem=verdict.problem, lines=verdict.lines)
        return False
    log.info("audit_chain_checked", lines=verdict.lines, head=verdict.head)
    return True


@shared_task
def forget_ended_sessions() -> int:
    """Forget sessions that are over; returns how many."""
    ended = forget_ended()
    log.info("sessions_forgotten", sessions=ended)
    return ended
