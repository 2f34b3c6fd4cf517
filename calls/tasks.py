"""Celery tasks of the call room: thin, and safe to run twice."""

from __future__ import annotations

from celery import shared_task

from calls.erasure import forget_left_drafts
from calls.tally import count_stale_hours
from calls.waiting import settle_lost_rings


@shared_task
def count_calls() -> int:
    """Count the hours whose calls have changed."""
    return count_stale_hours()


@shared_task
def settle_rings() -> int:
    """Let rings whose end was never told be called back."""
    return settle_lost_rings()


@shared_task
def purge_desk_drafts() -> int:
    """Forget what was begun across the counter and left."""
    return forget_left_drafts()
