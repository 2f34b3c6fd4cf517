"""Events of the exchange: signed, once each, in any order, and no call ever dropped."""

from __future__ import annotations

import itertools
import json
from datetime import UTC, datetime, timedelta

import pytest
from django.conf import settings
from django.urls import reverse
from django.utils import timezone

from calls.choices import Callback, CallKind, ExchangeEventType
from calls.exchange import Ring, apply_event
from calls.models import Call, CallHour, ExchangeEvent
from calls.tally import count_stale_hours
from dispatch.channels.wadul.signing import sign_message

pytestmark = pytest.mark.django_db

START = datetime(2026, 11, 24, 3, 0, tzinfo=UTC)
SECOND = timedelta(seconds=1)


def make_event(kind: str, second: int, call: str = "c-1", **more) -> Ring:
    return Ring(
        event_id=f"{call}-{kind}", call_id=call, type=kind, at=START + timedelta(seconds=second),
        number=more.pop("number", "0812 3456 7890"), **more,
    )  # fmt: skip


def post(client, body: dict | bytes, *, secret: str = "", message_id: str = "", now: datetime | None = None):
    raw = body if isinstance(body, bytes) else json.dumps(body).encode()
    name = message_id or (body.get("id", "x") if isinstance(body, dict) else "x")
    headers = sign_message(
        secret=secret or settings.EXCHANGE_SECRET, message_id=name, body=raw, now=now or datetime.now(UTC)
    )
    return client.post(reverse("calls:exchange_event"), raw, content_type="application/json", headers=headers)


def build_body(**more) -> dict:
    return {"id": "e-1", "call_id": "c-1", "type": "ringing", "at": timezone.now().isoformat(), **more}


ANSWERED_CALL = [make_event("ringing", 0), make_event("answered", 9), make_event("ended", 70)]


@pytest.mark.parametrize("order", list(itertools.permutations(range(3))))
def test_an_answered_call_ends_the_same_whatever_the_order_of_its_events(order):
    for place in order:
        apply_event(event=ANSWERED_CALL[place])
    call = Call.objects.get()
    assert (call.rang_at, call.answered_at, call.ended_at) == tuple(event.at for event in ANSWERED_CALL)
    assert (call.kind, call.callback, call.closed_at) == ("", "", None)
    assert call.number == "+6281234567890"


@pytest.mark.parametrize("order", [(0, 1), (1, 0)])
def test_a_caller_who_hangs_up_unanswered_is_to_be_called_back(order):
    events = [make_event("ringing", 0), make_event("abandoned", 22)]
    for place in order:
        apply_event(event=events[place])
    call = Call.objects.get()
    assert (call.kind, call.callback) == (CallKind.ABANDONED, Callback.WAITING)
    assert call.rang_at == START


@pytest.mark.parametrize("counted_between", [False, True])
def test_a_call_that_rang_before_the_hour_its_answer_came_in_counts_in_one_hour(counted_between):
    whole = START.replace(minute=0, second=0, microsecond=0)
    events = [Ring(f"c-{kind}", "c", kind, at) for kind, at in (("answered", whole), ("ringing", whole - SECOND))]
    for event in events:
        apply_event(event=event)
        if counted_between:
            count_stale_hours()
    count_stale_hours()
    rang_in = CallHour.objects.filter(incoming__gt=0).values_list("hour", "incoming")
    assert list(rang_in) == [(whole - timedelta(hours=1), 1)]


def test_an_event_twice_counts_once():
    first, is_new = apply_event(event=ANSWERED_CALL[0])
    second, again = apply_event(event=ANSWERED_CALL[0])
    assert (first.pk, is_new, again) == (second.pk, True, False)
    assert ExchangeEvent.objects.count() == Call.objects.count() == 1


def test_a_withheld_number_is_a_call_like_any_other():
    apply_event(event=make_event("ringing", 0, number="anonymous"))
    call = Call.objects.get()
    assert (call.number, call.number_hash) == ("", "")


def test_a_signed_event_is_applied_and_its_repeat_changes_nothing(client):
    body = build_body()
    assert post(client, body).json()["repeat"] is False
    assert post(client, body).json()["repeat"] is True
    assert Call.objects.count() == 1


@pytest.mark.parametrize(
    ("how", "status"),
    [
        pytest.param({"secret": "whsec_d3JvbmctYnktcHVycG9zZQ=="}, 401, id="signed by somebody else"),
        pytest.param({"now": datetime.now(UTC) - timedelta(minutes=6)}, 401, id="older than the replay window"),
        pytest.param({"message_id": "another"}, 422, id="its id is not the signed one"),
    ],
)
def test_what_is_not_truly_from_the_exchange_is_refused(client, how, status):
    assert post(client, build_body(), **how).status_code == status
    assert not Call.objects.exists()


@pytest.mark.parametrize(
    "change",
    [
        {"type": "sneezing"}, {"call_id": ""}, {"call_id": 7}, {"at": "yesterday"}, {"at": "2026-13-45T00:00:00Z"},
        {"at": "2026-11-24T08:30:00"}, {"at": "2199-01-01T00:00:00Z"},
        {"at": "0001-01-01T00:00:00+14:00"}, {"at": "1999-12-31T23:00:00Z"}, {"number": "1" * 41},
        {"number": "08\x0012"}, {"direction": "sideways"}, {"recording": ["x"]},
    ],
    ids=str,
)  # fmt: skip
def test_a_malformed_event_is_refused_with_a_sentence(client, change):
    answer = post(client, build_body(**change))
    assert answer.status_code == 422
    assert answer.json()["title"]
    assert not Call.objects.exists()


@pytest.mark.parametrize("raw", [b"", b"[]", b"{", b"[" * 5000], ids=["empty", "list", "cut", "deep"])
def test_what_is_no_object_is_refused(client, raw):
    assert post(client, raw).status_code in (401, 422)


def test_an_event_larger_than_it_can_be_is_refused(client):
    assert post(client, build_body(note="x" * 20_000)).status_code == 413


def test_every_type_of_event_is_known_to_the_reader(client):
    for kind in ExchangeEventType.values:
        assert post(client, build_body(id=f"e-{kind}", type=kind)).status_code == 200
