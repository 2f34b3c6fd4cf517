"""What a provider may have taken is told from what it never had: only the first says afterwards that it is a repeat."""

from __future__ import annotations

import socket
import threading
from collections.abc import Callable, Iterator
from contextlib import closing
from ipaddress import ip_network

import pytest

from dispatch.channels.alert.sender import send
from dispatch.channels.base import Envelope, TransientError
from dispatch.models import Agency, AgencyContact
from dispatch.tests.alerts import payload

pytestmark = pytest.mark.django_db
ANSWER = b"HTTP/1.1 %d X\r\nContent-Length: 0\r\nConnection: close\r\n\r\n"

Talk = Callable[[socket.socket], None]


class Provider:
    """A server of one connection, which talks as it is told."""

    def __init__(self, talk: Talk) -> None:
        self._listener = socket.create_server(("127.0.0.1", 0))
        self._talk = talk
        self.port = self._listener.getsockname()[1]
        self._thread = threading.Thread(target=self._serve, daemon=True)
        self._thread.start()

    def _serve(self) -> None:
        connection, _ = self._listener.accept()
        with closing(connection):
            connection.settimeout(10)
            self._talk(connection)

    def close(self) -> None:
        """Wait for the end of the talk."""
        self._thread.join(timeout=10)
        self._listener.close()


@pytest.fixture
def provider() -> Iterator[Callable[[Talk], int]]:
    begun: list[Provider] = []

    def begin(talk: Talk) -> int:
        begun.append(Provider(talk))
        return begun[-1].port

    yield begin
    for one in begun:
        one.close()


def answer(status: int | None) -> Talk:
    def talk(connection: socket.socket) -> None:
        told = b""
        while b"big" not in told:
            told += connection.recv(4096)
        if status:
            connection.sendall(ANSWER % status)

    return talk


def hang_up_at(word: bytes) -> Talk:
    """Return a mail server that goes away when it hears this."""

    def talk(connection: socket.socket) -> None:
        connection.sendall(b"220 ready\r\n")
        while (line := connection.recv(4096)) and not line.lower().startswith(word):
            connection.sendall(b"250 ok\r\n")

    return talk


def send_to(address: str) -> bool:
    """Send an alert that fails; return whether its outcome is unknown."""
    agency = Agency.objects.create(code="UJI", short_name="Uji", name="Dinas Uji")
    contact = AgencyContact.objects.create(agency=agency, name="Regu", address=address)
    told = payload() | {"text": "Api besar, big"}
    envelope = Envelope(1, "alert", f"contact:{contact.pk}", "alert", "complaint:1", told, "key", 1, False)
    with pytest.raises(TransientError) as caught:
        send(envelope)
    return caught.value.outcome_unknown


@pytest.fixture(autouse=True)
def _here(settings) -> None:
    settings.OUTGOING_ALLOWED_NETWORKS = [ip_network("127.0.0.0/8")]


@pytest.mark.parametrize("status", [None, 502, 504])
def test_it_is_unknown_when_no_answer_of_the_provider_came(provider, status):
    assert send_to(f"json://127.0.0.1:{provider(answer(status))}/")


@pytest.mark.parametrize("status", [400, 429, 503])
def test_what_an_answer_refused_never_arrived(provider, status):
    assert not send_to(f"json://127.0.0.1:{provider(answer(status))}/")


def test_what_never_left_never_arrived():
    with socket.create_server(("127.0.0.1", 0)) as closed:
        port = closed.getsockname()[1]
    assert not send_to(f"json://127.0.0.1:{port}/")


@pytest.mark.parametrize(("word", "unknown"), [(b"ehlo", False), (b"data", True)])
def test_a_mail_server_may_have_what_it_was_given_and_nothing_before(provider, word, unknown):
    address = f"mailto://127.0.0.1:{provider(hang_up_at(word))}/?from=a@contoh.id&to=b@contoh.id&mode=insecure"
    assert send_to(address) is unknown
