"""Whether a crew is well: asked at its time while it is out, and the board alarmed when it is silent twice.

The times stand in the rows (`Engagement.check_at`), so nothing is lost with a process. A question is asked by
one compare-and-set on that time, so of two sweeps one asks. Any tap is a sign of life, except a call for help.
A sign that comes late speaks for the time it was given: questions asked after it stay open.

The responsible agency's crew is asked until its report is resolved. Those who help are asked until they have finished
themselves, or somebody at 112 has reached them after the report was over: what the lead has ended, they may not have.
"""

from __future__ import annotations

from datetime import datetime, timedelta

import structlog
from django.db import transaction
from django.db.models import Exists, OuterRef, Q

from complaints.actors import SYSTEM
from complaints.choices import FINAL, Audience, EventKind, Status
from complaints.escalation import choose_targets
from complaints.models import Complaint, Event
from complaints.outgoing import write_alerts_to
from dispatch.duty import find_alerted
from dispatch.models import EscalationStep
from dispatch.outbox import enqueue
from jepara_tanggap.clock import read_database_clock
from response.choices import TapKind
from response.engagements import open_engagement
from response.models import CrewCheck, Engagement

log = structlog.get_logger(__name__)

BATCH = 200
MISSES_TO_ALARM = 2
OUT = (Status.EN_ROUTE, Status.ON_SCENE)
DONE_BY_LEAD = (Status.RESOLVED, Status.CLOSED)
Whom = EscalationStep.Whom
ASK_MARK = "ANDA AMAN?"
ALARM_MARK = "REGU TIDAK MENJAWAB"
QUESTION = "Apakah regu Anda aman? Buka tautan ini, lalu ketuk Kami aman."
LATE_QUESTION = (
    "Laporan ini sudah selesai. Apakah regu Anda aman? Buka tautan ini, lalu ketuk Kami aman, atau Selesai bila regu "
    "Anda juga sudah selesai."
)


def follow_sign_of_life(*, engagement: Engagement, kind: str, at: datetime, minutes: int | None) -> None:
    """After a tap: answer the questions it answers, and set when the next one is due.

    `minutes` is how often crews of this kind are asked; None for never. Call while holding the complaint's row.
    """
    if kind != TapKind.HELP:
        CrewCheck.objects.filter(engagement=engagement, answered_at=None, asked_at__lte=at).update(answered_at=at)
        engagement.well_at = max(filter(None, (engagement.well_at, at)))
        if _count_misses(engagement) < MISSES_TO_ALARM:
            engagement.crew_alarm_at = None
    if not engagement.is_out or not minutes:
        engagement.check_at = engagement.crew_alarm_at = None
    elif engagement.well_at:
        due = engagement.well_at + timedelta(minutes=minutes)
        engagement.check_at = max(filter(None, (engagement.check_at, due)))
    engagement.save(update_fields=["well_at", "crew_alarm_at", "check_at"])


def ask_crews(*, now: datetime | None = None) -> int:
    """Ask every crew whose time has come whether it is well; return how many questions this call asked.

    Safe to run in several processes at once, and as often as one likes.
    """
    now = now or read_database_clock()
    _arm_those_sent_from_a_desk(now)
    due = Engagement.objects.filter(check_at__lte=now).order_by("check_at")
    asked = 0
    for pk, check_at in list(due.values_list("pk", "check_at")[:BATCH]):
        if check_at is None:
            continue
        try:
            asked += _ask(pk, check_at, now)
        except Exception:
            # One crew's trouble keeps no other from being asked.
            log.exception("crew_check_failed", engagement=pk)
    return asked


def _arm_those_sent_from_a_desk(now: datetime) -> None:
    """Begin asking crews whose departure was noted at a desk, and who have tapped nothing."""
    out = Complaint.objects.filter(track="emergency", status__in=OUT, category__crew_check_minutes__gt=0)
    own = Engagement.objects.filter(complaint=OuterRef("pk"), agency=OuterRef("agency"))
    armed = own.filter(Q(check_at__isnull=False) | Q(done_at__isnull=False))
    out = out.filter(~Exists(armed), is_demo=False, is_drill=False).exclude(visibility="secret")
    for complaint in out.select_related("agency", "category")[:BATCH]:
        with transaction.atomic():
            engagement = open_engagement(complaint=complaint, agency=complaint.agency, now=now)
            left = complaint.en_route_at or complaint.on_scene_at or now
            since = max(filter(None, (engagement.well_at, left)))
            due = since + timedelta(minutes=complaint.category.crew_check_minutes or 0)
            Engagement.objects.filter(pk=engagement.pk, check_at=None, done_at=None).update(check_at=due)


def is_over_for(*, complaint: Complaint, agency_id: int) -> bool:
    """Tell whether a crew of this agency, if it has not said that it finished, is done all the same."""
    if complaint.status in DONE_BY_LEAD:
        return agency_id == complaint.agency_id
    return complaint.status in FINAL


@transaction.atomic
def _ask(pk: int, check_at: datetime, now: datetime) -> int:
    complaint_id, agency_id = Engagement.objects.values_list("complaint_id", "agency_id").get(pk=pk)
    complaint = Complaint.objects.select_for_update(of=("self",)).with_relations().get(pk=complaint_id)
    minutes = complaint.category.crew_check_minutes
    is_over = not minutes or is_over_for(complaint=complaint, agency_id=agency_id)
    # Once it is over for a crew it is not asked; a silence that alarmed the board stays until a person settles it.
    following = None if is_over else now + timedelta(minutes=minutes or 0)
    if not Engagement.objects.filter(pk=pk, check_at=check_at).update(check_at=following) or is_over:
        return 0
    engagement = Engagement.objects.select_related("agency").get(pk=pk)
    misses = _count_misses(engagement)
    if misses >= MISSES_TO_ALARM:
        _alarm(complaint, engagement, misses, now)
    check = CrewCheck.objects.create(engagement=engagement, asked_at=now)
    _send_question(complaint, engagement, check, now)
    return 1


def _count_misses(engagement: Engagement) -> int:
    return CrewCheck.objects.filter(engagement=engagement, answered_at=None).count()


def _send_question(complaint: Complaint, engagement: Engagement, check: CrewCheck, now: datetime) -> None:
    # Whoever spoke last has the telephone at the scene; those on duty before anybody did.
    contacts = [engagement.contact_id] if engagement.contact_id else find_alerted(agencies=[engagement.agency], now=now)
    messages = write_alerts_to(
        complaint=complaint,
        targets=[f"contact:{contact}" for contact in contacts],
        reason=f"crew-{check.pk}",
        ask=LATE_QUESTION if complaint.status in DONE_BY_LEAD else QUESTION,
        mark=ASK_MARK,
    )
    enqueue(messages=messages, now=now)


def _alarm(complaint: Complaint, engagement: Engagement, misses: int, now: datetime) -> None:
    if engagement.crew_alarm_at is None:
        engagement.crew_alarm_at = now
        engagement.save(update_fields=["crew_alarm_at"])
    agency = engagement.agency.short_name
    Event.objects.create(
        complaint=complaint,
        kind=EventKind.FIELD,
        action="crew_silent",
        text=f"Regu {agency} tidak menjawab {misses} kali.",
        audience=Audience.STAFF,
        actor_name=SYSTEM.name,
        agency=engagement.agency,
        data={"misses": misses},
        created_at=now,
    )
    targets = dict.fromkeys(
        [f"inbox:{engagement.agency_id}", *choose_targets(complaint, (Whom.LEAD, Whom.COORDINATOR), now)]
    )
    messages = write_alerts_to(
        complaint=complaint,
        targets=targets,
        reason=f"silent-{engagement.pk}-{now.isoformat()}",
        ask=f"Regu {agency} tidak menjawab {misses} kali. Hubungi regu lewat radio atau telepon.",
        mark=ALARM_MARK,
    )
    enqueue(messages=messages, now=now)
