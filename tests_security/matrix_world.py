"""The people and the tickets of the matrix (see matrix_table.py)."""

from __future__ import annotations

from dataclasses import dataclass, field
from uuid import uuid4

from django.core.cache import cache
from django.db import connection, reset_queries, transaction
from django.http import HttpResponse
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from accounts.models import Role, User
from calls.models import Call
from complaints.actors import Actor
from complaints.lifecycle import apply_transition
from complaints.major.incidents import Words
from complaints.models import Complaint, Draft, Event, IncidentMember, RequestKind
from complaints.photo_uploads import save_photos
from complaints.privacy.requests import open_request
from complaints.tests.citizen import make_photo
from complaints.tests.helpers import file_report, name_for_secrets
from complaints.tests.incidents import make_incident
from complaints.ticket_numbers import new_number
from dispatch.models import Agency, Category, Delivery, InboundMessage, InboxMessage

OWN_AGENCY = "DISHUB"
WORDS = "Katasandikhusus"
# What the history of every ticket holds for staff alone.
NOTE = "Catatandalam"
FORM = {"text": WORDS, "action": "ask", "version": "1", "reason": "Menangani laporan"}

PEOPLE: dict[str, tuple[Role, str]] = {
    "officer": (Role.OFFICER, OWN_AGENCY),
    "lead": (Role.LEAD, OWN_AGENCY),
    "reader": (Role.OFFICER, OWN_AGENCY),
    "supporter": (Role.OFFICER, "BPBD"),
    "former": (Role.OFFICER, "DPUPR"),
    "inspector": (Role.OFFICER, "INSPEKTORAT"),
    "other": (Role.LEAD, "DISPERKIM"),
    "deactivated": (Role.OFFICER, OWN_AGENCY),
    "insider": (Role.COORDINATOR, OWN_AGENCY),
    **{role: (role, "") for role in Role if role not in (Role.OFFICER, Role.LEAD)},  # type: ignore[dict-item]
}


@dataclass
class Thing:
    """What an address can point at: the values put into it."""

    ticket: str
    samples: dict[str, str]
    complaint: Complaint | None = None
    # Pages of the admin that show rows of other tables about this ticket.
    admin_rows: list[str] = field(default_factory=list)


@dataclass
class World:
    """Browsers by person, and things by ticket; `nothing` points at what is not there."""

    clients: dict[str, Client] = field(default_factory=dict)
    things: list[Thing] = field(default_factory=list)
    nothing: Thing = field(default_factory=lambda: Thing("nothing", _name_nothing()))


@dataclass(frozen=True)
class Answer:
    """What came back, and how many SQL statements it took."""

    response: HttpResponse
    statements: int


def _name_nothing() -> dict[str, str]:
    return {"number": new_number(), "uuid": str(uuid4()), "incident_id": "987654321", "request_id": "987654321"}


def build_world() -> World:
    """Make everybody and everything, in the caller's transaction."""
    world = World()
    people = {name: _make_user(name, role, agency) for name, (role, agency) in PEOPLE.items()}
    name_for_secrets(people["reader"], Category.objects.get(code="D-KDRT"))
    name_for_secrets(people["inspector"], Category.objects.get(code="N-ASN"))
    for name, user in people.items():
        world.clients[name] = Client(raise_request_exception=False)
        world.clients[name].force_login(user)
    User.objects.filter(pk=people["deactivated"].pk).update(is_active=False)
    world.clients["visitor"] = Client(raise_request_exception=False)
    world.things = [_make_thing(ticket, complaint) for ticket, complaint in _file_tickets().items()]
    draft = Draft.objects.create(browser_key="x" * 43, data={"text": WORDS})
    world.things.append(Thing("draft", {"uuid": str(draft.pk)}))
    return world


def ask(client: Client, method: str, path: str) -> Answer:
    """Send one request, and undo whatever it wrote."""
    cache.clear()
    reset_queries()
    kept = client.cookies.copy()
    with transaction.atomic(), CaptureQueriesContext(connection) as captured:
        response = client.get(path) if method == "GET" else client.post(path, FORM)
        if response.streaming:
            # Read to its end, where the test client closes it without closing the database.
            list(response.streaming_content)
        transaction.set_rollback(True)
    client.cookies = kept
    return Answer(response, len(captured))


def _make_user(name: str, role: Role, agency: str) -> User:
    of = Agency.objects.get(code=agency) if agency else None
    enters = role in (Role.ADMINISTRATOR, Role.COORDINATOR)
    return User.objects.create_user(
        f"matriks-{name}", role=role, agency=of, is_staff=enters, is_superuser=role == Role.ADMINISTRATOR
    )


def _file_tickets() -> dict[str, Complaint]:
    about = Agency.objects.get(code=OWN_AGENCY).pk
    known = {"reporter_name": "Siti Matriks", "phone": "+6281234567890"}
    tickets = {
        "open": file_report("N-PJU", **known),
        "private": file_report("N-ADMIN", **known),
        "emergency": file_report("D-KES", **known),
        "secret": file_report("D-KDRT", **known),
        "about": file_report("N-ASN", about_agency_id=about, **known),
        "accused": file_report("N-PJU", **known),
        "moved": file_report("N-JALAN", **known),
    }
    tickets["emergency"].supporting.add(Agency.objects.get(code="BPBD"))
    for name in ("private", "emergency", "secret"):
        Complaint.objects.filter(pk=tickets[name].pk).update(agency=about)
    inspectorate = Agency.objects.get(code="INSPEKTORAT")
    Complaint.objects.filter(pk=tickets["accused"].pk).update(agency=inspectorate, about_agency=about)
    for complaint in tickets.values():
        save_photos(files=[make_photo()], room=1, complaint=complaint)
    county = Actor(kind="coordinator", name="Koordinator")
    apply_transition(
        complaint_id=tickets["moved"].pk, action="transfer", actor=county, text="Lampu", to_agency_id=about
    )
    return {name: Complaint.objects.get(pk=complaint.pk) for name, complaint in tickets.items()}


def _make_thing(ticket: str, complaint: Complaint) -> Thing:
    secret = {"secret_category": complaint.category} if complaint.is_for_named_readers else {}
    InboxMessage.objects.create(
        agency=complaint.agency,
        key=f"matriks-{ticket}",
        subject=f"complaint:{complaint.number}",
        title="Peringatan",
        text=complaint.number,
        path=f"/petugas/tiket/{complaint.number}/",
        created_at=complaint.filed_at,
        **secret,
    )
    photo = complaint.photos.get()
    incident = make_incident(words=Words(kind="flood", name=f"Kejadian {ticket}"))
    # As it would stand if the report had become secret after it was gathered.
    now, batch = complaint.filed_at, uuid4()
    IncidentMember.objects.create(incident=incident, complaint=complaint, batch=batch, gathered_at=now)
    Event.objects.create(
        complaint=complaint,
        kind="note",
        audience="staff",
        actor_name="Dishub",
        text=NOTE,
        created_at=complaint.filed_at,
    )
    asked = open_request(complaint=complaint, kind=RequestKind.RESTRICT, text=WORDS)
    samples = {
        "number": complaint.number,
        "request_id": str(asked.pk),
        "uuid": str(photo.pk),
        "object_id": str(complaint.pk),
        "complaint_id": str(complaint.pk),
        "incident_id": str(incident.pk),
        "kind": "catatan",
        "token": "f" * 32,
        "version": "tidak-ada",
    }
    return Thing(ticket, samples, complaint, _make_admin_rows(complaint))


def _make_admin_rows(complaint: Complaint) -> list[str]:
    """Make what the outside said of a ticket, and a call about it; return the pages of these and of its messages."""
    at = complaint.filed_at
    said = InboundMessage.objects.create(
        channel="wadul", message_id=f"m-{complaint.pk}", subject=complaint.number, body={"ticket": complaint.number},
        error=f"Tiket {complaint.number}", state="applied", received_at=at,
    )  # fmt: skip
    call = Call.objects.create(rang_at=at, complaint=complaint, callback_note=f"Tentang {complaint.number}")
    sent = Delivery.objects.filter(subject=f"complaint:{complaint.number}")
    sent.update(last_error=f"Ditolak: {complaint.number}")
    rows = [said, call, *sent]
    return [reverse(f"admin:{row._meta.app_label}_{row._meta.model_name}_change", args=[row.pk]) for row in rows]
