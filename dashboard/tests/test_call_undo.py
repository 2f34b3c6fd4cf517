"""A stray key at the call desk is taken back: a call that was closed, a caller who was joined to the wrong fire."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from accounts.models import Role
from calls.choices import CallKind
from calls.desk import start_call
from calls.desk_drafts import open_draft, save_draft
from calls.models import Call, DeskDraft
from calls.phone_reports import count_callers
from dispatch.models import Delivery

pytestmark = pytest.mark.django_db


@pytest.fixture
def desk(sign_in):
    return sign_in(Role.CALL_TAKER)


def close(desk, kind: str = "prank") -> Call:
    call = start_call(user=desk.user, number="081234567890")
    desk.post(reverse("dashboard:call_close", args=[call.pk]), {"kind": kind})
    return call


def join(desk, incident) -> DeskDraft:
    draft = open_draft(call=start_call(user=desk.user, number="081234567890"), user=desk.user)
    save_draft(draft=draft, user=desk.user, version=1, changes={"text": "Gudang terbakar"})
    desk.post(reverse("dashboard:desk_join", args=[draft.pk]), {"complaint": incident.pk})
    return draft


def show_desk(desk) -> str:
    return desk.get(reverse("dashboard:desk")).content.decode()


def test_the_desk_says_what_was_closed_and_takes_it_back(desk):
    call = close(desk)
    undo = reverse("dashboard:call_reopen", args=[call.pk])
    page = show_desk(desk)
    for words in ("Ditutup: Iseng.", "0812-3456-7890", f'action="{undo}"', 'data-key="z"'):
        assert words in page
    assert undo in show_desk(desk), "a page that is loaded again still offers it"
    assert desk.post(undo).url == reverse("dashboard:call", args=[call.pk])
    call.refresh_from_db()
    assert (call.kind, call.closed_at, call.taker) == ("", None, desk.user)


def test_a_caller_joined_by_a_stray_digit_is_let_go(desk, file_report):
    incident = file_report("D-BAKAR")
    draft = join(desk, incident)
    assert count_callers(incident) == 2
    assert f"digabung ke tiket {incident.grouped_number}" in show_desk(desk)
    answer = desk.post(reverse("dashboard:call_reopen", args=[draft.call_id]))
    assert answer.url == reverse("dashboard:call", args=[draft.call_id])
    assert count_callers(incident) == 1
    call = Call.objects.get()
    assert (call.kind, call.closed_at, call.complaint, call.has_joined) == ("", None, None, False)
    assert "dilepas lagi" in incident.events.last().text
    assert "Pelapor kini 1" in incident.events.last().text
    heard = [one.payload for one in Delivery.objects.filter(channel="alert").order_by("-id")]
    assert "dilepas lagi" in str(heard[0]), "the crews who were told what he said are told that it was not theirs"
    assert "Penelepon ke-2" in "".join(incident.events.values_list("text", flat=True)), "history is never rewritten"


def test_what_the_caller_said_becomes_a_report_of_its_own_after_all(desk, file_report):
    draft = join(desk, incident := file_report("D-BAKAR"))
    desk.post(reverse("dashboard:call_reopen", args=[draft.call_id]))
    assert "Gudang terbakar" in desk.get(reverse("dashboard:call", args=[draft.call_id])).content.decode()
    typed = {"category": "D-LAKA", "village": incident.village_id, "do": "finish"}
    desk.post(reverse("dashboard:desk_send", args=[draft.pk]), typed)
    call = Call.objects.select_related("complaint").get()
    assert (call.kind, call.complaint.text, call.has_joined) == (CallKind.GENUINE, "Gudang terbakar", False)


def test_a_visitor_joined_by_a_slip_is_let_go_too(desk, file_report):
    incident = file_report("D-BAKAR")
    desk.post(reverse("dashboard:walk_in_new"))
    draft = DeskDraft.objects.get()
    desk.post(reverse("dashboard:desk_join", args=[draft.pk]), {"complaint": incident.pk})
    undo = reverse("dashboard:visit_reopen", args=[draft.pk])
    assert undo in show_desk(desk)
    assert desk.post(undo).url == reverse("dashboard:walk_in", args=[draft.pk])
    draft.refresh_from_db()
    assert draft.complaint is None
    assert desk.post(undo, follow=True).status_code == 200, "twice is no error"
    assert sum("dilepas lagi" in event.text for event in incident.events.all()) == 1


def test_after_ten_minutes_nothing_is_offered_or_taken_back(desk, file_report):
    call = close(desk)
    Call.objects.update(closed_at=timezone.now() - timedelta(minutes=11))
    undo = reverse("dashboard:call_reopen", args=[call.pk])
    assert undo not in show_desk(desk)
    assert "tidak dapat diurungkan" in desk.post(undo, follow=True).content.decode()
    assert Call.objects.get().kind == CallKind.PRANK


def test_nobody_takes_back_what_another_desk_did(desk, sign_in, file_report):
    draft = join(desk, incident := file_report("D-BAKAR"))
    other = sign_in(Role.CALL_TAKER)
    other.post(reverse("dashboard:call_reopen", args=[draft.call_id]))
    assert Call.objects.get().has_joined
    assert count_callers(incident) == 2
    assert other.post(reverse("dashboard:visit_reopen", args=[draft.pk])).status_code == 404


def test_a_report_that_was_sent_is_not_taken_back(desk, file_report):
    call = start_call(user=desk.user)
    draft = open_draft(call=call, user=desk.user)
    typed = {"category": "D-LAKA", "village": file_report("D-BAKAR").village_id, "do": "finish"}
    desk.post(reverse("dashboard:desk_send", args=[draft.pk]), typed)
    desk.post(reverse("dashboard:call_reopen", args=[call.pk]))
    assert Call.objects.get().kind == CallKind.GENUINE
