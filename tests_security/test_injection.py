"""What is typed stays what it is: no redirect off the site, no other host in links, no second header in an e-mail."""

from __future__ import annotations

import re
import socketserver
import threading
from email import message_from_bytes
from ipaddress import ip_network
from urllib.parse import urljoin, urlsplit

import pytest
from django.conf import settings
from django.test import Client

from accounts.models import User
from accounts.roles import Role
from complaints.access import private_path
from complaints.tests.citizen import Citizen
from dispatch.channels.alert.sender import send
from dispatch.channels.alert.texts import write_first_line
from dispatch.channels.base import Envelope
from dispatch.models import Agency, AgencyContact, Delivery
from tests_security.figures import say
from tests_security.walk import list_addresses

ELSEWHERE = ["https://evil.example/", "//evil.example", "/\\evil.example", "\\\\evil.example", "https:evil.example",
             "javascript:alert(1)", "\t//evil.example", "http://testserver@evil.example", "https://testserver.evil.example",
             "/%2f%2fevil.example", "///evil.example"]  # fmt: skip
NAMES = ["next", "return_to", "redirect", "url", "continue", "back", "to"]


def leaves_the_site(location: str) -> bool:
    """Tell whether a browser that stands at the site would go elsewhere."""
    # Browsers take a backslash for a slash, and three slashes for two.
    seen = re.sub("^/{3,}", "//", location.strip().replace("\\", "/"))
    target = urlsplit(urljoin("http://testserver/x/", seen))
    return target.scheme not in ("http", "https") or target.netloc not in ("testserver",)


def test_the_check_itself_knows_where_a_browser_would_go():
    assert [one for one in ELSEWHERE if not leaves_the_site(one)] == ["/%2f%2fevil.example"]
    assert not leaves_the_site("/petugas/?next=https://evil.example")


@pytest.mark.django_db
def test_no_address_sends_anybody_off_the_site(client, admin_user):
    officer = User.objects.create_user(
        "sari", password="sandi-panjang-7", role=Role.OFFICER, agency=Agency.objects.first()
    )
    tried, followed = 0, []
    for user in (None, officer, admin_user):
        browser = Client(raise_request_exception=False)
        if user:
            browser.force_login(user)
        saved = browser.cookies.output(header="", sep=";")
        for address in list_addresses():
            for elsewhere in ELSEWHERE[:4]:
                for method in (browser.get, browser.post):
                    answer = method(address.path, dict.fromkeys(NAMES, elsewhere))
                    tried += 1
                    if leaves_the_site(answer.headers.get("Location", "/")):
                        followed.append((address.route, elsewhere))
            if user and browser.cookies.output(header="", sep=";") != saved:  # signed out by a POST
                browser.force_login(user)
                saved = browser.cookies.output(header="", sep=";")
    say("redirects", tried=tried, off_the_site=len(followed))
    assert not followed


@pytest.mark.django_db
@pytest.mark.parametrize("elsewhere", ELSEWHERE)
def test_signing_in_leads_to_our_own_pages_only(client, elsewhere):
    User.objects.create_user("sari", password="sandi-panjang-7", role=Role.OFFICER, agency=Agency.objects.first())
    fields = {"username": "sari", "login": "sari", "password": "sandi-panjang-7", "next": elsewhere}
    answer = client.post("/akun/masuk/", fields)
    assert not leaves_the_site(answer.headers.get("Location", "/"))


@pytest.mark.django_db
def test_another_host_in_the_request_gets_into_no_link():
    citizen = Citizen()
    citizen.fill()
    citizen.answer("periksa")
    page = citizen.client.get(
        f"{citizen.base}terima-kasih/", HTTP_HOST="localhost", HTTP_X_FORWARDED_HOST="evil.example"
    )
    text = page.content.decode()
    assert f'data-copy="{settings.BASE_URL}/t/' in text
    assert "localhost/t/" not in text.replace(settings.BASE_URL, "")
    assert "evil.example" not in text
    assert "evil.example" not in str(list(Delivery.objects.values_list("payload", flat=True)))


@pytest.mark.django_db
@pytest.mark.parametrize("host", ["evil.example", "127.0.0.1.evil.example", "localhost@evil.example", "[::1", "x:y"])
def test_a_host_that_is_not_ours_is_refused(host):
    answer = Client().get("/", HTTP_HOST=host)
    assert answer.status_code == 400
    assert "evil.example" not in answer.content.decode()


@pytest.mark.django_db
def test_pages_with_somebodys_words_are_kept_by_no_cache():
    citizen = Citizen()
    complaint = citizen.file()
    for path in (private_path(complaint), f"/lacak/{complaint.number}/", f"{citizen.base}terima-kasih/", "/lapor/"):
        assert "no-store" in citizen.client.get(path)["Cache-Control"], path


# --- e-mail -----------------------------------------------------------------------


class MailServer(socketserver.ThreadingTCPServer):
    """Speaks just enough SMTP to take a message; keeps envelope and content."""

    allow_reuse_address = True
    daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _Mail)
        self.recipients: list[str] = []
        self.contents: list[bytes] = []
        threading.Thread(target=self.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True).start()


class _Mail(socketserver.StreamRequestHandler):
    server: MailServer

    def handle(self) -> None:
        self.wfile.write(b"220 x\r\n")
        while line := self.rfile.readline():
            word = line[:4].upper()
            if word == b"RCPT":
                self.server.recipients.append(line.decode().strip())
            if word == b"DATA":
                self.wfile.write(b"354 go\r\n")
                parts = []
                while (part := self.rfile.readline()) != b".\r\n":
                    parts.append(part)
                self.server.contents.append(b"".join(parts))
            self.wfile.write(b"221 bye\r\n" if word == b"QUIT" else b"250 ok\r\n")


@pytest.mark.django_db
def test_a_line_break_in_a_report_makes_no_header_of_an_email(settings):
    settings.OUTGOING_ALLOWED_NETWORKS = [ip_network("127.0.0.0/8")]
    server = MailServer()
    address = f"mailto://127.0.0.1:{server.server_address[1]}/petugas@opd.example.id?from=tanggap@opd.example.id"
    contact = AgencyContact.objects.create(agency=Agency.objects.first(), name="Piket", address=address)
    payload = {
        "title": "Kebakaran\r\nBcc: pencuri@evil.example",
        "place": "Bandengan\nX-Evil: ya",
        "ticket": "123456789012",
        "link": "https://x/1",
        "text": "asap\r\n.\r\nRCPT TO:<pencuri@evil.example>\r\n",
    }
    send(Envelope(1, "alert", f"contact:{contact.pk}", "alert", "complaint:1", payload, "k", 1, False))
    server.shutdown()
    server.server_close()
    assert len(server.contents) == 1
    message = message_from_bytes(server.contents[0])
    assert "X-Evil" not in message
    assert "Bcc" not in message
    assert [one for one in server.recipients if "evil" in one] == []
    assert len(server.recipients) == 1


def test_the_first_line_of_an_alert_is_one_line():
    line = write_first_line({"title": "a\r\nb", "place": "c\n\td", "ticket": "1", "link": "https://x"})
    assert line == "a b: c d 1 https://x"
