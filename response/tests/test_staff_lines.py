"""What the room, the agencies and the crews say to each other stands in the history for staff, and for nobody else."""

from __future__ import annotations

import uuid
from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse

from accounts.models import Role, User
from complaints.access import private_path
from complaints.actors import actor_for_user
from complaints.choices import Audience
from complaints.models import Complaint
from complaints.taking import VoiceChannel, take_in_hand
from response.answering import answer_for_own, record_voice
from response.choices import Rung, TapKind
from response.confirming import ask_agencies
from response.crew_checks import ask_crews
from response.field_access import end_link, send_link
from response.needs import Need, reopen_need, settle_need
from response.taps import FieldTap, mark_seen, record_tap
from response.tests.helpers import add_contact, agency_of, file_fire

pytestmark = pytest.mark.django_db

SAID = "Bu Ratna di rumah nomor tujuh"


@pytest.fixture
def fire() -> Complaint:
    return file_fire()


@pytest.fixture
def room():
    return actor_for_user(User.objects.create(username="papan", role=Role.DISPATCHER))


def tap(fire: Complaint, contact, kind: TapKind, minutes: float) -> None:
    at = fire.filed_at + timedelta(minutes=minutes)
    word = FieldTap(kind, uuid.uuid4(), happened_at=at, text=SAID)
    record_tap(complaint_id=fire.pk, contact=contact, tap=word, now=at)


def confirm_and_answer(fire: Complaint, room) -> None:
    pln, bpbd = agency_of("PLN"), agency_of("BPBD")
    ask_agencies(complaint_id=fire.pk, asks={pln.pk: SAID, bpbd.pk: SAID}, actor=room)
    said = {"channel": VoiceChannel.RADIO, "words": SAID, "actor": room}
    record_voice(complaint_id=fire.pk, agency_id=pln.pk, rung=Rung.ACCEPTED, **said)
    officer = actor_for_user(User.objects.create(username="bpbd", role=Role.OFFICER, agency=bpbd))
    answer_for_own(complaint_id=fire.pk, rung=Rung.DECLINED, words=SAID, actor=officer)


def call_for_help_and_fall_silent(fire: Complaint, room, crew) -> None:
    mark_seen(complaint_id=fire.pk, contact=crew)
    tap(fire, crew, TapKind.ARRIVE, 1)
    tap(fire, crew, TapKind.HELP, 2)
    for minutes in (21, 41, 61):
        ask_crews(now=fire.filed_at + timedelta(minutes=minutes))
    for need in Need:
        which = {"complaint_id": fire.pk, "agency_id": crew.agency_id, "need": need, "actor": room}
        which["now"] = fire.filed_at + timedelta(minutes=70)
        assert settle_need(**which)
        assert reopen_need(**which)


def test_every_line_about_who_comes_and_who_needs_help_is_for_staff_alone(fire, room):
    crew = add_contact(fire.agency)
    before = set(fire.events.values_list("pk", flat=True))
    take_in_hand(complaint_id=fire.pk, actor=room)
    confirm_and_answer(fire, room)
    call_for_help_and_fall_silent(fire, room, crew)
    send_link(complaint_id=fire.pk, contact_id=crew.pk, actor=room)
    end_link(complaint_id=fire.pk, contact_id=crew.pk, reason=SAID, actor=room)
    lines = fire.events.exclude(pk__in=before)
    by_crew = {"acknowledge", "arrive"}
    told = {"taken", "ask_agency", "agency_word", "field_dilihat", "field_lokasi", "field_bantuan", "crew_silent"}
    told |= {"help_settled", "help_reopened", "crew_reached", "silence_reopened", "link_sent", "link_ended"}
    assert set(lines.values_list("action", flat=True)) == told | by_crew
    assert set(lines.filter(action__in=told).values_list("audience", flat=True)) == {Audience.STAFF}
    for page in (reverse("complaints:ticket", args=[fire.number]), private_path(fire)):
        shown = Client().get(page)
        assert shown.status_code == 200
        words = shown.content.decode()
        assert "Ratna" not in words
        for word in ("bantuan PLN", "Diminta kepada", "tidak menjawab", "Tautan lapangan", "Ditangani dari papan"):
            assert word not in words
