"""Crews' phones of the demo: what is sent is shown, as text, with its links."""

from __future__ import annotations


def send(client, phone, **message):
    return client.post(f"/telepon/{phone}", json={"version": "1.0", "title": "", "type": "warning", **message})


def test_a_message_is_shown_with_its_link_on_its_own_phone_only(client):
    link = "http://127.0.0.1:8000/l/abc123/"
    assert send(client, "regu-damkar", message=f"DARURAT Kebakaran, Sekuro\n{link}").status_code == 200
    page = client.get("/telepon/regu-damkar").text
    assert "DARURAT Kebakaran, Sekuro" in page
    assert f'<a href="{link}">' in page
    assert "DARURAT" in client.get("/telepon/").text
    assert "DARURAT" not in client.get("/telepon/piket-bpbd").text


def test_hostile_words_are_words(client):
    send(client, "x", message='<script>alert(1)</script> http://a.example/"onclick="b javascript:alert(2)')
    reply = client.get("/telepon/")
    assert "<script" not in reply.text
    assert 'onclick="' not in reply.text
    assert 'href="javascript' not in reply.text
    assert "script-src" not in reply.headers["content-security-policy"]


def test_what_is_no_message_is_refused_and_an_empty_phone_says_so(client):
    assert client.post("/telepon/x", content=b"[1]").status_code == 400
    assert client.post("/telepon/x", content=b"\xff").status_code == 400
    assert "Belum ada pesan" in client.get("/telepon/").text
