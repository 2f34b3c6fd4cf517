"""Addresses set by staff cannot reach this machine, private networks or cloud metadata."""

from __future__ import annotations

import socket
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from ipaddress import ip_address, ip_network

import httpx
import pytest
import requests

from dispatch.channels.alert.sender import send
from dispatch.channels.base import Envelope, PermanentError, TransientError
from dispatch.channels.wadul.transport import WadulConfig, exchange
from dispatch.models import Agency, AgencyContact
from dispatch.outgoing_guard import OutgoingRefused, check_apprise_address, guarded, is_allowed
from tests_security.figures import say

INSIDE = [
    "127.0.0.1", "127.255.255.254", "0.0.0.0", "10.0.0.1", "172.16.0.1", "192.168.1.1", "169.254.169.254",
    "100.64.0.1", "192.0.0.1", "198.18.0.1", "224.0.0.1", "255.255.255.255", "::1", "::", "fe80::1", "fc00::1",
    "fd00:ec2::254", "ff02::1", "::ffff:127.0.0.1", "::ffff:169.254.169.254", "64:ff9b::7f00:1",
    "64:ff9b::a9fe:a9fe", "2002:7f00:1::", "2001:0:7f00:1::",
]  # fmt: skip
# Ways to write this machine that getaddrinfo understands.
FORMS = ["127.0.0.1", "localhost", "2130706433", "0x7f000001", "0177.0.0.1", "127.1", "[::1]", "[::ffff:127.0.0.1]",
         "[::ffff:7f00:1]", "0"]  # fmt: skip


class Inside(ThreadingHTTPServer):
    """A service of the own network; keeps what reached it."""

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        self.reached: list[str] = []
        threading.Thread(target=self.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True).start()


class _Handler(BaseHTTPRequestHandler):
    def _answer(self) -> None:
        self.server.reached.append(self.path)  # type: ignore[attr-defined]
        self.rfile.read(int(self.headers.get("content-length") or 0))
        self.send_response(302 if self.path.startswith("/away") else 200)
        if self.path.startswith("/away"):
            self.send_header("Location", "/secret")
        self.send_header("Content-Length", "2")
        self.end_headers()
        self.wfile.write(b"{}")

    do_GET = do_POST = _answer

    def log_message(self, *_: object) -> None:
        pass


@pytest.fixture
def inside():
    server = Inside()
    yield server
    server.shutdown()
    server.server_close()


@pytest.fixture(autouse=True)
def _as_in_production(settings, monkeypatch):
    settings.OUTGOING_ALLOWED_NETWORKS = []
    for name in ("HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY", "http_proxy", "https_proxy", "all_proxy"):
        monkeypatch.delenv(name, raising=False)


def make_envelope(contact: AgencyContact) -> Envelope:
    payload = {"title": "Kebakaran", "place": "Bandengan", "ticket": "1", "link": "https://x/1", "text": "asap"}
    return Envelope(1, "alert", f"contact:{contact.pk}", "alert", "complaint:1", payload, "k", 1, False)


def make_contact(address: str) -> AgencyContact:
    return AgencyContact.objects.create(agency=Agency.objects.first(), name="Piket", address=address)


def test_no_internal_address_is_allowed_however_it_is_written():
    refused = [text for text in INSIDE if not is_allowed(ip_address(text))]
    say("internal addresses", tried=len(INSIDE), refused=len(refused))
    assert refused == INSIDE
    assert is_allowed(ip_address("103.10.105.1"))
    assert is_allowed(ip_address("2606:4700::1111"))
    assert is_allowed(ip_address("64:ff9b::808:808"))


def test_an_allowed_network_is_allowed_and_its_neighbour_is_not(settings):
    settings.OUTGOING_ALLOWED_NETWORKS = [ip_network("10.20.0.0/16")]
    assert is_allowed(ip_address("10.20.3.4"))
    assert is_allowed(ip_address("::ffff:10.20.3.4"))
    assert not is_allowed(ip_address("10.21.0.1"))


@pytest.mark.parametrize("host", FORMS)
def test_a_contact_on_this_machine_is_refused_at_saving(host):
    with pytest.raises(OutgoingRefused, match="jaringan dalam"):
        check_apprise_address(f"json://{host}:80/hook")


@pytest.mark.parametrize(
    "address",
    ["syslog://localhost", "dbus://", "apprise://10.0.0.1/k", "file:///etc/passwd", "irc://h/#c", "rsyslog://h", "x",
     "http://example.id", "javascript:alert(1)", "", "json://[::1", "mqtt://h/t"],
)  # fmt: skip
def test_a_kind_of_address_that_is_not_known_here_is_refused(address):
    with pytest.raises(OutgoingRefused):
        check_apprise_address(address)


def test_a_mail_server_hidden_in_the_parameters_is_looked_at_too():
    with pytest.raises(OutgoingRefused, match="jaringan dalam"):
        check_apprise_address("mailtos://u:p@gmail.com?smtp=169.254.169.254")


def test_telegram_and_its_like_name_no_machine():
    check_apprise_address("tgram://123456789:abcdefg/12315544")


@pytest.mark.parametrize("host", FORMS)
@pytest.mark.parametrize("library", ["requests", "httpx"])
def test_nothing_inside_is_reached_when_connecting(inside, host, library):
    url = f"http://{host}:{inside.server_port}/secret"
    invalid = library == "httpx" and host == "0177.0.0.1"  # httpx itself takes no octal numbers
    with guarded() as refused, pytest.raises((requests.RequestException, httpx.HTTPError, httpx.InvalidURL)):
        requests.get(url, timeout=3) if library == "requests" else httpx.get(url, timeout=3, trust_env=False)
    assert inside.reached == []
    assert refused or invalid


def test_a_name_that_changes_after_the_check_is_refused_at_the_connection(inside, monkeypatch):
    """DNS rebinding: the first answer is on the internet, the second is this machine."""
    real, answers = socket.getaddrinfo, iter(["203.0.114.7"])

    def rebind(host, port, *more, **options):
        if host == "rebind.example.id":
            return real(next(answers, "127.0.0.1"), port, *more, **options)
        return real(host, port, *more, **options)

    monkeypatch.setattr(socket, "getaddrinfo", rebind)
    address = f"json://rebind.example.id:{inside.server_port}/secret"
    check_apprise_address(address)
    with guarded() as refused, pytest.raises(requests.RequestException):
        requests.post(f"http://rebind.example.id:{inside.server_port}/secret", timeout=3)
    assert refused == ["127.0.0.1"]
    assert inside.reached == []


@pytest.mark.django_db
def test_an_alert_to_an_internal_contact_fails_for_good_and_reaches_nobody(inside):
    contact = make_contact(f"json://127.0.0.1:{inside.server_port}/secret")
    with pytest.raises(PermanentError, match="jaringan dalam"):
        send(make_envelope(contact))
    assert inside.reached == []


@pytest.mark.django_db
def test_where_it_is_allowed_the_alert_arrives_but_redirects_are_not_followed(inside, settings):
    settings.OUTGOING_ALLOWED_NETWORKS = [ip_network("127.0.0.0/8")]
    send(make_envelope(make_contact(f"json://127.0.0.1:{inside.server_port}/hook")))
    with pytest.raises(TransientError):
        send(make_envelope(make_contact(f"json://127.0.0.1:{inside.server_port}/away?redirect=yes")))
    assert [path.strip("/") for path in inside.reached] == ["hook", "away"]


def test_wadul_bupati_on_an_internal_address_waits_until_it_is_allowed(inside, settings):
    config = WadulConfig(f"http://127.0.0.1:{inside.server_port}", "whsec_c2VjcmV0c2VjcmV0c2VjcmV0", 3.0)
    with pytest.raises(TransientError):
        exchange(config, "GET", "/v1/changes")
    assert inside.reached == []
    settings.OUTGOING_ALLOWED_NETWORKS = [ip_network("127.0.0.1/32")]
    assert exchange(config, "GET", "/v1/changes").status == 200


def test_connections_of_our_own_are_not_touched(inside):
    assert requests.get(f"http://127.0.0.1:{inside.server_port}/ours", timeout=3).status_code == 200


@pytest.mark.django_db
def test_the_admin_says_in_a_sentence_why_an_address_is_refused(admin_client):
    agency = Agency.objects.first()
    typed = {"agency": agency.pk, "name": "Piket", "order": 1, "is_active": "on"}
    answer = admin_client.post(
        "/admin/dispatch/agencycontact/add/", {**typed, "address": "json://169.254.169.254/latest/meta-data/"}
    )
    assert answer.status_code == 200
    assert "menuju jaringan dalam" in answer.content.decode()
    assert "169.254.169.254" in answer.content.decode(), "what was typed is kept"
    assert not AgencyContact.objects.filter(name="Piket").exists()
