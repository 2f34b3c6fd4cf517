"""The page for people: it shows what arrived, lets a clerk act, and trusts nothing it shows."""

from __future__ import annotations

import base64
import hashlib

from simulators.testing import wait_until
from simulators.wadul_pages import draw_sample_png


def test_the_front_page_lists_and_finds_what_arrived(client):
    assert "Belum ada laporan" in client.get("/").text
    client.create("JPR-111")
    client.create("JPR-222")
    assert "JPR-111" in client.get("/").text
    found = client.get("/?cari=222").text
    assert "JPR-222" in found
    assert "JPR-111" not in found
    assert "Tidak ada yang cocok" in client.get("/?cari=999").text


def test_older_reports_are_behind_a_link(client):
    for number in range(60):
        client.create(f"JPR-{number:03}")
    first = client.get("/").text
    assert "JPR-059" in first
    assert "JPR-009" not in first
    assert "JPR-009" in client.get("/?sebelum=11").text
    assert "sebelum=11" in first


def test_a_complaint_shows_its_updates_photos_and_callbacks(client, portal):
    client.create("JPR-1", category_name="Jalan rusak", village_name="Panggang")
    body = {"ticket": "JPR-1", "status": "proses", "text": "Tim berangkat"}
    client.call("POST", "/v1/complaints/JPR-1/updates", body, key="u1")
    picture = draw_sample_png(4)
    photo = {"ticket": "JPR-1", "photo_id": "p1", "mime": "image/png", "sha256": hashlib.sha256(picture).hexdigest()}
    photo["content_base64"] = base64.b64encode(picture).decode()
    client.call("POST", "/v1/complaints/JPR-1/photos", photo, key="f1")
    client.act("JPR-1", "jawab", text="Sudah kami catat")
    wait_until(lambda: portal.received)
    page = client.get("/aduan/JPR-1").text
    for words in ("Jalan rusak", "Panggang", "Tim berangkat", "/foto/p1", "Sudah kami catat"):
        assert words in page


def test_the_buttons_work_as_plain_forms(client, portal):
    client.create("JPR-1")
    reply = client.post("/aduan/JPR-1/tindakan", data={"tindakan": "tutup", "text": ""})
    assert (reply.status_code, reply.headers["location"]) == (303, "/aduan/JPR-1")
    wait_until(lambda: portal.received)
    assert "Ditutup" in client.get("/aduan/JPR-1").text


def test_an_empty_answer_or_an_unknown_ticket_is_refused(client):
    client.create("JPR-1")
    assert client.act("JPR-1", "jawab", text=" ").status_code == 422
    assert client.act("JPR-9", "tutup").status_code == 404
    assert client.get("/aduan/JPR-9").status_code == 404


def test_what_is_shown_is_escaped_and_the_policy_is_strict(client):
    client.create("JPR-<b>", text="<script>alert(1)</script>")
    for address in ("/", "/aduan/JPR-%3Cb%3E"):
        page = client.get(address)
        assert page.status_code == 200
        assert "<script" not in page.text
        assert "<b>" not in page.text
        policy = page.headers["content-security-policy"]
        assert "default-src 'none'" in policy
        assert "unsafe" not in policy
    assert client.get("/gaya.css").headers["content-type"].startswith("text/css")


def test_another_site_cannot_press_the_buttons(client):
    client.create("JPR-1")
    stranger = {"origin": "https://example.com"}
    assert client.post("/aduan/JPR-1/tindakan", data={"tindakan": "tutup"}, headers=stranger).status_code == 403
    assert client.post("/_faults", data={"clear": "1"}, headers=stranger).status_code == 403


def test_the_controls_answer_this_machine_only(wadul):
    from simulators.wadul_http import Request

    for path in ("/_log", "/_faults"):
        assert wadul.pages.answer(Request("GET", path, {}, {}, b"", "10.1.2.3")).status == 403
        assert wadul.pages.answer(Request("GET", path, {}, {}, b"", "::ffff:127.0.0.1")).status == 200
