"""The call desk: who may sit at it, and what its forms do without any script."""

from __future__ import annotations

import json

import pytest
from django.urls import reverse
from django.utils import timezone

from accounts.models import Role
from calls.choices import CallKind
from calls.desk import start_call
from calls.desk_drafts import open_draft
from calls.exchange import Ring, apply_event
from calls.models import Call, DeskDraft, KnowledgePage
from complaints.models import Complaint
from dashboard.call_desk import render_open_calls
from dispatch.models import Village

pytestmark = pytest.mark.django_db


@pytest.fixture
def desk(sign_in):
    return sign_in(Role.CALL_TAKER)


def ring(name: str = "c-1") -> Call:
    event = Ring(event_id=f"{name}-r", call_id=name, type="ringing", at=timezone.now(), number="081234567890")
    return apply_event(event=event)[0]


def take(desk) -> Call:
    call = ring()
    assert desk.post(reverse("dashboard:call_take", args=[call.pk])).status_code == 302
    return Call.objects.get(pk=call.pk)


@pytest.mark.parametrize("role", [Role.OFFICER, Role.LEAD, Role.EXECUTIVE, Role.COORDINATOR])
def test_those_who_take_no_calls_stay_outside(sign_in, role):
    client = sign_in(role, "DISHUB" if role in (Role.OFFICER, Role.LEAD) else "")
    assert client.get(reverse("dashboard:desk")).status_code == 403
    assert client.post(reverse("dashboard:call_new")).status_code == 403
    assert not Call.objects.exists()


def test_a_ring_shows_its_number_and_the_shared_part_costs_nothing_twice(desk, django_assert_num_queries):
    ring()
    page = desk.get(reverse("dashboard:open_calls"))
    assert "0812-3456-7890" in page.content.decode()
    same = desk.get(reverse("dashboard:open_calls"), headers={"If-None-Match": page["ETag"]})
    assert same.status_code == 304


def test_the_desk_leads_back_to_the_call_in_hand(desk):
    call = take(desk)
    assert call.taker == desk.user
    assert desk.get(reverse("dashboard:desk")).url == reverse("dashboard:call", args=[call.pk])


def test_another_desk_does_not_get_the_page_of_the_call(desk, sign_in):
    call = take(desk)
    other = sign_in(Role.CALL_TAKER)
    assert other.get(reverse("dashboard:call", args=[call.pk])).status_code == 302
    assert other.post(reverse("dashboard:call_close", args=[call.pk]), {"kind": "prank"}).status_code == 302
    assert Call.objects.get().kind == ""
    draft = open_draft(call=call, user=desk.user)
    assert other.post(reverse("dashboard:desk_send", args=[draft.pk]), {"do": "alert"}).status_code == 404


def test_silence_asks_for_the_script_first(desk):
    call = take(desk)
    close = reverse("dashboard:call_close", args=[call.pk])
    asked = desk.post(close, {"kind": "ghost"}, follow=True)
    assert "ketuk telepon dua kali" in asked.content.decode()
    desk.post(close, {"kind": "ghost", "script": "1"})
    assert Call.objects.get().kind == CallKind.GHOST


def test_a_call_that_broke_off_is_closed_with_one_button_and_stands_among_the_missed(desk):
    call = take(desk)
    assert 'value="abandoned"' in desk.get(reverse("dashboard:call", args=[call.pk])).content.decode()
    desk.post(reverse("dashboard:call_close", args=[call.pk]), {"kind": "abandoned"})
    assert Call.objects.get().kind == CallKind.ABANDONED
    assert reverse("dashboard:call_back", args=[call.pk]) in render_open_calls()


@pytest.mark.parametrize("kind", ["", "genuinely", "x" * 300, "\x00"])
def test_a_kind_nobody_may_give_changes_nothing(desk, kind):
    call = take(desk)
    assert desk.post(reverse("dashboard:call_close", args=[call.pk]), {"kind": kind}).status_code == 302
    assert Call.objects.get().closed_at is None


def test_without_a_script_the_whole_form_files_the_report(desk):
    call = take(desk)
    desk.get(reverse("dashboard:call", args=[call.pk]))
    draft = DeskDraft.objects.get()
    village = Village.objects.order_by("code").first()
    typed = {"category": "D-BAKAR", "village": village.code, "text": "Api besar", "do": "alert"}
    desk.post(reverse("dashboard:desk_send", args=[draft.pk]), typed)
    assert Complaint.objects.get().text == "Api besar"
    desk.post(reverse("dashboard:desk_send", args=[draft.pk]), {"do": "finish"})
    assert Call.objects.get().kind == CallKind.GENUINE


def test_a_missing_place_is_said_and_what_was_typed_stays(desk):
    call = take(desk)
    desk.get(reverse("dashboard:call", args=[call.pk]))
    draft = DeskDraft.objects.get()
    page = desk.post(
        reverse("dashboard:desk_send", args=[draft.pk]),
        {"category": "D-BAKAR", "text": "Api besar", "do": "alert"},
        follow=True,
    ).content.decode()
    assert "Isi dulu desa" in page
    assert "Api besar" in page


@pytest.mark.parametrize(
    ("body", "status"),
    [
        pytest.param({"version": 1, "changes": {"text": "satu"}}, 200, id="kept"),
        pytest.param({"version": 7, "changes": {"text": "lain"}}, 409, id="another tab wrote"),
        pytest.param({"version": "x", "changes": []}, 409, id="no version"),
        pytest.param([], 404, id="no object"),
    ],
)
def test_autosave_keeps_or_says_why_not(desk, body, status):
    call = take(desk)
    draft = open_draft(call=call, user=desk.user)
    answer = desk.post(
        reverse("dashboard:desk_draft", args=[draft.pk]), json.dumps(body), content_type="application/json"
    )
    assert answer.status_code == status
    assert DeskDraft.objects.get().data.get("text", "") == ("satu" if status == 200 else "")


def test_an_information_call_keeps_its_topic(desk):
    call = take(desk)
    topic = KnowledgePage.objects.first()
    found = desk.get(reverse("dashboard:knowledge"), {"q": "listrik", "panggilan": call.pk}).content.decode()
    assert "PLN 123" in found
    desk.post(reverse("dashboard:call_close", args=[call.pk]), {"kind": "information", "topic": topic.pk})
    assert Call.objects.get().topic == topic


def test_a_slip_is_taken_back(desk):
    call = take(desk)
    desk.post(reverse("dashboard:call_close", args=[call.pk]), {"kind": "prank"})
    assert desk.post(reverse("dashboard:call_reopen", args=[call.pk])).url == reverse("dashboard:call", args=[call.pk])


def test_a_visitor_is_served_by_the_same_form(desk):
    page = desk.post(reverse("dashboard:walk_in_new"), follow=True)
    assert page.status_code == 200
    draft = DeskDraft.objects.get()
    typed = {"category": "N-PJU", "village": Village.objects.first().code, "text": "Lampu mati", "do": "finish"}
    answer = desk.post(reverse("dashboard:desk_send", args=[draft.pk]), typed)
    assert answer.url == reverse("dashboard:slip", args=[draft.pk])


def test_a_call_by_hand_needs_no_exchange(desk):
    page = desk.post(reverse("dashboard:call_new"), {"number": "0812 3456 7890"}, follow=True)
    assert "0812-3456-7890" in page.content.decode()


def test_the_page_of_a_call_costs_a_fixed_number_of_statements(desk, django_assert_max_num_queries):
    call = take(desk)
    for _ in range(30):
        old = start_call(user=desk.user, number="081234567890")
        Call.objects.filter(pk=old.pk).update(kind=CallKind.PRANK, closed_at=timezone.now())
    with django_assert_max_num_queries(20):
        assert desk.get(reverse("dashboard:call", args=[call.pk])).status_code == 200


def test_as_soon_as_a_call_is_answered_the_newest_incidents_can_be_joined(desk, file_report):
    fire = file_report("D-BAKAR")
    page = desk.get(reverse("dashboard:call", args=[take(desk).pk])).content.decode()
    assert "Kejadian satu jam terakhir" in page
    assert f'value="{fire.pk}" data-key="4"' in page
