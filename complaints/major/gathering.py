"""Which reports belong to a major incident: gathering many in one action, and releasing them.

Each report keeps its ticket and its state; it gets a line of history that says where it belongs. `version` stays:
whoever works on the ticket must not be told that something changed.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING
from uuid import UUID, uuid4

from django.db import transaction
from django.db.models import Exists, OuterRef
from django.utils import timezone

from complaints.actors import Actor
from complaints.choices import FINAL, EventKind, IncidentAction
from complaints.major.locking import lock_incident, require_manager, write_line
from complaints.models import Complaint, Event, IncidentMember, MajorIncident
from complaints.querysets import ComplaintQuerySet
from complaints.refusals import NotAllowed
from complaints.staff_lines import build_staff_line
from dispatch.models import Visibility

if TYPE_CHECKING:
    from accounts.models import User

GATHERED = "incident_gathered"
RELEASED = "incident_released"
# One action takes no more: its transaction must not last.
MOST_AT_ONCE = 2000
_BATCH = 500


@dataclass(frozen=True)
class Gathered:
    """What one action did: its batch (to take it back), how many came in, and how many of those asked did not."""

    batch: UUID
    count: int
    left_out: int


def select_gatherable(*, user: User | None, is_drill: bool) -> ComplaintQuerySet:
    """Return the reports somebody (None: the system) may gather: what they may read, not over, not secret, in none yet.

    Of secret reports, and of those about an agency, whoever reads the incident would learn. Drills go with drills.
    """
    seen = Complaint.objects.visible_to(user) if user else Complaint.objects.all()
    open_to_all = seen.filter(is_drill=is_drill, about_agency=None).exclude(visibility=Visibility.SECRET)
    belongs = IncidentMember.objects.filter(complaint=OuterRef("pk"), released_at=None)
    return open_to_all.exclude(status__in=sorted(FINAL)).filter(~Exists(belongs))


def gather(*, incident_id: int, complaint_ids: Iterable[int], actor: Actor, now: datetime | None = None) -> Gathered:
    """Gather many reports in one action; those that belong already, or may not, are left out and counted.

    Raises NotAllowed, also where more than MOST_AT_ONCE are asked for.
    """
    now = now or timezone.now()
    require_manager(actor)
    with transaction.atomic():
        incident = lock_incident(incident_id=incident_id)
        return gather_into(incident=incident, complaint_ids=complaint_ids, actor=actor, now=now)


def gather_into(*, incident: MajorIncident, complaint_ids: Iterable[int], actor: Actor, now: datetime) -> Gathered:
    """Gather, in the caller's transaction and while it holds the incident. Raises NotAllowed."""
    wanted = set(complaint_ids)
    if not incident.is_open:
        raise NotAllowed("Kejadian besar ini sudah ditutup. Buka lagi untuk mengumpulkan laporan.")
    if len(wanted) > MOST_AT_ONCE:
        raise NotAllowed(f"Paling banyak {MOST_AT_ONCE} laporan sekali kumpul. Persempit dulu.")
    may = select_gatherable(user=actor.user, is_drill=incident.is_drill).filter(pk__in=wanted)
    chosen = list(may.order_by("pk").values_list("pk", flat=True))
    batch = uuid4()
    rows = [_build_member(incident, pk, batch, actor, now) for pk in chosen]
    # Somebody may gather the same report into another incident at this moment: the constraint decides, and what it
    # let in is read back.
    IncidentMember.objects.bulk_create(rows, batch_size=_BATCH, ignore_conflicts=True)
    fresh = list(IncidentMember.objects.filter(incident=incident, batch=batch).values_list("complaint_id", flat=True))
    if fresh:
        words = f"Dikumpulkan ke kejadian besar: {incident.name}."
        _write_lines(fresh, GATHERED, words, actor, now)
        write_line(incident, IncidentAction.GATHERED, actor, now, count=len(fresh))
    return Gathered(batch, len(fresh), len(wanted) - len(fresh))


def release(
    *,
    incident_id: int,
    actor: Actor,
    complaint_ids: Collection[int] | None = None,
    batch: UUID | None = None,
    now: datetime | None = None,
) -> list[int]:
    """Let reports go, by their ids or all of one action; return the ids of those that went.

    An incident that is closed lets go too. Raises NotAllowed.
    """
    now = now or timezone.now()
    require_manager(actor)
    with transaction.atomic():
        incident = lock_incident(incident_id=incident_id)
        members = IncidentMember.objects.filter(incident=incident, released_at=None)
        members = (
            members.filter(batch=batch) if batch is not None else members.filter(complaint__in=complaint_ids or ())
        )
        if actor.user is not None:
            members = members.filter(complaint__in=Complaint.objects.visible_to(actor.user).values("pk"))
        gone = list(members.order_by("pk").values_list("complaint_id", flat=True))
        if gone:
            still = IncidentMember.objects.filter(incident=incident, released_at=None, complaint__in=gone)
            still.update(released_at=now, released_by=actor.user)
            _write_lines(gone, RELEASED, f"Dilepas dari kejadian besar: {incident.name}.", actor, now)
            write_line(incident, IncidentAction.RELEASED, actor, now, count=len(gone))
    return gone


def _build_member(
    incident: MajorIncident, complaint_id: int, batch: UUID, actor: Actor, now: datetime
) -> IncidentMember:
    return IncidentMember(
        incident=incident, complaint_id=complaint_id, batch=batch, gathered_by=actor.user, gathered_at=now
    )


def _write_lines(complaint_ids: Iterable[int], action: str, words: str, actor: Actor, now: datetime) -> None:
    Event.objects.bulk_create(
        [
            build_staff_line(
                complaint_id=complaint_id,
                kind=EventKind.NOTE,
                action=action,
                text=words,
                actor=actor,
                now=now,
            )
            for complaint_id in complaint_ids
        ],
        batch_size=_BATCH,
    )
