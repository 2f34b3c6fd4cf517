"""What the tests of major incidents make: who manages them, incidents with reports, and a picture of all reports."""

from __future__ import annotations

from collections.abc import Iterable
from uuid import uuid4

from accounts.models import Role, User
from complaints.actors import Actor, actor_for_user
from complaints.major.gathering import gather
from complaints.major.incidents import Words, open_incident
from complaints.models import Complaint, IncidentMember, MajorIncident

FLOOD = Words(kind="flood", name="Banjir Welahan", public_name="Banjir di Welahan", area="Welahan, Mayong")

# Everything of a report but the text index that PostgreSQL keeps beside it.
COLUMNS = [field.attname for field in Complaint._meta.concrete_fields]


def manager(username: str = "papan", role: Role = Role.DISPATCHER, **more) -> Actor:
    """Return somebody who manages major incidents."""
    user, _ = User.objects.get_or_create(username=username, role=role, defaults=more)
    return actor_for_user(user)


def make_incident(
    reports: Iterable[Complaint] = (), *, actor: Actor | None = None, words: Words = FLOOD, is_drill: bool = False
) -> MajorIncident:
    """Open an incident with these reports."""
    actor = actor or manager()
    incident = open_incident(actor=actor, token=uuid4(), words=words, is_drill=is_drill).incident
    wanted = [report.pk for report in reports]
    if wanted:
        done = gather(incident_id=incident.pk, complaint_ids=wanted, actor=actor)
        assert done.count == len(wanted)
    return incident


def snapshot() -> list[tuple]:
    """Return every report as it is now, column by column."""
    return list(Complaint.objects.order_by("pk").values_list(*COLUMNS))


def members_of(incident: MajorIncident) -> set[int]:
    """Return the keys of the reports that are in this incident now."""
    return set(IncidentMember.objects.filter(incident=incident, released_at=None).values_list("complaint", flat=True))
