"""The way back: what a clerk does at Wadul Bupati reaches the portal, signed, until it is taken."""

from __future__ import annotations

import json

import pytest
from standardwebhooks.webhooks import Webhook, WebhookVerificationError

from simulators.testing import TEST_SECRET, run_wadul, wait_until
from simulators.tests.test_wadul_faults import set_faults


def read_events(portal) -> list[dict]:
    return [json.loads(body) for _, body in portal.received]


def test_an_action_calls_the_portal_with_a_signed_event(client, portal):
    client.create("JPR-1")
    event = client.act("JPR-1", "status", status="proses", text="Mulai dikerjakan").json()
    wait_until(lambda: portal.received)
    headers, body = portal.received[0]
    assert Webhook(TEST_SECRET).verify(body, headers) == event
    assert headers["webhook-id"] == event["id"]
    assert event["type"] == "complaint.status_changed"
    assert event["data"] == {"status": "proses", "text": "Mulai dikerjakan", "photo_url": None}
    assert client.call("GET", "/v1/complaints/JPR-1").json()["status"] == "proses"


def test_every_kind_of_event_is_numbered_within_its_ticket(client, portal):
    client.create("JPR-1")
    client.create("JPR-2")
    client.act("JPR-1", "jawab", text="Terima kasih")
    client.act("JPR-1", "foto")
    client.act("JPR-2", "jawab", text="Baik")
    client.act("JPR-1", "tutup")
    wait_until(lambda: len(portal.received) == 4)
    seen = [(event["ticket"], event["sequence"], event["type"]) for event in read_events(portal)]
    assert seen == [
        ("JPR-1", 1, "complaint.answered"),
        ("JPR-1", 2, "complaint.photo_added"),
        ("JPR-2", 1, "complaint.answered"),
        ("JPR-1", 3, "complaint.closed"),
    ]
    assert client.get(read_events(portal)[1]["data"]["photo_url"]).content.startswith(b"\x89PNG")


def test_changes_lists_the_same_events_after_a_cursor(client, portal):
    client.create("JPR-1")
    events = [client.act("JPR-1", "jawab", text=str(number)).json() for number in range(3)]
    first = client.call("GET", "/v1/changes?limit=2").json()
    rest = client.call("GET", f"/v1/changes?limit=2&since={first['next']}").json()
    assert first["events"] + rest["events"] == events
    assert (first["has_more"], rest["has_more"]) == (True, False)
    assert client.call("GET", f"/v1/changes?since={rest['next']}").json()["next"] == rest["next"]


def test_a_refused_callback_is_sent_again_under_the_same_id(client, portal):
    portal.answers = [500, 404]
    client.create("JPR-1")
    event = client.act("JPR-1", "jawab", text="Baik").json()
    wait_until(lambda: len(portal.received) == 3)
    assert {headers["webhook-id"] for headers, _ in portal.received} == {event["id"]}
    wait_until(lambda: client.get("/_log").json()["callbacks"][0]["state"] == "delivered")


def test_a_callback_nobody_takes_is_given_up_in_sight_and_can_be_sent_again(client, portal, monkeypatch):
    monkeypatch.setattr("simulators.wadul_callbacks.MAX_ATTEMPTS", 1)
    portal.answers = [503]
    client.create("JPR-1")
    event = client.act("JPR-1", "jawab", text="Baik").json()
    wait_until(lambda: client.get("/_log").json()["callbacks"][0]["state"] == "given_up")
    assert "menyerah dikirim" in client.get("/").text
    assert "503" in client.get("/aduan/JPR-1").text
    client.act("JPR-1", "kirim_ulang", event_id=event["id"])
    wait_until(lambda: client.get("/_log").json()["callbacks"][0]["state"] == "delivered")


def test_callbacks_not_yet_taken_survive_a_restart(tmp_path, portal):
    path = tmp_path / "restart.sqlite3"
    with run_wadul(path) as server:
        server.store.accept(make_incoming("JPR-1"))
        server.callbacks.emit("JPR-1", "complaint.answered", {"text": "Baik"})
    with run_wadul(path, callback_url=portal.url):
        wait_until(lambda: portal.received)
    assert read_events(portal)[0]["data"]["text"] == "Baik"


def make_incoming(ticket: str):
    from simulators.wadul_store import Incoming

    return Incoming(f"create:{ticket}", "create", ticket, "masuk", b"{}", {})


def test_duplicates_carry_the_same_id(client, portal):
    set_faults(client, duplicate_callbacks=1)
    client.create("JPR-1")
    client.act("JPR-1", "jawab", text="Baik")
    wait_until(lambda: len(portal.received) == 2)
    assert read_events(portal)[0] == read_events(portal)[1]


def test_out_of_order_lets_a_later_event_overtake(client, portal):
    set_faults(client, out_of_order_callbacks=1)
    client.create("JPR-1")
    client.act("JPR-1", "jawab", text="pertama")
    client.act("JPR-1", "jawab", text="kedua")
    wait_until(lambda: len(portal.received) == 2)
    assert [event["sequence"] for event in read_events(portal)] == [2, 1]


def test_a_wrong_signature_is_followed_by_a_right_one(client, portal):
    set_faults(client, wrong_signature=1)
    portal.answers = [401]
    client.create("JPR-1")
    client.act("JPR-1", "jawab", text="Baik")
    wait_until(lambda: len(portal.received) == 2)
    (bad_headers, bad_body), (headers, body) = portal.received
    with pytest.raises(WebhookVerificationError):
        Webhook(TEST_SECRET).verify(bad_body, bad_headers)
    Webhook(TEST_SECRET).verify(body, headers)


def test_a_malformed_body_is_truly_signed_and_not_json(client, portal):
    set_faults(client, malformed_body=1)
    portal.answers = [422]
    client.create("JPR-1")
    client.act("JPR-1", "jawab", text="Baik")
    wait_until(lambda: len(portal.received) == 2)
    headers, body = portal.received[0]
    with pytest.raises(json.JSONDecodeError):
        Webhook(TEST_SECRET).verify(body, headers)


def test_lost_callbacks_are_still_among_the_changes(client, portal):
    set_faults(client, lose_callbacks=1)
    client.create("JPR-1")
    client.act("JPR-1", "jawab", text="hilang")
    client.act("JPR-1", "jawab", text="sampai")
    # Events go in their order: once the second is here, the first would have been.
    wait_until(lambda: portal.received)
    assert [event["data"]["text"] for event in read_events(portal)] == ["sampai"]
    changes = client.call("GET", "/v1/changes").json()["events"]
    assert [event["data"]["text"] for event in changes] == ["hilang", "sampai"]
