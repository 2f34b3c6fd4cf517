"""What Wadul Bupati promises in docs/wadul-bupati.md, asked over HTTP."""

from __future__ import annotations

import base64
import hashlib
import http.client
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
import yaml

PNG = base64.b64decode(
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=="
)


def build_photo(ticket: str = "JPR-1", **more) -> dict:
    digest = hashlib.sha256(PNG).hexdigest()
    content = base64.b64encode(PNG).decode()
    return {
        "ticket": ticket, "photo_id": "p1", "purpose": "report", "mime": "image/png", "sha256": digest,
        "content_base64": content,
    } | more  # fmt: skip


def test_a_new_complaint_is_accepted_and_given_a_number(client):
    reply = client.create("JPR-1")
    assert reply.status_code == 201
    assert reply.json()["ticket"] == "JPR-1"
    assert reply.json()["wadul_id"].startswith("WB-")
    assert client.call("GET", "/v1/complaints/JPR-1").json()["status"] == "masuk"


def test_the_same_key_and_body_get_the_original_answer_and_are_kept_once(client):
    first, second = client.create("JPR-1"), client.create("JPR-1")
    assert (first.status_code, second.status_code) == (201, 200)
    assert first.json() == second.json()
    log = client.get("/_log").json()
    assert [(row["key"], row["received"]) for row in log["operations"]] == [("create:JPR-1", 2)]
    assert log["totals"]["stored"] == 1
    assert log["totals"]["received"] == 2


def test_the_same_key_with_another_body_is_refused(client):
    client.create("JPR-1")
    reply = client.create("JPR-1", text="Lain")
    assert reply.status_code == 422
    assert reply.headers["content-type"] == "application/problem+json"
    assert reply.json()["type"].endswith("key-reused")


def test_the_same_key_sent_by_many_at_once_is_kept_once(client):
    with ThreadPoolExecutor(8) as pool:
        codes = list(pool.map(lambda _: client.create("JPR-1").status_code, range(24)))
    assert sorted(codes) == [200] * 23 + [201]
    assert client.get("/_log").json()["totals"] == {"stored": 1, "received": 24, "created": 1}


def test_a_known_ticket_under_another_key_is_a_conflict_that_names_its_number(client):
    wadul_id = client.create("JPR-1").json()["wadul_id"]
    reply = client.create("JPR-1", key="other")
    assert reply.status_code == 409
    assert reply.json()["wadul_id"] == wadul_id


def test_an_update_changes_the_status_and_needs_a_known_ticket(client):
    body = {"ticket": "JPR-1", "status": "proses", "text": "Dikerjakan"}
    missing = client.call("POST", "/v1/complaints/JPR-1/updates", body, key="u1")
    assert (missing.status_code, missing.json()["type"].rsplit(":")[-1]) == (404, "unknown-ticket")
    client.create("JPR-1")
    assert client.call("POST", "/v1/complaints/JPR-1/updates", body, key="u1").status_code == 201
    assert client.call("GET", "/v1/complaints/JPR-1").json()["status"] == "proses"


def test_a_photo_is_kept_byte_by_byte_and_shown(client):
    client.create("JPR-1")
    assert client.call("POST", "/v1/complaints/JPR-1/photos", build_photo(), key="f1").status_code == 201
    shown = client.get("/foto/p1")
    assert (shown.content, shown.headers["content-type"]) == (PNG, "image/png")


@pytest.mark.parametrize("wrong", [{"sha256": "0" * 64}, {"content_base64": "%%"}, {"mime": "text/html"}])
def test_a_photo_that_does_not_match_its_description_is_refused(client, wrong):
    client.create("JPR-1")
    assert client.call("POST", "/v1/complaints/JPR-1/photos", build_photo(**wrong), key="f1").status_code == 422


def test_what_was_accepted_under_a_key_can_be_asked(client):
    answer = client.create("JPR-1").json()
    found = client.call("GET", "/v1/deliveries/create:JPR-1")
    assert (found.status_code, found.json()) == (200, answer)
    missing = client.call("GET", "/v1/deliveries/nothing")
    assert (missing.status_code, missing.json()["type"].rsplit(":")[-1]) == (404, "unknown-key")


def test_complaints_are_listed_by_ticket_page_by_page(client):
    for number in range(5):
        client.create(f"JPR-{number}")
    first = client.call("GET", "/v1/complaints?limit=3").json()
    rest = client.call("GET", f"/v1/complaints?limit=3&after={first['next']}").json()
    assert [row["ticket"] for row in first["complaints"] + rest["complaints"]] == [f"JPR-{n}" for n in range(5)]
    assert rest["next"] is None
    assert set(first["complaints"][0]) == {
        "ticket", "wadul_id", "status", "last_sequence", "accepted", "updated_at",
    }  # fmt: skip


def test_the_list_counts_what_was_accepted_and_can_leave_out_what_did_not_change(client):
    client.create("JPR-1")
    client.call("POST", "/v1/complaints/JPR-1/photos", build_photo(), key="f1")
    (line,) = client.call("GET", "/v1/complaints").json()["complaints"]
    assert line["accepted"] == 2
    since = line["updated_at"].replace(":", "%3A")
    assert client.call("GET", f"/v1/complaints?changed_since={since}").json()["complaints"] == [line]
    assert client.call("GET", "/v1/complaints?changed_since=2999-01-01T00:00:00Z").json()["complaints"] == []
    assert client.call("GET", "/v1/complaints?changed_since=kemarin").status_code == 422


def test_changes_of_one_ticket_can_be_asked(client):
    for ticket in ("JPR-1", "JPR-2"):
        client.create(ticket)
        client.post(f"/aduan/{ticket}/tindakan", json={"tindakan": "jawab", "text": "Baik"})
    events = client.call("GET", "/v1/changes?ticket=JPR-2").json()["events"]
    assert [event["ticket"] for event in events] == ["JPR-2"]


def test_an_update_that_comes_late_does_not_undo_a_later_one(client):
    client.create("JPR-1")
    for event_id, status in ((9, "selesai"), (5, "proses"), (None, "ditutup")):
        body = {"ticket": "JPR-1", "status": status, "text": "", "event_id": event_id}
        client.call("POST", "/v1/complaints/JPR-1/updates", body, key=f"u{event_id}")
        expected = "selesai" if event_id else "ditutup"
        assert client.call("GET", "/v1/complaints/JPR-1").json()["status"] == expected


@pytest.mark.parametrize("shift", [timedelta(minutes=-6), timedelta(minutes=6)])
def test_a_request_outside_five_minutes_is_refused(client, shift):
    reply = client.call("GET", "/v1/changes", now=datetime.now(UTC) + shift)
    assert (reply.status_code, reply.json()["type"].rsplit(":")[-1]) == (401, "bad-signature")


def test_unsigned_or_wrongly_signed_requests_are_refused(client):
    assert client.get("/v1/changes").status_code == 401
    assert client.call("GET", "/v1/changes", secret="whsec_bGFpbg==").status_code == 401
    assert client.call("GET", "/v1/changes", headers={"webhook-signature": "rubbish"}).status_code == 401
    assert client.get("/_log").json()["operations"] == []


def test_a_signed_body_cannot_be_turned_on_another_ticket(client):
    client.create("JPR-1")
    client.create("JPR-2")
    body = {"ticket": "JPR-1", "status": "proses", "text": ""}
    assert client.call("POST", "/v1/complaints/JPR-2/updates", body, key="u1").status_code == 422


def test_a_key_that_differs_from_the_signed_id_is_refused(client):
    reply = client.call("POST", "/v1/complaints", {"ticket": "JPR-1"}, headers={"idempotency-key": "other"})
    assert reply.status_code == 400


def test_bodies_outside_the_contract_are_refused_without_falling_over(client):
    assert client.call("POST", "/v1/complaints", {"ticket": 5}).status_code == 422
    assert client.create("JPR-1", status="entah").status_code == 422
    assert client.create("JPR-1", text="\ud800").status_code == 422
    assert client.call("GET", "/v1/changes?since=x").status_code == 422
    assert client.call("GET", "/v1/elsewhere").status_code == 404


@pytest.mark.parametrize(("length", "status"), [("99999999999", 413), ("16777217", 413), ("-1", 411), (None, 411)])
def test_a_body_too_large_or_of_unknown_length_is_refused_unread(wadul, length, status):
    connection = http.client.HTTPConnection("127.0.0.1", wadul.server_port, timeout=5)
    connection.putrequest("POST", "/v1/complaints")
    if length is not None:
        connection.putheader("Content-Length", length)
    connection.endheaders()
    assert connection.getresponse().status == status
    connection.close()


def test_every_address_of_the_openapi_file_is_answered(client):
    path = Path(__file__).parents[2] / "docs" / "wadul-bupati.openapi.yaml"
    contract = yaml.safe_load(path.read_text())
    calls = [(verb, path) for path, verbs in contract["paths"].items() for verb in verbs if verb in ("get", "post")]
    assert len(calls) == 7
    for verb, path in calls:
        address = path.replace("{ticket}", "JPR-1").replace("{idempotency_key}", "k")
        reply = client.call(verb.upper(), address, {"ticket": "JPR-1"} if verb == "post" else None)
        assert "unknown-address" not in reply.text, path
