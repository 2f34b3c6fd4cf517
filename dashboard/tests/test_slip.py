"""A visitor takes a slip home; nobody else's keys ever stand on it. The desk's map knows where incidents are."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from accounts.models import AuditEntry, Role
from calls.models import DeskDraft
from complaints.access import make_link_token, make_pin
from complaints.models import Complaint
from dispatch.models import Village

pytestmark = pytest.mark.django_db


@pytest.fixture
def desk(sign_in):
    return sign_in(Role.CALL_TAKER)


def begin(desk) -> DeskDraft:
    desk.post(reverse("dashboard:walk_in_new"))
    return DeskDraft.objects.latest("created_at")


def finish(desk, draft: DeskDraft, **more):
    village = Village.objects.order_by("code").first()
    fields = {"category": "N-PJU", "village": village.code, "text": "Lampu mati", "do": "finish"} | more
    return desk.post(reverse("dashboard:desk_send", args=[draft.pk]), fields)


def test_a_visitor_gets_number_pin_and_link_on_paper(desk):
    draft = begin(desk)
    slip = reverse("dashboard:slip", args=[draft.pk])
    assert finish(desk, draft).url == slip
    complaint = Complaint.objects.get()
    answer = desk.get(slip)
    page = answer.content.decode()
    for words in (make_pin(complaint), make_link_token(complaint), complaint.agency.short_name, "112", "data-print"):
        assert words in page
    assert answer["Referrer-Policy"] == "no-referrer"
    assert "no-store" in answer["Cache-Control"]
    assert AuditEntry.objects.filter(subject=f"complaint:{complaint.number}", reason="Slip tatap muka").exists()


def test_the_keys_of_a_report_that_was_joined_are_not_shown(desk, file_report):
    incident = file_report("D-BAKAR")
    draft = begin(desk)
    desk.post(reverse("dashboard:desk_join", args=[draft.pk]), {"complaint": incident.pk})
    draft.refresh_from_db()
    assert draft.complaint_id == incident.pk
    answer = desk.get(reverse("dashboard:slip", args=[draft.pk]))
    assert answer.url == reverse("dashboard:desk")


def test_another_desk_and_a_later_hour_see_no_slip(desk, sign_in):
    draft = begin(desk)
    slip = reverse("dashboard:slip", args=[draft.pk])
    assert desk.get(slip).url == reverse("dashboard:desk"), "nothing is filed yet"
    finish(desk, draft)
    assert sign_in(Role.CALL_TAKER).get(slip).status_code == 404
    Complaint.objects.update(filed_at=timezone.now() - timedelta(hours=3))
    assert desk.get(slip).url == reverse("dashboard:desk")


def test_incidents_near_carry_their_point_for_the_map(desk, file_report):
    incident = file_report("D-BAKAR")
    draft = begin(desk)
    DeskDraft.objects.filter(pk=draft.pk).update(data={"village": incident.village_id})
    page = desk.get(reverse("dashboard:desk_nearby", args=[draft.pk])).content.decode()
    assert f'data-lat="{incident.village.lat}"' in page
    Complaint.objects.filter(pk=incident.pk).update(lat=-6.6, lng=110.7)
    assert (
        'data-lat="-6.6" data-lng="110.7"'
        in desk.get(reverse("dashboard:desk_nearby", args=[draft.pk])).content.decode()
    )
