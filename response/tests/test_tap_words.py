"""Seeing, a no and a call for help reach who must know; what a crew wrote is for staff alone, and is forgotten."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal

import pytest
from django.db import connection
from django.utils import timezone

from complaints.actors import Actor
from complaints.choices import Audience, EventKind, Status
from complaints.erasure import erase_reporter
from complaints.escalation import escalate_due
from complaints.models import Complaint, Event, RetentionKind
from complaints.retention import HANDLERS
from complaints.timeline import build_public_timeline, build_reporter_timeline
from dispatch.models import Agency, Delivery
from response.choices import Rung, TapKind
from response.help import settle_help
from response.models import Engagement, Tap
from response.taps import mark_seen
from response.tests.helpers import add_contact, file_fire
from response.tests.taps import part_of, status_of, tap

pytestmark = pytest.mark.django_db
COUNTY = Actor(kind="coordinator", name="Koordinator")


# --- seen, no, and help ----------------------------------------------------------------


def test_seeing_is_noted_once_and_acknowledges_nothing(fire, crew):
    assert mark_seen(complaint_id=fire.pk, contact=crew)
    assert not mark_seen(complaint_id=fire.pk, contact=crew)
    assert (part_of(crew).rung, status_of(fire)) == (Rung.SEEN, Status.ASSIGNED)
    assert Event.objects.filter(kind=EventKind.FIELD).count() == 1
    assert escalate_due(now=fire.filed_at + timedelta(minutes=4)) == 1


def test_a_no_is_told_to_the_county_and_the_next_round_does_not_wait(crew):
    second = add_contact(crew.agency, name="Regu 2")
    fire = file_fire()
    tap(fire, crew, "tolak", text="Mobil rusak", now=fire.filed_at + timedelta(seconds=20))
    told = Delivery.objects.filter(idempotency_key__contains=":declined-")
    assert f"inbox:{Agency.objects.get(code='DISKOMINFO').pk}" in told.values_list("target", flat=True)
    assert part_of(crew).declined_reason == "Mobil rusak"
    assert escalate_due(now=fire.filed_at + timedelta(seconds=21)) == 1
    assert Delivery.objects.filter(idempotency_key__contains=":esc-", target=f"contact:{second.pk}").exists()


@pytest.mark.parametrize("who", ["crew", "helper"])
def test_a_call_for_help_reaches_the_lead_the_supporting_and_the_county(fire, crew, helper, who, request):
    caller = request.getfixturevalue(who)
    tap(fire, caller, "bantuan", text="Kurang selang")
    alerts = Delivery.objects.filter(idempotency_key__contains=":help-")
    supporting = {f"inbox:{pk}" for pk in fire.supporting.values_list("pk", flat=True)}
    county = f"inbox:{Agency.objects.get(code='DISKOMINFO').pk}"
    others = {f"contact:{one.pk}" for one in (crew, helper) if one != caller}
    assert set(alerts.values_list("target", flat=True)) == {f"inbox:{fire.agency_id}", county, *supporting, *others}
    payload = alerts.first().payload
    assert payload["title"] == "BUTUH BANTUAN: Kebakaran"
    assert "Kurang selang" in payload["ask"]
    assert part_of(caller).calls_for_help


def test_help_is_settled_by_a_person_once_and_asked_for_again_later(fire, crew):
    tap(fire, crew, "bantuan")
    assert settle_help(engagement_id=part_of(crew).pk, actor=COUNTY)
    assert not settle_help(engagement_id=part_of(crew).pk, actor=COUNTY)
    assert not part_of(crew).calls_for_help
    tap(fire, crew, "bantuan", now=timezone.now() + timedelta(minutes=1))
    assert part_of(crew).calls_for_help


# --- who learns what ----------------------------------------------------------------------


def test_the_public_and_the_reporter_read_the_agencys_name_and_never_the_persons(fire, crew):
    for kind in ("terima", "berangkat", "lokasi", "bantuan"):
        tap(fire, crew, kind, text="kata Budi Santoso")
    for lines in (
        build_public_timeline(complaint=fire),
        build_reporter_timeline(complaint=fire, photos=[]),
    ):
        assert "Budi" not in str(lines)
        assert fire.agency.short_name in str(lines)


def test_the_line_for_staff_says_who_and_nothing_of_it_lies_open(fire, crew):
    tap(fire, crew, "terima", text="Siap, kata Budi Santoso", point=(Decimal("-6.581234"), Decimal("110.661234")))
    line = Event.objects.get(kind=EventKind.FIELD)
    assert (line.audience, line.actor_name) == (Audience.STAFF, fire.agency.short_name)
    assert "Budi Santoso: terima" in line.text
    with connection.cursor() as cursor:
        for table in ("response_tap", "response_engagement", "complaints_event"):
            cursor.execute(f"SELECT * FROM {table}")
            assert "Budi" not in str(cursor.fetchall())


def test_erasure_takes_the_words_and_leaves_the_taps(fire, crew):
    tap(fire, crew, "bantuan", text="Siti terjebak", point=(Decimal("-6.58"), Decimal("110.66")))
    erase_reporter(complaint=fire, reason="masa simpan berakhir.")
    row, word = part_of(crew), Tap.objects.get()
    assert (row.by, row.needs_help_text, row.lat, row.contact, word.text, word.contact) == (
        "",
        "",
        None,
        None,
        "",
        None,
    )
    assert (row.needs_help_at is not None, word.kind) == (True, TapKind.HELP)


def test_old_words_and_positions_are_forgotten_except_under_a_hold(fire, crew, helper):
    held = file_fire()
    Complaint.objects.filter(pk=held.pk).update(hold_since=timezone.now())
    tap(fire, crew, "terima", text="Budi", point=(Decimal("-6.58"), Decimal("110.66")))
    tap(held, crew, "terima", text="Budi")
    forget = HANDLERS[RetentionKind.FIELD]
    assert forget(timezone.now() - timedelta(days=1), False).due == 0
    later = timezone.now() + timedelta(seconds=1)
    dry = forget(later, True)
    assert (dry.due, dry.held, dry.erased) == (1, 1, 0)
    assert forget(later, False).erased == 1
    assert forget(later, False).due == 0
    assert Engagement.objects.get(complaint=fire).by == ""
    assert Engagement.objects.get(complaint=held).by == crew.name
