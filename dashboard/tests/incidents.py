"""What several tests of the pages of major incidents do: open one, read its pages, and find reports in them."""

from __future__ import annotations

import re
from uuid import uuid4

from django.test import Client

from complaints.actors import actor_for_user
from complaints.major.incidents import Words, open_incident
from complaints.models import Complaint, IncidentMember, MajorIncident

LIST, NEW = "/petugas/kejadian/", "/petugas/kejadian/baru/"
ROW = re.compile(r'id="laporan-(\d+)"')
FIELDS = {"kind": "flood", "name": "Banjir Welahan", "area": "Welahan", "public_name": "Banjir di Welahan"}


def open_as(client: Client, *reports: Complaint, name: str = "Banjir Welahan", public_name: str = "") -> MajorIncident:
    """Open an incident with these reports as whoever is signed in there."""
    return open_incident(
        actor=actor_for_user(client.user),
        token=uuid4(),
        words=Words(kind="flood", name=name, public_name=public_name),
        complaint_ids=[report.pk for report in reports],
    ).incident


def path(incident: MajorIncident, what: str = "") -> str:
    return f"{LIST}{incident.pk}/{what}"


def read(client: Client, address: str, **query) -> str:
    answer = client.get(address, query)
    assert answer.status_code == 200
    return answer.content.decode()


def rows_of(page: str) -> set[int]:
    return {int(found) for found in ROW.findall(page)}


def members() -> set[int]:
    return set(IncidentMember.objects.filter(released_at=None).values_list("complaint", flat=True))


def token_in(page: str) -> str:
    return re.search(r'name="token" value="([^"]+)"', page)[1]  # type: ignore[index]
