"""Opening, describing, closing and reopening a major incident. Its reports keep the state they have."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from complaints.actors import Actor
from complaints.choices import IncidentAction, IncidentKind
from complaints.major.gathering import Gathered, gather_into
from complaints.major.locking import lock_incident, require_manager, save_incident, write_line
from complaints.masking import mask_text
from complaints.masking.villages import read_place_words
from complaints.models import MajorIncident
from complaints.refusals import MissingField, NotAllowed

NAME_LIMIT = 120
AREA_LIMIT = 200
DESCRIPTION_LIMIT = 2000


@dataclass(frozen=True)
class Words:
    """What an incident says of itself; `public_name` is what reporters and the public read, empty for nothing."""

    kind: str
    name: str
    public_name: str = ""
    area: str = ""
    description: str = ""


@dataclass(frozen=True)
class Opened:
    """The incident, what was gathered with it, and whether this call opened it (False: the same form again)."""

    incident: MajorIncident
    gathered: Gathered | None
    is_new: bool


def open_incident(
    *,
    actor: Actor,
    token: UUID,
    words: Words,
    is_drill: bool = False,
    complaint_ids: Iterable[int] = (),
    is_demo: bool = False,
    now: datetime | None = None,
) -> Opened:
    """Open an incident and gather these reports in the same transaction.

    The same token again changes nothing. Raises NotAllowed, MissingField.
    """
    now = now or timezone.now()
    require_manager(actor)
    values = _check_words(words)
    fixed = {"is_drill": is_drill, "is_demo": is_demo, "opened_by": actor.user, "opened_at": now}
    with transaction.atomic():
        incident, is_new = MajorIncident.objects.get_or_create(token=token, defaults={**values, **fixed})
        if not is_new:
            return Opened(incident, None, False)
        write_line(incident, IncidentAction.OPENED, actor, now)
        wanted = list(complaint_ids)
        gathered = gather_into(incident=incident, complaint_ids=wanted, actor=actor, now=now) if wanted else None
    return Opened(incident, gathered, True)


def describe_incident(
    *, incident_id: int, version: int, actor: Actor, words: Words, now: datetime | None = None
) -> MajorIncident:
    """Change what an incident says of itself. Raises NotAllowed, MissingField, StaleIncident."""
    now = now or timezone.now()
    require_manager(actor)
    values = _check_words(words)
    with transaction.atomic():
        incident = lock_incident(incident_id=incident_id, version=version)
        for name, value in values.items():
            setattr(incident, name, value)
        save_incident(incident, *values)
        write_line(incident, IncidentAction.CHANGED, actor, now)
    return incident


def close_incident(*, incident_id: int, version: int, actor: Actor, now: datetime | None = None) -> MajorIncident:
    """End gathering and take the incident off the board; no report changes. Raises NotAllowed, StaleIncident."""
    now = now or timezone.now()
    require_manager(actor)
    with transaction.atomic():
        incident = lock_incident(incident_id=incident_id, version=version)
        if not incident.is_open:
            raise NotAllowed("Kejadian besar ini sudah ditutup.")
        incident.closed_at, incident.closed_by = now, actor.user
        save_incident(incident, "closed_at", "closed_by")
        write_line(incident, IncidentAction.CLOSED, actor, now)
    return incident


def reopen_incident(*, incident_id: int, version: int, actor: Actor, now: datetime | None = None) -> MajorIncident:
    """Let an incident gather again; no report changes. Raises NotAllowed, StaleIncident."""
    now = now or timezone.now()
    require_manager(actor)
    with transaction.atomic():
        incident = lock_incident(incident_id=incident_id, version=version)
        if incident.is_open:
            raise NotAllowed("Kejadian besar ini masih terbuka.")
        incident.closed_at, incident.closed_by = None, None
        save_incident(incident, "closed_at", "closed_by")
        write_line(incident, IncidentAction.REOPENED, actor, now)
    return incident


def _check_words(words: Words) -> dict[str, str]:
    if words.kind not in IncidentKind.values:
        raise MissingField("kind", "Pilih jenis kejadiannya.")
    name = words.name.strip()[:NAME_LIMIT]
    if not name:
        raise MissingField("name", "Tulis nama kejadiannya.")
    public_name = words.public_name.strip()[:NAME_LIMIT]
    # Rather asked for anew than shown with holes in it.
    if public_name and mask_text(public_name, places=read_place_words()).spans:
        raise MissingField("public_name", "Nama untuk warga memuat data pribadi. Tulis kejadian dan wilayahnya saja.")
    return {
        "kind": words.kind,
        "name": name,
        "public_name": public_name,
        "area": words.area.strip()[:AREA_LIMIT],
        "description": words.description.strip()[:DESCRIPTION_LIMIT],
    }
