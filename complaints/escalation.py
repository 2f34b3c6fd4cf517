"""Raises emergencies that nobody acknowledges: round after round, until a person does.

The times stand in the rows (`escalate_at`), so nothing is lost with a process. A round is taken by one
compare-and-set on (round, time): of two sweeps one wins, and an acknowledgement that came first wins over
both. The round is part of each alert's key besides, so the outbox refuses a second one.

Clocks: the sweep goes by the database's clock. Each round is timed from the one before it as it really went
out, so a clock that jumps ahead, or an hour of standstill, raises one round and then waits as always. A time
further ahead than the wait for its round is a sign of a clock that was wrong, and is brought back.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import NamedTuple

import structlog
from django.conf import settings
from django.db import transaction
from django.db.models import Q

from complaints.actors import SYSTEM
from complaints.choices import Audience, EventKind, Status
from complaints.models import Complaint, Event
from complaints.outgoing import name_subject, write_alerts_to
from dispatch.duty import find_alerted, find_in_order
from dispatch.escalation_plan import Plan, find_longest_waits, find_plan
from dispatch.models import Agency, AgencyContact, Delivery, EscalationStep, Track
from dispatch.outbox import enqueue
from jepara_tanggap.clock import read_database_clock

log = structlog.get_logger(__name__)

BATCH = 200
# Whoever waited longer than this without a time was taken care of by voice, or never will be by an alarm.
ARMED_WITHIN = timedelta(days=1)
Whom = EscalationStep.Whom


class _Due(NamedTuple):
    """What was seen of a row: whatever changed it since then has been quicker."""

    pk: int
    escalation_round: int
    escalate_at: datetime
    district_id: str | None


def arm_escalation(*, complaint: Complaint, now: datetime, wait: timedelta | None) -> None:
    """Set in memory when the first round is due; the caller saves. Only real emergencies are ever raised.

    `wait` is the time until then; None where no steps are kept.
    """
    is_real = complaint.is_emergency and not complaint.is_demo and not complaint.is_drill
    complaint.escalation_round = 0
    complaint.escalate_at = now + wait if is_real and wait is not None else None


def follow_status(*, complaint: Complaint, now: datetime) -> None:
    """After a step of the lifecycle, in memory: any step stops the rounds; back at an agency they begin anew."""
    complaint.escalate_at = None
    if complaint.status == Status.ASSIGNED:
        # Part of the keys, so that the second agency's round 1 is not taken for the first one's.
        complaint.escalation_cycle += 1
        plan = find_plan(district_id=complaint.district_id)
        arm_escalation(complaint=complaint, now=now, wait=plan.find_wait(1) if plan else None)


def escalate_due(*, now: datetime | None = None) -> int:
    """Raise every emergency whose next round is due. Returns how many rounds this call took.

    Safe to run in several processes at once, and as often as one likes.
    """
    now = now or read_database_clock()
    _arm_forgotten(now)
    taken = 0
    for due in _find_due(now):
        plan = find_plan(district_id=due.district_id)
        if plan is None:
            continue
        if due.escalate_at > now:
            _bring_back(due, plan, now)
            continue
        try:
            taken += _raise_round(due, plan, now)
        except Exception:
            # One that breaks must not silence the others; it is tried again by the next sweep.
            log.exception("escalation_broke", complaint=due.pk)
    return taken


def _arm_forgotten(now: datetime) -> None:
    """Give a time to those that have none: filed before the upgrade that brought rounds, or while no steps were kept.

    They get their first round as if they were filed now, so nobody is alarmed by the upgrade itself.
    """
    waiting = Complaint.objects.real().filter(
        track=Track.EMERGENCY, status=Status.ASSIGNED, escalate_at=None, is_demo=False, filed_at__gt=now - ARMED_WITHIN
    )
    for pk, district_id in list(waiting.values_list("pk", "district_id")[:BATCH]):
        plan = find_plan(district_id=district_id)
        if plan is not None:
            waiting.filter(pk=pk).update(escalate_at=now + plan.find_wait(1))


def _find_due(now: datetime) -> list[_Due]:
    due = Q(escalate_at__lte=now)
    waits = find_longest_waits()
    for number, wait in enumerate(waits):
        taken = {"escalation_round": number} if number < len(waits) - 1 else {"escalation_round__gte": number}
        due |= Q(escalate_at__gt=now + wait, **taken)
    rows = Complaint.objects.filter(due, escalate_at__isnull=False).order_by("escalate_at", "pk")
    seen = rows.values_list("pk", "escalation_round", "escalate_at", "district_id")[:BATCH]
    return [_Due(pk, number, at, district) for pk, number, at, district in seen if at is not None]


def _seen(due: _Due):
    return Complaint.objects.filter(
        pk=due.pk, escalation_round=due.escalation_round, escalate_at=due.escalate_at, status=Status.ASSIGNED
    )


def _bring_back(due: _Due, plan: Plan, now: datetime) -> None:
    _seen(due).update(escalate_at=now + plan.find_wait(due.escalation_round + 1))


@transaction.atomic
def _raise_round(due: _Due, plan: Plan, now: datetime) -> int:
    number = due.escalation_round + 1
    # `version` stays: whoever is about to acknowledge must not be told that something changed.
    if not _seen(due).update(escalation_round=number, escalate_at=now + plan.find_wait(number + 1)):
        return 0
    complaint = Complaint.objects.with_relations().get(pk=due.pk)
    whom = plan.find_round(number).whom
    targets = choose_targets(complaint, whom, now)
    _write_event(complaint, number, whom, targets, now)
    waited = max(1, round((now - (complaint.raised_at or complaint.filed_at)).total_seconds() / 60))
    messages = write_alerts_to(
        complaint=complaint,
        targets=targets,
        reason=f"esc-{complaint.escalation_cycle}-{number}",
        ask=f"Belum ada yang menerima. Peringatan ke-{number + 1}, {waited} menit menunggu.",
        mark=f"BELUM DITERIMA ({number})",
    )
    enqueue(messages=messages, now=now)
    return 1


# --- whom a round reaches ---------------------------------------------------


def choose_targets(complaint: Complaint, whom: tuple[str, ...], now: datetime) -> list[str]:
    """Return the targets of these kinds of people, each once; never those of the agency that a report is about."""
    chosen: dict[str, None] = {}
    for kind in whom:
        for agency, contacts in _choose_people(complaint, kind, now):
            if agency.pk == complaint.about_agency_id:
                continue
            chosen |= dict.fromkeys([f"inbox:{agency.pk}", *(f"contact:{pk}" for pk in contacts)])
    return list(chosen)


def _choose_people(complaint: Complaint, kind: str, now: datetime) -> Iterator[tuple[Agency, list[int]]]:
    if kind == Whom.NEXT_CONTACT:
        yield complaint.agency, _find_next_contact(complaint, now)
    elif kind == Whom.LEAD:
        # Leads read the agency's inbox; its contacts are all called, on duty or not.
        yield complaint.agency, find_in_order(agency=complaint.agency, now=now)
    elif kind == Whom.SUPPORTING:
        for agency in complaint.supporting.filter(is_active=True):
            yield agency, find_alerted(agencies=[agency], now=now)
    elif kind == Whom.COORDINATOR:
        # The county's own people are those of the agency that stands in for all others.
        for agency in Agency.objects.filter(code=settings.ROUTING_FALLBACK_AGENCY):
            yield agency, find_in_order(agency=agency, now=now)


def _find_next_contact(complaint: Complaint, now: datetime) -> list[int]:
    """Return the first contact that has not been alerted to this emergency; all of them if each has been."""
    order = find_in_order(agency=complaint.agency, now=now)
    alerted = set(
        Delivery.objects.filter(subject=name_subject(complaint.number), channel="alert").values_list(
            "target", flat=True
        )
    )
    fresh = [pk for pk in order if f"contact:{pk}" not in alerted]
    return fresh[:1] or order


# --- what history says ------------------------------------------------------


def _write_event(complaint: Complaint, number: int, whom: tuple[str, ...], targets: list[str], now: datetime) -> None:
    Event.objects.create(
        complaint=complaint,
        kind=EventKind.ESCALATION,
        action="escalate",
        text=_tell_round(number, whom, targets),
        audience=Audience.STAFF,
        actor_name=SYSTEM.name,
        data={"round": number, "whom": list(whom), "targets": targets},
        created_at=now,
    )


def _tell_round(number: int, whom: tuple[str, ...], targets: list[str]) -> str:
    contacts = [int(target.partition(":")[2]) for target in targets if target.startswith("contact:")]
    names = AgencyContact.objects.filter(pk__in=contacts).values_list("name", "agency__short_name")
    told = ", ".join(f"{name} ({agency})" for name, agency in names) or "kotak masuk saja, belum ada kontak"
    return f"Putaran {number}: {', '.join(Whom(kind).label for kind in whom)}. Diberi tahu: {told}."
