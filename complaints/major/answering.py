"""Answering the reporters of a major incident together: written once, said on each ticket exactly once.

Writing keeps the answer and one line per report, and nothing else, so the page never waits for two thousand tickets.
Workers then go from line to line: a line is taken by one compare-and-set in the same transaction that writes the
answer on its ticket, so a worker that dies, two workers, or the same form again neither lose nor double one.
"""

from __future__ import annotations

import time
from datetime import datetime, timedelta
from functools import partial
from uuid import UUID

import structlog
from django.db import InterfaceError, OperationalError, transaction
from django.db.models import Q
from django.utils import timezone

from complaints.actors import Actor, actor_for_user
from complaints.choices import UNFINISHED, EventKind, IncidentAction, Status
from complaints.lifecycle import TEXT_LIMIT, add_message
from complaints.major.locking import lock_incident, require_manager, write_line
from complaints.major.reading import select_members
from complaints.models import Complaint, IncidentAnswer, IncidentAnswerLine, IncidentMember, MajorIncident
from complaints.permissions import ANSWERERS
from complaints.querysets import ComplaintQuerySet
from complaints.refusals import MissingField, NotAllowed, TransitionRefused
from dispatch.wake import wake_task
from jepara_tanggap.clock import name_now

log = structlog.get_logger(__name__)

TASK = "complaints.tasks.answer_together"
# One turn of a worker; the sweep gives the next one.
SLICE_SECONDS = 4.0
# Longer than a turn: a lease that ran out belonged to a worker that died.
LEASE = timedelta(seconds=30)
_BATCH = 500
_READ_AT_ONCE = 50
BROKE = "Gagal ditulis karena gangguan. Coba lagi."
LEFT = "Sudah dilepas dari kejadian besar ini sebelum dijawab."


def select_answered(*, incident: MajorIncident, actor: Actor, only_unfinished: bool = False) -> ComplaintQuerySet:
    """Return the reports whose reporters an answer goes to. A merged one is told on the ticket it went into."""
    members = select_members(incident=incident, user=actor.user).exclude(status=Status.MERGED)
    return members.filter(status__in=sorted(UNFINISHED)) if only_unfinished else members


def write_answer(
    *,
    incident_id: int,
    actor: Actor,
    token: UUID,
    text: str,
    only_unfinished: bool = False,
    now: datetime | None = None,
) -> IncidentAnswer:
    """Keep an answer for every reporter of the incident; workers say it on each ticket.

    The same token again returns the answer that is there. Raises NotAllowed, MissingField.
    """
    now = now or timezone.now()
    require_manager(actor)
    if actor.user is None or actor.kind not in ANSWERERS:
        raise NotAllowed("Anda tidak dapat menjawab pelapor.")
    with transaction.atomic():
        incident = lock_incident(incident_id=incident_id)
        known = IncidentAnswer.objects.filter(token=token).first()
        if known is not None:
            return known
        text = text.strip()[:TEXT_LIMIT]
        if not text:
            raise MissingField("text", "Tulis jawabannya.")
        members = select_answered(incident=incident, actor=actor, only_unfinished=only_unfinished)
        chosen = list(members.order_by("pk").values_list("pk", flat=True))
        if not chosen:
            raise MissingField("text", "Belum ada laporan yang dapat dijawab.")
        answer = IncidentAnswer(incident=incident, token=token, text=text, sender=actor.user, created_at=now)
        _keep(answer, chosen)
        write_line(incident, IncidentAction.ANSWERED, actor, now, count=len(chosen))
        transaction.on_commit(partial(wake_task, TASK))
    return answer


def _keep(answer: IncidentAnswer, complaint_ids: list[int]) -> None:
    answer.save(force_insert=True)
    rows = [IncidentAnswerLine(answer=answer, complaint_id=pk) for pk in complaint_ids]
    IncidentAnswerLine.objects.bulk_create(rows, batch_size=_BATCH)


def retry_refused(*, answer_id: int, actor: Actor, now: datetime | None = None) -> int:
    """Try again, in this person's name, where an answer could not be written. Returns how many. Raises NotAllowed."""
    now = now or timezone.now()
    require_manager(actor)
    answer = IncidentAnswer.objects.filter(pk=answer_id).first()
    if actor.user is None or answer is None:
        raise NotAllowed("Jawaban ini tidak ada.")
    with transaction.atomic():
        incident = lock_incident(incident_id=answer.incident_id)
        refused = IncidentAnswerLine.objects.filter(answer=answer, event=None, done_at__isnull=False)
        seen = Complaint.objects.visible_to(actor.user).values("pk")
        count = refused.exclude(problem=LEFT).filter(complaint__in=seen).update(done_at=None, problem="")
        if count:
            IncidentAnswer.objects.filter(pk=answer.pk).update(sender=actor.user, completed_at=None)
            write_line(incident, IncidentAction.RETRIED, actor, now, count=count)
            transaction.on_commit(partial(wake_task, TASK))
    return count


def answer_waiting(*, seconds: float = SLICE_SECONDS) -> int:
    """Say waiting answers on their tickets for about `seconds`; return how many lines were done."""
    until, done = time.monotonic() + seconds, 0
    while time.monotonic() < until:
        answer = _claim_answer()
        if answer is None:
            break
        try:
            done += _answer_until(answer, until)
        finally:
            _let_go(answer)
    return done


def _claim_answer() -> IncidentAnswer | None:
    free = Q(lease_until=None) | Q(lease_until__lt=name_now())
    waiting = IncidentAnswer.objects.filter(free, completed_at=None)
    for answer in waiting.select_related("sender__agency").order_by("pk")[:5]:
        if waiting.filter(pk=answer.pk).update(lease_until=name_now() + LEASE):
            return answer
    return None


def _let_go(answer: IncidentAnswer) -> None:
    """End the lease, and the answer itself once no line of it waits."""
    rows = IncidentAnswer.objects.filter(pk=answer.pk)
    if not IncidentAnswerLine.objects.filter(answer=answer, done_at=None).exists():
        rows.filter(completed_at=None).update(completed_at=timezone.now())
    rows.update(lease_until=None)


def _answer_until(answer: IncidentAnswer, until: float) -> int:
    actor, done = actor_for_user(answer.sender), 0
    while time.monotonic() < until:
        waiting = IncidentAnswerLine.objects.filter(answer=answer, done_at=None).order_by("pk")[:_READ_AT_ONCE]
        lines = list(waiting)
        if not lines:
            break
        for line in lines:
            answer_line(answer=answer, line=line, actor=actor)
            done += 1
            if time.monotonic() >= until:
                break
    return done


def answer_line(*, answer: IncidentAnswer, line: IncidentAnswerLine, actor: Actor) -> bool:
    """Say an answer on one ticket; False where another worker has, or where it may not be: then the line says why."""
    try:
        return _say(answer, line, actor)
    except TransitionRefused as refusal:
        _take(line, problem=refusal.message[:200])
        return False
    except (OperationalError, InterfaceError):
        # The database is away or busy: the line waits for the next turn.
        raise
    except Exception:
        # One ticket that cannot be written must not keep the others from their answer.
        log.exception("joint_answer_broke", line_id=line.pk)
        _take(line, problem=BROKE)
        return False


def _say(answer: IncidentAnswer, line: IncidentAnswerLine, actor: Actor) -> bool:
    with transaction.atomic():
        if not _take(line):
            return False
        members = IncidentMember.objects.filter(incident=answer.incident_id, released_at=None)
        if not members.filter(complaint=line.complaint_id).exists():
            raise NotAllowed(LEFT)
        event = add_message(complaint_id=line.complaint_id, actor=actor, kind=EventKind.ANSWER, text=answer.text)
        IncidentAnswerLine.objects.filter(pk=line.pk).update(event=event)
    return True


def _take(line: IncidentAnswerLine, *, problem: str = "") -> bool:
    waiting = IncidentAnswerLine.objects.filter(pk=line.pk, done_at=None)
    return bool(waiting.update(done_at=timezone.now(), problem=problem))
