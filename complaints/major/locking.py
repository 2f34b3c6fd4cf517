"""What every change of a major incident begins and ends with: who may, the row, and the line of its history."""

from __future__ import annotations

from datetime import datetime

from accounts.roles import Right, roles_with
from complaints.actors import Actor
from complaints.choices import IncidentAction
from complaints.models import IncidentEvent, MajorIncident
from complaints.refusals import NotAllowed, TransitionRefused

MANAGERS = roles_with(Right.MANAGE_INCIDENTS)


class StaleIncident(TransitionRefused):
    """Somebody else changed the incident in between."""

    def __init__(self, last: IncidentEvent | None) -> None:
        what = f"{last.actor_name}: {last.get_action_display().lower()}" if last else "petugas lain mengubahnya"
        super().__init__(f"Kejadian besar ini berubah sejak Anda membukanya ({what}). Periksa dulu, lalu kirim lagi.")


def require_manager(actor: Actor) -> None:
    """Raise NotAllowed for whoever does not manage major incidents."""
    if actor.kind not in MANAGERS or (actor.user is not None and not actor.user.is_active):
        raise NotAllowed("Kejadian besar dikelola oleh dispatcher dan koordinator.")


def lock_incident(*, incident_id: int, version: int | None = None) -> MajorIncident:
    """Return the incident, held until the caller's transaction ends. Raises NotAllowed, StaleIncident."""
    incident = MajorIncident.objects.select_for_update(of=("self",)).filter(pk=incident_id).first()
    if incident is None:
        raise NotAllowed("Kejadian besar ini tidak ada.")
    if version is not None and incident.version != version:
        raise StaleIncident(incident.events.order_by("-id").first())
    return incident


def save_incident(incident: MajorIncident, *names: str) -> None:
    """Write these fields and the next version. Raises StaleIncident if another wrote meanwhile."""
    seen = incident.version
    incident.version = seen + 1
    values = {name: getattr(incident, name) for name in (*names, "version")}
    # The row is held already; this holds even where a database does not hold rows.
    if not MajorIncident.objects.filter(pk=incident.pk, version=seen).update(**values):
        raise StaleIncident(incident.events.order_by("-id").first())


def write_line(incident: MajorIncident, action: IncidentAction, actor: Actor, now: datetime, *, count: int = 0) -> None:
    """Add a line to the incident's own history."""
    IncidentEvent.objects.create(
        incident=incident, action=action, count=count, actor_name=actor.name, user=actor.user, created_at=now
    )
