"""The ticket says who holds a link of the field; it is ended with a reason, and sent anew to the right contact."""

from __future__ import annotations

import uuid
from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format

from accounts.models import Role
from complaints.actors import Actor
from complaints.choices import Status
from complaints.lifecycle import apply_transition
from complaints.models import Complaint, Event
from complaints.outgoing import name_subject
from dispatch.field_links import make_link
from dispatch.models import Agency, AgencyContact, Delivery, Visibility
from response.choices import TapKind
from response.field_access import ENDED, SENT, LinkState, list_links
from response.taps import FieldTap, record_tap
from response.tests.helpers import add_contact, token_for

pytestmark = pytest.mark.django_db

FIRE = "D-BAKAR"
DAMKAR = "SATPOLPP_DAMKAR"
CLOCK = "j M H.i"


@pytest.fixture
def board(sign_in) -> Client:
    return sign_in(Role.DISPATCHER)


@pytest.fixture
def crew() -> AgencyContact:
    return add_contact(Agency.objects.get(code=DAMKAR))


@pytest.fixture
def fire(crew, file_report) -> Complaint:
    complaint = file_report(FIRE, minutes_ago=30)
    deliver(complaint, crew, minutes=1)
    return complaint


def deliver(complaint: Complaint, contact: AgencyContact, *, minutes: float) -> None:
    at = complaint.filed_at + timedelta(minutes=minutes)
    rows = Delivery.objects.filter(subject=name_subject(complaint.number), target=f"contact:{contact.pk}")
    rows.filter(delivered_at=None).update(state="delivered", delivered_at=at)


def state_of(complaint: Complaint, contact: AgencyContact) -> LinkState:
    return {one.contact: one.state for one in list_links(complaint=complaint)}[contact]


def read(client: Client, complaint: Complaint) -> str:
    return client.get(reverse("dashboard:ticket", args=[complaint.number])).content.decode()


def end(client: Client, complaint: Complaint, contact: AgencyContact, reason: str = "Ponsel hilang"):
    where = reverse("dashboard:link_end", args=[complaint.number, contact.pk])
    return client.post(where, {"reason": reason}, follow=True)


def send(client: Client, complaint: Complaint, contact: AgencyContact):
    where = reverse("dashboard:link_send", args=[complaint.number])
    return client.post(where, {"contact": contact.pk}, follow=True)


def carries_link(complaint: Complaint, contact: AgencyContact) -> bool:
    """Tell whether a message that went to this contact now would carry a link of the field."""
    return bool(make_link(subject=name_subject(complaint.number), contact_id=contact.pk))


def test_the_panel_says_who_holds_a_link_when_it_was_sent_and_used_and_when_it_ends(board, fire, crew, settings):
    silent = add_contact(fire.agency, "Regu 9")
    sent = timezone.localtime(fire.filed_at + timedelta(minutes=1))
    page = read(board, fire)
    assert f"Dikirim {date_format(sent, CLOCK)}" in page
    ends = sent + timedelta(hours=settings.FIELD_LINK_HOURS)
    assert f"berlaku sampai {date_format(ends, CLOCK)}" in page
    assert "Belum pernah dipakai mengetuk" in page
    record_tap(complaint_id=fire.pk, contact=crew, tap=FieldTap(TapKind.ACCEPT, uuid.uuid4()))
    assert "Terakhir dipakai" in read(board, fire)
    # Nobody sent that one a link, but somebody may.
    assert state_of(fire, silent) == LinkState.NONE
    assert page.count("Regu 9") == 1


def test_an_ended_link_opens_and_taps_nothing_more_and_history_says_why(board, fire, crew):
    token = token_for(fire, crew)
    where = reverse("response:page", args=[token])
    crew_phone = Client()
    assert crew_phone.get(where).status_code == 200
    page = end(board, fire, crew).content.decode()
    assert "Diakhiri" in page
    line = Event.objects.get(complaint=fire, action=ENDED)
    assert line.text == f"Tautan lapangan {crew.name} ({crew.agency.short_name}) diakhiri: Ponsel hilang"
    assert line.user == board.user
    for answer in (crew_phone.get(where), crew_phone.post(where, {"tap": "terima", "key": str(uuid.uuid4())})):
        assert answer.status_code == 410
        assert "sudah diakhiri oleh petugas" in answer.content.decode()
        assert "Telepon 112" in answer.content.decode()


def test_without_a_reason_nothing_is_ended(board, fire, crew):
    assert "Tulis mengapa" in end(board, fire, crew, reason=" \x00 ").content.decode()
    assert state_of(fire, crew) == LinkState.OPEN
    assert not Event.objects.filter(action=ENDED).exists()


def test_what_is_ended_twice_is_ended_once(board, fire, crew):
    end(board, fire, crew)
    assert "sudah tidak berlaku" in end(board, fire, crew).content.decode()
    assert Event.objects.filter(action=ENDED).count() == 1


def test_after_the_end_no_message_carries_a_link_until_a_person_sends_a_new_one(board, fire, crew):
    assert carries_link(fire, crew)
    end(board, fire, crew)
    # Another round of escalation, a question whether the crew is well: they still go out, without it.
    assert not carries_link(fire, crew)
    page = send(board, fire, crew).content.decode()
    assert "Tautan baru untuk Regu 1 sedang dikirim" in page
    assert carries_link(fire, crew)
    row = Delivery.objects.get(idempotency_key__contains=":link-")
    assert (row.target, row.queue) == (f"contact:{crew.pk}", "emergency")
    assert row.payload["title"].startswith("TAUTAN BARU: ")
    assert state_of(fire, crew) == LinkState.WAITING
    deliver(fire, crew, minutes=40)
    assert state_of(fire, crew) == LinkState.OPEN
    assert Event.objects.get(action=SENT).user == board.user


def test_a_new_link_goes_to_another_contact_of_the_agency_and_once_however_often_it_is_pressed(board, fire, crew):
    other = add_contact(fire.agency, "Regu 2")
    send(board, fire, other)
    assert "baru saja dikirim" in send(board, fire, other).content.decode()
    assert Delivery.objects.filter(target=f"contact:{other.pk}").count() == 1
    assert state_of(fire, crew) == LinkState.OPEN


def test_a_link_whose_time_is_over_has_nothing_to_end(board, fire, crew, settings):
    now = fire.filed_at + timedelta(hours=settings.FIELD_LINK_HOURS, minutes=2)
    held = {one.contact: one for one in list_links(complaint=fire, now=now)}[crew]
    assert (held.state, held.is_open) == (LinkState.OVER, False)


def test_a_message_that_was_not_confirmed_may_have_arrived_so_its_link_can_be_ended(board, file_report, crew):
    complaint = file_report(FIRE)
    Delivery.objects.filter(target=f"contact:{crew.pk}").update(state="failed")
    assert state_of(complaint, crew) == LinkState.FAILED
    assert "Diakhiri" in end(board, complaint, crew).content.decode()


def test_whoever_leads_the_agency_manages_its_own_contacts_alone(sign_in, fire, crew):
    helper = add_contact(fire.supporting.get(code="PLN"), "Piket PLN")
    lead = sign_in(Role.LEAD, DAMKAR)
    page = read(lead, fire)
    assert "Tautan lapangan" in page
    assert "Piket PLN" not in page
    assert "tidak mengatur tautan" in send(lead, fire, helper).content.decode()
    assert not Delivery.objects.filter(target=f"contact:{helper.pk}").exists()
    end(lead, fire, crew)
    assert state_of(fire, crew) == LinkState.ENDED


@pytest.mark.parametrize("role", [Role.OFFICER, Role.CALL_TAKER])
def test_others_see_no_panel_and_may_press_nothing(sign_in, fire, crew, role):
    client = sign_in(role, DAMKAR if role == Role.OFFICER else "")
    assert 'id="tautan-lapangan"' not in read(client, fire)
    assert end(client, fire, crew).status_code == 403
    assert send(client, fire, crew).status_code == 403
    assert state_of(fire, crew) == LinkState.OPEN


@pytest.mark.parametrize("odd", ["", "x", "9" * 30, "999999", "-1"])
def test_a_contact_that_is_none_is_refused_in_words(board, fire, odd):
    where = reverse("dashboard:link_send", args=[fire.number])
    page = board.post(where, {"contact": odd}, follow=True)
    assert page.status_code == 200
    assert not Event.objects.filter(action=SENT).exists()
    assert end(board, fire, AgencyContact(pk=999999)).status_code == 200


def test_an_agency_that_handed_the_ticket_on_holds_nothing_and_is_sent_nothing(board, fire, crew):
    apply_transition(
        complaint_id=fire.pk,
        action="transfer",
        actor=Actor(kind="coordinator", name="Koordinator"),
        text="Salah OPD",
        to_agency_id=Agency.objects.get(code="PMI").pk,
    )
    fire.refresh_from_db()
    assert state_of(fire, crew) == LinkState.VOID
    assert "tidak lagi menangani" in send(board, fire, crew).content.decode()


def test_no_link_of_a_secret_report_of_a_drill_or_after_the_end(board, fire, crew):
    Complaint.objects.filter(pk=fire.pk).update(status=Status.CLOSED)
    assert "Laporan ini sudah ditutup" in send(board, fire, crew).content.decode()
    assert "Kirim tautan baru" not in read(board, fire)
    for change in ({"visibility": Visibility.SECRET}, {"is_drill": True, "visibility": Visibility.PUBLIC}):
        Complaint.objects.filter(pk=fire.pk).update(**change)
        fire.refresh_from_db()
        assert list_links(complaint=fire) == []


def test_the_panel_costs_one_statement_however_many_contacts_there_are(fire, crew, django_assert_num_queries):
    for place in range(20):
        add_contact(fire.agency, f"Regu {place}")
    complaint = Complaint.objects.with_relations().get(pk=fire.pk)
    with django_assert_num_queries(1):
        assert len(list_links(complaint=complaint)) == 21
