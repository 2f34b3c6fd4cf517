"""Handing a ticket over: who may, what follows, and what the agency that had it may still read."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse

from accounts.models import Role, User
from complaints.actors import REPORTER, Actor, actor_for_user
from complaints.choices import EventKind, Source, Status
from complaints.deadlines import add_working_days
from complaints.lifecycle import MissingField, NotAllowed, add_message, apply_transition
from complaints.models import Complaint
from complaints.photo_uploads import save_photos
from complaints.tests.citizen import make_photo
from complaints.tests.helpers import file_report, officer_of
from dispatch.models import Agency, Delivery

pytestmark = pytest.mark.django_db


def hand_over(complaint: Complaint, to: str, actor: Actor | None = None, **more) -> Complaint:
    return apply_transition(
        complaint_id=complaint.pk,
        action="transfer",
        actor=actor or officer_of(complaint, Role.LEAD),
        text="Tiang ini milik mereka",
        to_agency_id=Agency.objects.get(code=to).pk,
        **more,
    )


def browser(actor: Actor) -> Client:
    client = Client()
    client.force_login(actor.user)
    return client


def page_of(client: Client, complaint: Complaint) -> str:
    return client.get(reverse("dashboard:ticket", args=[complaint.number])).content.decode()


def test_a_lead_hands_over_with_a_reason_and_an_officer_may_not():
    lamp = file_report()
    with pytest.raises(NotAllowed):
        hand_over(lamp, "DISPERKIM", officer_of(lamp))
    moved = hand_over(lamp, "DISPERKIM")
    assert (moved.agency.code, moved.status, moved.transfers) == ("DISPERKIM", Status.ASSIGNED, 1)
    assert "Dialihkan dari Dishub oleh Dishub." in moved.routing_explanation
    assert "Tiang ini milik mereka" not in moved.routing_explanation, "it lies sealed in the history, and there alone"
    assert "Tiang ini milik mereka" in moved.events.get(action="transfer").text
    with pytest.raises(MissingField):
        hand_over(moved, "DISPERKIM")


def test_the_new_agency_is_alerted_and_wadul_is_told():
    lamp = file_report()
    moved = hand_over(lamp, "DISPERKIM")
    rows = Delivery.objects.filter(subject=f"complaint:{lamp.number}")
    assert rows.filter(channel="alert", target=f"inbox:{moved.agency_id}").count() == 1
    assert rows.get(channel="wadul", operation="update").payload["text"].startswith("Dialihkan ke Dinas Perumahan")


def test_the_new_agency_has_its_own_time_to_answer_and_the_deadline_stays():
    lamp = file_report()
    later = lamp.filed_at + timedelta(days=7)
    moved = hand_over(lamp, "DISPERKIM", now=later)
    assert moved.due_at == lamp.due_at
    assert moved.verify_due_at == add_working_days(later, 3) > lamp.verify_due_at
    assert moved.respond_due_at == add_working_days(later, 5) > lamp.respond_due_at


def test_the_former_agency_sees_the_ticket_as_it_was_and_nothing_later():
    lamp = file_report(reporter_name="Siti Aminah", phone="+6281234567890")
    save_photos(files=[make_photo()], room=1, complaint=lamp)
    early = lamp.photos.get()
    former = officer_of(lamp)
    add_message(complaint_id=lamp.pk, actor=former, kind=EventKind.NOTE, text="Sudah kami periksa")
    moved = hand_over(lamp, "DISPERKIM")
    add_message(complaint_id=lamp.pk, actor=officer_of(moved), kind=EventKind.ANSWER, text="Jawaban kemudian")
    save_photos(files=[make_photo()], room=1, complaint=lamp)
    late = lamp.photos.exclude(pk=early.pk).get()
    client = browser(former)
    page = page_of(client, lamp)
    assert "Sudah kami periksa" in page
    assert "Sudah dialihkan ke Disperkim" in page
    for hidden in ("Jawaban kemudian", "Siti", "81234567890", str(late.pk), "<form method"):
        assert hidden not in page.split("<main")[1], hidden
    assert client.get(reverse("complaints:photo", args=[early.pk])).status_code == 200
    assert client.get(reverse("complaints:photo", args=[late.pk])).status_code == 404
    paper = client.get(reverse("dashboard:ticket_print", args=[lamp.number])).content.decode()
    assert "Sudah kami periksa" in paper
    assert "Dicetak" in paper
    for hidden in ("Jawaban kemudian", "Siti", "81234567890", str(late.pk)):
        assert hidden not in paper.split("<main")[1], hidden
    assert lamp not in Complaint.objects.visible_to(former.user)
    assert lamp.grouped_number in client.get(reverse("dashboard:moved")).content.decode()


def test_a_former_agency_writes_nothing_more():
    lamp = file_report()
    former = officer_of(lamp)
    hand_over(lamp, "DISPERKIM")
    for kind in (EventKind.NOTE, EventKind.ANSWER):
        with pytest.raises(NotAllowed):
            add_message(complaint_id=lamp.pk, actor=former, kind=kind, text="Masih kami")


def test_a_ticket_that_comes_back_is_read_whole_again_and_each_turn_is_counted():
    lamp = file_report()
    first = officer_of(lamp)
    back = hand_over(hand_over(lamp, "DISPERKIM"), "DISHUB")
    assert back.transfers == 2
    assert lamp in Complaint.objects.visible_to(first.user)
    assert "Dialihkan 2 kali" in page_of(browser(first), lamp)


def test_messages_are_refused_to_whoever_may_not_write_them():
    lamp = file_report()
    people = {
        "support": Actor(kind="officer", name="Lain", agency=Agency.objects.get(code="DISPERKIM")),
        "taker": Actor(kind="call_taker", name="Meja"),
        "chief": Actor(kind="executive", name="Pimpinan"),
    }
    for who, kind in (
        ("support", EventKind.ANSWER),
        ("support", EventKind.NOTE),
        ("taker", EventKind.ANSWER),
        ("chief", EventKind.NOTE),
        ("chief", EventKind.REPORTER_MESSAGE),
    ):
        with pytest.raises(NotAllowed):
            add_message(complaint_id=lamp.pk, actor=people[who], kind=kind, text="Halo")
    with pytest.raises(NotAllowed):
        add_message(complaint_id=lamp.pk, actor=REPORTER, kind=EventKind.ANSWER, text="Halo")
    assert lamp.events.count() == 2


def test_a_call_taker_finds_emergencies_and_what_came_by_telephone():
    user = User.objects.create_user("meja", role=Role.CALL_TAKER)
    illness, lamp, called = file_report("D-KES"), file_report(), file_report("N-ADMIN")
    file_report("N-ADMIN")
    Complaint.objects.filter(pk=called.pk).update(source=Source.CALL)
    assert set(Complaint.objects.visible_to(user)) == {illness, lamp, called}
    chief = User.objects.create_user("pimpinan", role=Role.EXECUTIVE)
    assert set(Complaint.objects.visible_to(chief)) == {lamp}
    assert actor_for_user(user).kind == "call_taker"
