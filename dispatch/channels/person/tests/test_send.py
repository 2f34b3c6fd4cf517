"""One message to one person: sent to whom it is for, and to nobody else."""

from __future__ import annotations

from datetime import timedelta
from http.server import BaseHTTPRequestHandler, HTTPServer
from ipaddress import ip_network
from threading import Thread

import pytest
from django.core import mail
from django.utils import timezone

from dispatch.channels.base import Envelope, PermanentError, TransientError
from dispatch.channels.person import send


def envelope(target: str = "email", to: str = "sri@contoh.id", minutes: int = 10, known: bool = True) -> Envelope:
    payload = {
        "known": known,
        "to": to,
        "title": "Kode",
        "text": "Kode Anda 123456",
        "expires": (timezone.now() + timedelta(minutes=minutes)).isoformat(),
    }
    return Envelope(1, "person", target, "code", "code:1", payload, "code:1", 1, False)


@pytest.fixture
def provider(settings):
    """A provider of messages on this machine, which keeps what it is told."""
    heard: list[tuple[str, str]] = []

    class Handler(BaseHTTPRequestHandler):
        status = 200

        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            heard.append((self.path, body.decode()))
            self.send_response(Handler.status)
            self.end_headers()

        def log_message(self, *_: object) -> None:
            pass

    server = HTTPServer(("127.0.0.1", 0), Handler)
    thread = Thread(target=server.serve_forever, daemon=True)
    thread.start()
    settings.TEXT_MESSAGE_URL = f"json://127.0.0.1:{server.server_port}/{{to}}"
    settings.OUTGOING_ALLOWED_NETWORKS = [ip_network("127.0.0.0/8")]
    yield heard, Handler
    server.shutdown()
    server.server_close()


def test_a_code_by_mail_reaches_its_address(settings):
    settings.EMAIL_CONFIGURED = True
    assert send(envelope()).reference == "sent"
    assert (mail.outbox[0].to, "123456" in mail.outbox[0].body) == (["sri@contoh.id"], True)


def test_nothing_goes_to_whom_nobody_knows_or_after_its_time(settings):
    settings.EMAIL_CONFIGURED = True
    assert send(envelope(known=False)).reference == "unknown"
    assert send(envelope(minutes=-1)).reference == "expired"
    assert mail.outbox == []


def test_a_code_to_a_phone_goes_to_the_provider_with_the_number_in_its_place(provider):
    heard, _ = provider
    assert send(envelope("phone", "+6281234567890")).reference == "sent"
    assert heard[0][0] == "/6281234567890"
    assert "123456" in heard[0][1]


def test_a_provider_that_fails_is_tried_again_and_its_error_names_nobody(provider):
    _, handler = provider
    handler.status = 500
    with pytest.raises(TransientError) as error:
        send(envelope("phone", "+6281234567890"))
    assert "81234567890" not in str(error.value)


def test_without_a_way_out_a_person_has_to_look(settings):
    settings.EMAIL_CONFIGURED, settings.TEXT_MESSAGE_URL = False, ""
    for target in ("email", "phone", "pigeon"):
        with pytest.raises(PermanentError):
            send(envelope(target))
