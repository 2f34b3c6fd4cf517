"""A whole story with marked secrets leaves none of them in the log, and nobody writes lines of their own into it."""

from __future__ import annotations

import io
import json
import logging
import logging.config
from collections.abc import Iterator
from dataclasses import dataclass

import pytest
import structlog
from django.http import HttpRequest, HttpResponse
from django.test import Client, override_settings
from django.urls import path, reverse

from accounts.models import User
from complaints.access import make_link_token, make_pin, private_path
from complaints.models import Complaint
from complaints.tests.citizen import Citizen
from dispatch.models import Agency, AgencyContact, Delivery
from dispatch.tasks import deliver
from jepara_tanggap import urls
from jepara_tanggap.error_pages import show_500
from jepara_tanggap.logs import build_logging
from tests_security.figures import say

SECRET = "MARKED-secret-key-of-the-product-0123456789"
DATABASE_PASSWORD = "MARKED-db-word"
PHONE = "0812 7777 6161"
NAME = "Sumiyati Kartikasari"
EMAIL = "sumiyati@warga-jepara.example"
TOKEN = "tgram://123456789:MARKEDtokenOfTheBot/42"
PASSWORD = "MARKED-sandi-petugas"
STORY = "MARKED cerita tentang tetangga"
NIK = "3320010101900001"


class Log(io.StringIO):
    """All that was logged, once readable and once as JSON."""


@pytest.fixture(params=[True, False], ids=["readable", "json"])
def log(request: pytest.FixtureRequest) -> Iterator[Log]:
    """Write everything from DEBUG on into memory, through the product's own formatter."""
    config = build_logging(
        level="DEBUG", readable=request.param, secrets=[SECRET, f"postgres://u:{DATABASE_PASSWORD}@h/d"]
    )
    formatter = config["formatters"]["line"]
    written = Log()
    handler = logging.StreamHandler(written)
    handler.setFormatter(structlog.stdlib.ProcessorFormatter(**{k: v for k, v in formatter.items() if k != "()"}))
    root = logging.getLogger()
    # The other security tests are quieter than the product.
    changed = [root, logging.getLogger("django.request"), logging.getLogger("django.security")]
    before = [logger.level for logger in changed]
    for logger in changed:
        logger.setLevel("DEBUG")
    root.addHandler(handler)
    for name, options in config["loggers"].items():
        logging.getLogger(name).setLevel(options["level"])
    yield written
    root.removeHandler(handler)
    for logger, level in zip(changed, before, strict=True):
        logger.setLevel(level)


def break_down(request: HttpRequest, number: str, token: str) -> HttpResponse:
    """Fail as badly as a view can: with everything it knows in the exception."""
    raise RuntimeError(f"{PHONE} {EMAIL} {SECRET} {DATABASE_PASSWORD} {request.path} {TOKEN}\n2026 [error] forged line")


urlpatterns = [path("rusak/<str:number>/<str:token>/", break_down), *urls.urlpatterns]
handler500 = show_500


@dataclass(frozen=True)
class Story:
    """A report that was filed, followed, delivered and stumbled over, and what only its reporter may know."""

    citizen: Citizen
    complaint: Complaint
    token: str
    pin: str
    broken: HttpResponse

    @property
    def needles(self) -> dict[str, str]:
        """Return what must be nowhere, by what it is."""
        return {
            **NEEDLES,
            "link token": self.token,
            "draft": str(self.citizen.draft.token),
            "PIN": f"pin={self.pin}",
            "PIN in JSON": f'"pin": "{self.pin}"',
        }


NEEDLES = {
    "secret key": SECRET,
    "database password": DATABASE_PASSWORD,
    "phone": PHONE,
    "phone without blanks": PHONE.replace(" ", ""),
    "international phone": "6281277776161",
    "name": NAME,
    "e-mail": EMAIL,
    "bot token": "MARKEDtoken",
    "password": PASSWORD,
    "story": "MARKED cerita",
    "NIK": NIK,
}


@pytest.mark.django_db
@override_settings(ROOT_URLCONF=__name__, DEBUG=False)
def test_nothing_of_a_whole_story_with_marked_secrets_is_in_the_log(log: Log) -> None:
    story = live_through()
    text = log.getvalue()
    found = [name for name, needle in story.needles.items() if needle in text]
    lines = text.count("\n")
    say("log of a whole story", lines=lines, secrets_looked_for=len(story.needles), found=len(found))
    assert found == []
    assert lines > 5
    assert story.complaint.number in text
    assert_tells_only_an_id(story, text)


def assert_tells_only_an_id(story: Story, text: str) -> None:
    """The page of a fault and the log share its id, and the page says nothing else of it."""
    page = story.broken.content.decode()
    assert story.broken.status_code == 500
    assert story.broken["X-Request-ID"] in page
    assert story.broken["X-Request-ID"] in text
    assert not [needle for needle in (*story.needles.values(), "RuntimeError", "Traceback") if needle in page]


def live_through() -> Story:
    """File, follow, guess, break, sign in and deliver, as people and workers do."""
    for agency in Agency.objects.all():
        AgencyContact.objects.create(agency=agency, name="Piket", address=TOKEN)
    citizen = Citizen()
    complaint = citizen.file(text=STORY, contact={"phone": PHONE, "name": NAME, "email": EMAIL})
    token, pin = make_link_token(complaint), make_pin(complaint)
    browser = Client(raise_request_exception=False)
    follow(browser, complaint, token, pin)
    broken = browser.get(f"/rusak/{complaint.number}/{token}/?phone={PHONE}")
    try_to_sign_in(browser)
    deliver_everything()
    complain_in_the_log(pin)
    return Story(citizen, complaint, token, pin, broken)


def follow(browser: Client, complaint: Complaint, token: str, pin: str) -> None:
    browser.get(private_path(complaint))
    browser.get(f"/t/{complaint.number}/{token}x/")
    browser.get(f"/t/{complaint.number}/{token}/tidak-ada/")
    browser.post("/lacak/", {"number": complaint.number, "pin": pin})
    browser.post("/lacak/", {"number": complaint.number, "pin": "000000"})


def try_to_sign_in(browser: Client) -> None:
    user = User.objects.create_user(username="petugas", password=PASSWORD, role="administrator", is_staff=True)
    browser.post("/akun/masuk/", {"username": user.username, "password": PASSWORD + "x"})
    browser.post("/akun/masuk/", {"username": user.username, "password": PASSWORD})


def deliver_everything() -> None:
    for row in Delivery.objects.all():
        deliver.apply(args=[row.pk])
    assert Delivery.objects.filter(attempts__gt=0).exists()


def complain_in_the_log(pin: str) -> None:
    """Write what should never be written, by another package and by ours."""
    logging.getLogger("other.package").error("Refused %s <%s> at %s", PHONE, EMAIL, TOKEN)
    structlog.get_logger("ours").error("mistake", phone=PHONE, name=NAME, text=STORY, note=f"nik {NIK} {pin}"[:20])


HOSTILE = "nobody\n2026-11-24T00:00:00Z [info     ] signed_in\r\x1b[2Juser=admin\u2028x\x85y"


def test_no_text_makes_a_line_of_its_own(log: Log) -> None:
    structlog.get_logger("ours").warning("sign_in_failed", note=HOSTILE)
    logging.getLogger("theirs").warning("Not Found: %s", HOSTILE)
    text = log.getvalue()
    assert text.count("\n") == len(text.splitlines()) == 2
    assert "\x1b" not in text


def test_a_trace_cannot_pass_for_lines_of_the_log(log: Log) -> None:
    try:
        raise ValueError(HOSTILE)
    except ValueError:
        logging.getLogger("theirs").exception("It broke")
    first, *rest = log.getvalue().splitlines()
    assert "It broke" in first
    assert all(line.startswith("| ") for line in rest)


def test_lines_know_request_ticket_and_user(log: Log, client: Client, db: None) -> None:
    user = User.objects.create(username="petugas", role="coordinator")
    client.force_login(user)
    answer = client.get(reverse("dashboard:ticket", args=["202600000001"]))
    assert answer.status_code == 404
    (line,) = [line for line in log.getvalue().splitlines() if "Not Found" in line]
    wanted = {"request_id": answer["X-Request-ID"], "ticket": "202600000001", "user": user.pk}
    if line.startswith("{"):
        assert wanted.items() <= json.loads(line).items()
    else:
        assert all(f"{key}={value}" in line for key, value in wanted.items())


def test_numbers_that_are_nobodys_stay_readable(log: Log) -> None:
    structlog.get_logger("ours").info(
        "sent", ticket="081234567890", head="12:" + "9" * 64, delivery=8123456789, wait=1.5
    )
    text = log.getvalue()
    assert "081234567890" in text
    assert "8123456789" in text
    assert "9" * 64 in text
