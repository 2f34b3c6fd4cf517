"""A link for the field opens one ticket for one contact, for a while, until somebody ends it."""

from __future__ import annotations

import base64
from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from complaints.actors import Actor
from complaints.lifecycle import apply_transition
from complaints.models import Complaint
from complaints.outgoing import name_subject
from complaints.tests.helpers import file_report
from dispatch.channels.alert.texts import SMS_LENGTH, write_first_line
from dispatch.field_links import LinkExpired, LinkForged, LinkRevoked, make_link, read_token, revoke_links
from dispatch.models import Delivery
from dispatch.sending import deliver_one
from dispatch.tests.test_outbox import Receiver
from response.links import LinkMoved, open_link
from response.tests.helpers import add_contact, agency_of, file_fire, token_for

pytestmark = pytest.mark.django_db
COUNTY = Actor(kind="coordinator", name="Koordinator")


@pytest.fixture
def fire() -> Complaint:
    return file_fire()


@pytest.fixture
def contact(fire):
    return add_contact(fire.agency)


@pytest.fixture
def receiver():
    server = Receiver()
    yield server
    server.server.shutdown()
    server.server.server_close()


def test_a_link_opens_its_own_ticket_for_its_own_contact(fire, contact):
    other = file_fire()
    visit = open_link(token=token_for(fire, contact))
    assert (visit.complaint, visit.contact) == (fire, contact)
    assert open_link(token=token_for(other, contact)).complaint == other


def test_making_one_writes_nothing_and_opening_one_takes_few_statements(fire, contact):
    with CaptureQueriesContext(
        connection,
    ) as taken:
        token = token_for(fire, contact)
    assert [query["sql"][:6] for query in taken] == ["SELECT"]
    with CaptureQueriesContext(connection) as taken:
        open_link(token=token)
    assert len(taken) <= 3


def test_it_ends_by_itself(fire, contact, settings):
    token = token_for(fire, contact)
    hours = settings.FIELD_LINK_HOURS
    read_token(token=token, now=timezone.now() + timedelta(hours=hours - 0.1))
    with pytest.raises(LinkExpired):
        read_token(token=token, now=timezone.now() + timedelta(hours=hours + 0.1))


def test_no_single_changed_letter_opens_anything(fire, contact):
    token = token_for(fire, contact)
    alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"
    for place, letter in enumerate(token):
        changed = token[:place] + alphabet[(alphabet.index(letter) + 1) % 64] + token[place + 1 :]
        with pytest.raises(LinkForged):
            read_token(token=changed)


@pytest.mark.parametrize("token", ["", "x", "=" * 36, "é" * 36, "A" * 36, "A" * 4000, "%00", "../../petugas"])
def test_nonsense_opens_nothing(token):
    with pytest.raises(LinkForged):
        read_token(token=token)


def test_the_body_of_one_link_with_the_digest_of_another_opens_nothing(fire, contact):
    first, second = token_for(fire, contact), token_for(file_fire(), contact)
    with pytest.raises(LinkForged):
        read_token(token=first[:20] + second[20:])


def test_a_link_signed_with_another_key_opens_nothing(fire, contact, settings):
    token = token_for(fire, contact)
    settings.FIELD_LINK_KEY = "another"
    with pytest.raises(LinkForged):
        read_token(token=token)


def test_a_revoked_link_opens_nothing_and_the_next_one_does(fire, contact):
    second = add_contact(fire.agency)
    old, neighbour, elsewhere = token_for(fire, contact), token_for(fire, second), token_for(file_fire(), contact)
    revoke_links(subject=name_subject(fire.number), contact_id=contact.pk)
    with pytest.raises(LinkRevoked):
        read_token(token=old)
    for token in (neighbour, elsewhere, token_for(fire, contact)):
        open_link(token=token)
    fresh = token_for(fire, contact)
    revoke_links(subject=name_subject(fire.number), contact_id=contact.pk)
    for token in (old, fresh):
        with pytest.raises(LinkRevoked):
            read_token(token=token)


def test_a_contact_that_was_switched_off_opens_nothing(fire, contact):
    token = token_for(fire, contact)
    contact.is_active = False
    contact.save()
    with pytest.raises(LinkForged):
        open_link(token=token)


def test_an_agency_that_handed_the_ticket_on_is_told_so_and_a_supporting_one_goes_on(fire, contact):
    supporting = add_contact(fire.supporting.first())
    token, helping = token_for(fire, contact), token_for(fire, supporting)
    apply_transition(
        complaint_id=fire.pk, action="transfer", actor=COUNTY, text="Salah OPD", to_agency_id=agency_of("PMI").pk
    )
    with pytest.raises(LinkMoved):
        open_link(token=token)
    open_link(token=helping)


def test_the_agency_a_report_is_about_opens_nothing(fire, contact):
    token = token_for(fire, contact)
    Complaint.objects.filter(pk=fire.pk).update(about_agency=fire.agency_id)
    with pytest.raises(LinkForged):
        open_link(token=token)


def test_a_secret_report_opens_for_nobody_this_way():
    secret = file_report("D-KDRT")
    with pytest.raises(LinkForged):
        open_link(token=token_for(secret, add_contact(secret.agency)))


# --- in the alert --------------------------------------------------------------------


def test_the_alert_carries_this_contacts_own_link_and_no_row_keeps_it(receiver):
    contact = add_contact(agency_of("SATPOLPP_DAMKAR"), address=receiver.address)
    fire = file_fire()
    delivery = Delivery.objects.get(target=f"contact:{contact.pk}")
    deliver_one(delivery.pk)
    title = receiver.titles[0]
    token = title.rpartition("/l/")[2].strip("/")
    assert open_link(token=token).contact == contact
    assert fire.number in title
    assert len(title) <= SMS_LENGTH
    delivery.refresh_from_db()
    assert token not in str(delivery.payload)


def test_the_alert_of_a_secret_report_carries_none(receiver):
    secret_agency = agency_of("POLRES")
    contact = add_contact(secret_agency, address=receiver.address)
    file_report("D-KDRT")
    deliver_one(Delivery.objects.get(target=f"contact:{contact.pk}").pk)
    assert "/l/" not in receiver.titles[0]
    assert "/petugas/tiket/" in receiver.titles[0]


def test_kind_place_ticket_and_the_whole_link_fit_into_one_short_message(fire, contact, settings):
    settings.BASE_URL = "https://tanggap112.jeparakab.go.id"
    link = make_link(subject=name_subject(fire.number), contact_id=contact.pk)
    line = write_first_line({"title": "Kebakaran", "place": fire.place, "ticket": fire.number, "link": link})
    assert len(line) <= SMS_LENGTH
    assert line.endswith(f" {fire.number} {link}")
    assert line.startswith("Kebakaran: ")
    assert fire.place in line


def test_a_token_holds_no_word_and_is_the_same_length_for_every_ticket(fire, contact):
    token = token_for(fire, contact)
    assert len(token) == 36
    assert contact.name.encode() not in base64.urlsafe_b64decode(token)


def test_other_matters_have_no_page_in_the_field(contact):
    assert make_link(subject="drill:1", contact_id=contact.pk) == ""
    assert make_link(subject="complaint:1", contact_id=contact.pk) == ""
