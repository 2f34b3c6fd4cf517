"""Celery tasks of complaints: thin, and safe to run twice."""

from __future__ import annotations

from datetime import timedelta

import structlog
from celery import shared_task
from django.db.models import Q
from django.utils import timezone

from complaints.actors import SYSTEM
from complaints.deadlines import subtract_working_days
from complaints.escalation import escalate_due
from complaints.lifecycle import TransitionRefused, apply_transition
from complaints.models import Complaint, Draft, Photo
from complaints.photo_uploads import MOST_PHOTOS, discard_photo

log = structlog.get_logger(__name__)

SILENT_WORKING_DAYS = 10
DRAFT_HOURS = 24
BATCH = 200


@shared_task
def close_silent_complaints() -> int:
    """Close what has been resolved for 10 working days without a word from the reporter."""
    before = subtract_working_days(timezone.now(), SILENT_WORKING_DAYS)
    waiting = Complaint.objects.filter(status="resolved", resolved_at__lt=before).order_by("resolved_at")
    closed = 0
    for complaint_id in list(waiting.values_list("pk", flat=True)[:BATCH]):
        try:
            apply_transition(complaint_id=complaint_id, action="close_silent", actor=SYSTEM)
            closed += 1
        except TransitionRefused:
            # The reporter spoke in between; that is better.
            continue
    return closed


@shared_task
def escalate_emergencies() -> int:
    """Raise what nobody has acknowledged in time."""
    return escalate_due()


@shared_task
def purge_drafts() -> int:
    """Forget drafts that nobody touched for a day; and delete their unsent photos."""
    old = Draft.objects.filter(updated_at__lt=timezone.now() - timedelta(hours=DRAFT_HOURS))
    ids = list(old.values_list("pk", flat=True)[:BATCH])
    _remove_unsent_photos(ids)
    Draft.objects.filter(pk__in=ids).delete()
    return len(ids)


def _remove_unsent_photos(draft_ids: list) -> None:
    # Also what a storage that was down then could not delete.
    unsent = Photo.objects.filter(Q(draft__in=draft_ids) | Q(draft=None), complaint=None)
    for photo in unsent[: BATCH * MOST_PHOTOS]:
        discard_photo(photo=photo)


@shared_task(time_limit=3600)
def clean_up() -> dict[str, dict[str, int]]:
    """Erase what is older than its period. Killed half way, the next night goes on."""
    from complaints.retention import apply_retention

    return apply_retention().results


@shared_task
def poll_wadul() -> int:
    """Ask Wadul Bupati for changes whose callbacks were lost."""
    from complaints.wadul_inbound import poll_changes

    return poll_changes()


@shared_task
def reconcile_wadul() -> dict[str, int]:
    """Compare both sides and repair what differs."""
    from complaints.wadul_reconcile import reconcile

    return reconcile()


@shared_task
def carry_out_data_requests() -> int:
    """Erase what reporters asked for and was granted, once their complaint is over; and forget old codes."""
    from complaints.privacy.confirmation import forget_old_codes
    from complaints.privacy.requests import carry_out_waiting

    forget_old_codes()
    return carry_out_waiting()


@shared_task
def answer_together() -> int:
    """Say the answers to reporters of major incidents on their tickets, for a few seconds."""
    from complaints.major.answering import answer_waiting

    return answer_waiting()
