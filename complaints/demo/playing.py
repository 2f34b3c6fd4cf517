"""Plays the stories through the real doors: filing, the lifecycle, messages."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db import transaction
from django.utils import timezone

from complaints.actors import REPORTER, Actor
from complaints.choices import EventKind, Source, Status
from complaints.demo.fates import Step
from complaints.demo.staff import Cast
from complaints.demo.stories import Story
from complaints.intake import file_complaint
from complaints.lifecycle import add_message, apply_transition
from complaints.models import Complaint
from dispatch import outbox
from dispatch.channels.alert.sender import send as send_alert
from dispatch.models import Delivery, DeliveryState, InboxMessage, Visibility
from dispatch.wake import leave_to_sweep

MESSAGES = {"answer": EventKind.ANSWER, "note": EventKind.NOTE}
ALERT = "alert"
DEMO_QUEUE = "default"
CALL_TAKER = Actor(kind="call_taker", name="Penerima panggilan")
# The wakes of old stories would arrive long after their time.
SEEN_AFTER = timedelta(minutes=6)
DELIVERED_AFTER = timedelta(milliseconds=400)


def play_stories(*, stories: list[Story], now: datetime | None = None) -> list[Complaint]:
    """File every story and take its steps, all or nothing, in one transaction.

    No worker is woken: the next sweep finds what must go to Wadul Bupati. Alerts
    go to the in-app inboxes at once, and never to a person's phone.
    """
    now = now or timezone.now()
    with leave_to_sweep(), transaction.atomic():
        cast = Cast()
        latest: dict[int, str] = {}
        complaints = [_play(story, cast, latest) for story in stories]
        _settle_alerts(now)
        # Some thousand messages to Wadul Bupati: a report that somebody files now must not wait behind them.
        outbox.move_to_queue(subjects=[f"complaint:{one.number}" for one in complaints], queue=DEMO_QUEUE)
    return complaints


def _play(story: Story, cast: Cast, latest: dict[int, str]) -> Complaint:
    complaint = file_complaint(
        report=story.report,
        source=story.source,
        intake_key=story.key,
        actor=CALL_TAKER if story.source == Source.CALL else REPORTER,
        now=story.filed_at,
        is_demo=True,
    ).complaint
    for step in story.steps:
        complaint = _take_step(complaint, step, cast, latest) or complaint
    if complaint.status != Status.MERGED and complaint.visibility != Visibility.SECRET:
        latest[complaint.category_id] = complaint.number
    return complaint


def _take_step(complaint: Complaint, step: Step, cast: Cast, latest: dict[int, str]) -> Complaint | None:
    actor = cast.find_actor(kind=step.actor, agency=complaint.agency)
    if step.action in MESSAGES:
        kind = MESSAGES[step.action]
        add_message(complaint_id=complaint.pk, actor=actor, kind=kind, text=step.given["text"], now=step.at)
        return None
    given = dict(step.given)
    if step.action == "merge":
        # A secret report is joined to nothing: who sorts duplicates may not even read it.
        if complaint.category_id not in latest or complaint.visibility == Visibility.SECRET:
            return None
        given["merged_into_number"] = latest[complaint.category_id]
    return apply_transition(complaint_id=complaint.pk, action=step.action, actor=actor, now=step.at, **given)


# --- alerts -----------------------------------------------------------------


def _settle_alerts(now: datetime) -> None:
    """Hand the stories' alerts to the inboxes as if it had happened in their time."""
    demo = dict(Complaint.objects.filter(is_demo=True).values_list("number", "status"))
    alerts = Delivery.objects.filter(
        channel=ALERT, state=DeliveryState.PENDING, subject__in=[f"complaint:{number}" for number in demo]
    )
    alerts.exclude(target__startswith="inbox:").update(
        state=DeliveryState.SKIPPED, last_error="Laporan contoh: tidak dikirim ke kontak."
    )
    created = {alert.idempotency_key: alert for alert in alerts.order_by("pk")}
    for alert in created.values():
        _deliver_alert(alert)
    messages = list(InboxMessage.objects.filter(key__in=list(created)))
    for message in messages:
        message.created_at = created[message.key].created_at
        is_waiting = demo[message.subject.removeprefix("complaint:")] == Status.ASSIGNED
        is_recent = message.created_at > now - timedelta(days=1)
        message.seen_at = None if is_waiting and is_recent else min(now, message.created_at + SEEN_AFTER)
    InboxMessage.objects.bulk_update(messages, ["created_at", "seen_at"], batch_size=100)


def _deliver_alert(alert: Delivery) -> None:
    # An inbox is a table of this database, so this may happen inside the transaction.
    envelope = outbox.claim(delivery_id=alert.pk)
    if envelope is not None:
        receipt = send_alert(envelope)
        outbox.record_delivered(envelope=envelope, receipt=receipt, now=alert.created_at + DELIVERED_AFTER)
