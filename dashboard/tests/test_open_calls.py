"""The left column: what rings is what rings now, what is over stands apart, and a backlog hides nobody."""

from __future__ import annotations

import itertools
import re
from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from accounts.models import Role, User
from calls.choices import Callback, CallKind, Direction
from calls.desk import close_call, take_call
from calls.exchange import Ring, apply_event
from calls.models import Call
from calls.waiting import settle_lost_rings
from dashboard.call_desk import render_open_calls
from dashboard.handover import describe_room
from dashboard.wall import count_calls

pytestmark = pytest.mark.django_db
_names = itertools.count(1)


@pytest.fixture
def ani() -> User:
    return User.objects.create(username="ani", role=Role.CALL_TAKER)


def tell(*types: str, minutes_ago: float = 0, **more) -> Call:
    """Let the exchange tell these events of one call, a second apart."""
    name, at = f"c-{next(_names)}", timezone.now() - timedelta(minutes=minutes_ago)
    for place, kind in enumerate(types):
        event = Ring(f"{name}-{kind}", name, kind, at + timedelta(seconds=place), number="081234567890", **more)
        call, _ = apply_event(event=event)
    return call


def read_column() -> dict[str, list[int]]:
    """Return the calls by how their row stands."""
    rows: dict[str, list[int]] = {}
    for stands, call in re.findall(r'class="call ?(\w*)" data-call="(\d+)"', render_open_calls()):
        rows.setdefault(stands, []).append(int(call))
    return rows


def count_now() -> tuple[int, int]:
    now = timezone.now()
    calls = count_calls(start=now - timedelta(hours=1), now=now)
    return calls["ringing"], calls["taken"]


def list_running() -> list[str]:
    room = {section["title"]: section["rows"] for section in describe_room()}
    return [row["waits"] for row in room["Panggilan yang belum selesai"]]


def test_an_outgoing_call_rings_nowhere():
    tell("ringing", direction=Direction.OUT)
    assert read_column() == {}
    assert count_now() == (0, 0)
    assert list_running() == []


def test_a_call_answered_on_the_handset_rings_no_more_and_a_desk_may_still_take_it(ani):
    call = tell("ringing", "answered")
    assert read_column() == {"": [call.pk]}
    assert count_now() == (0, 1)
    assert list_running() == ["dijawab di pesawat telepon, belum dipegang meja"]
    assert take_call(call_id=call.pk, user=ani).taker == ani


def test_a_call_that_is_over_stands_apart_until_somebody_says_what_it_was(ani):
    call = tell("ringing", "answered", "ended")
    assert read_column() == {"unsorted": [call.pk]}
    assert count_now() == (0, 0)
    assert list_running() == ["selesai, jenisnya belum ditentukan"]
    ended = call.ended_at
    take_call(call_id=call.pk, user=ani)
    close_call(call_id=call.pk, user=ani, kind=CallKind.PRANK)
    assert read_column() == {}
    assert Call.objects.get().ended_at == ended


def test_a_handset_whose_end_was_never_told_is_over_by_the_next_day():
    call = tell("ringing", "answered", minutes_ago=13 * 60)
    assert read_column() == {"unsorted": [call.pk]}
    assert count_now() == (0, 0)


def test_a_backlog_never_hides_the_newest_ring():
    old = [tell("ringing", minutes_ago=20).pk for _ in range(40)]
    newest = tell("ringing")
    rows = read_column()["ringing"]
    assert (rows[-1], len(rows)) == (newest.pk, 30)
    assert set(rows) <= {*old, newest.pk}
    assert "Masih ada panggilan yang lebih lama" in render_open_calls()


def test_a_backlog_never_hides_the_newest_missed_call():
    for _ in range(25):
        tell("ringing", "abandoned", minutes_ago=60)
    newest = tell("ringing", "abandoned")
    assert f"/{newest.pk}/" in render_open_calls()


def test_a_call_in_a_desks_hands_stands_however_old_it_is(ani):
    call = tell("ringing", minutes_ago=26 * 60)
    take_call(call_id=call.pk, user=ani)
    assert read_column() == {"": [call.pk]}


def test_a_ring_whose_end_was_never_told_is_to_be_called_back(ani):
    lost, fresh = tell("ringing", minutes_ago=31), tell("ringing", minutes_ago=29)
    assert settle_lost_rings() == 1
    assert settle_lost_rings() == 0
    lost.refresh_from_db()
    assert (lost.kind, lost.callback) == (CallKind.ABANDONED, Callback.WAITING)
    assert read_column()["ringing"] == [fresh.pk]
    answered = Ring("late", lost.exchange_id, "answered", lost.rang_at + timedelta(seconds=9))
    call, _ = apply_event(event=answered)
    assert (call.kind, call.closed_at, call.callback) == ("", None, "")


def test_a_caller_who_is_gone_is_told_to_the_desk_that_has_the_call(ani):
    call = tell("ringing", minutes_ago=1)
    take_call(call_id=call.pk, user=ani)
    apply_event(event=Ring("gone", call.exchange_id, "abandoned", timezone.now()))
    column = render_open_calls()
    assert "Penelepon menutup sebelum dijawab. Diambil ani" in column
    assert "Perlu ditelepon balik" not in column


def test_the_space_bar_never_settles_a_missed_call(sign_in):
    tell("ringing", "abandoned")
    desk = sign_in(Role.CALL_TAKER)
    assert "data-space" not in desk.get(reverse("dashboard:open_calls")).content.decode()
    call = tell("ringing")
    page = render_open_calls()
    assert re.findall(r'formaction="([^"]+)" data-space', page) == [reverse("dashboard:call_take", args=[call.pk])]
