"""Links by which an account is opened: on our own host whatever the request says, shown once, readable nowhere."""

from __future__ import annotations

import re
from urllib.parse import urlsplit

import pytest
from django.contrib.sessions.models import Session
from django.core import mail
from django.test import Client
from django.urls import reverse

from accounts.models import Role
from accounts.tests.people import make_person
from accounts.tests.test_password_by_mail import ask

pytestmark = pytest.mark.django_db
FORGED = "lain.example.org"
LINK = re.compile(r"https?://[^\s\"<]+/akun/\S*?(?:undangan|lupa)/[^\s\"<)]+")


@pytest.fixture(autouse=True)
def _hosts(settings) -> None:
    # A name that is allowed, as a second name of the machine is, and not the one people are told.
    settings.ALLOWED_HOSTS = ["testserver", FORGED]
    settings.BASE_URL = "https://tanggap.jepara.test"
    settings.EMAIL_CONFIGURED = True


def enter(role: Role, agency: str = "", **more) -> Client:
    client = Client(HTTP_HOST=FORGED)
    client.force_login(make_person(role, agency, **more))
    return client


def read_sessions() -> str:
    return repr([row.get_decoded() for row in Session.objects.all()])


def check(links: list[str]) -> str:
    assert links
    assert {urlsplit(link).netloc for link in links} == {"tanggap.jepara.test"}
    return links[0].rstrip("/").rsplit("/", 1)[1]


def test_a_leads_invitation_is_shown_once_on_our_host_and_lies_readable_nowhere():
    client = enter(Role.LEAD, "DISHUB")
    form = {"first_name": "Ani", "username": "petugas.baru", "email": "ani@example.go.id"}
    assert client.post(reverse("dashboard:staff_invite"), form).status_code == 302
    waiting = read_sessions()
    token = check(LINK.findall(client.get(reverse("dashboard:staff")).content.decode()))
    assert token not in waiting
    assert token not in read_sessions()
    assert not LINK.findall(client.get(reverse("dashboard:staff")).content.decode())
    assert check(LINK.findall(mail.outbox[-1].body)) == token


def test_the_admins_links_are_shown_once_on_our_host_and_lie_readable_nowhere():
    client = enter(Role.ADMINISTRATOR, is_staff=True, is_superuser=True)
    people = [make_person(Role.OFFICER, "DISHUB", username=f"petugas-{place}") for place in range(2)]
    path = reverse("admin:accounts_user_changelist")
    chosen = {"action": "make_link", "_selected_action": [person.pk for person in people]}
    assert client.post(path, chosen).status_code == 302
    waiting = read_sessions()
    links = LINK.findall(client.get(path).content.decode())
    assert len(links) == 2
    token = check(links)
    assert token not in waiting
    assert token not in read_sessions()
    assert not LINK.findall(client.get(path).content.decode())


def test_the_mail_for_a_forgotten_password_leads_to_our_host():
    make_person(Role.OFFICER, "DISHUB", email="ani@jepara.test")
    ask("ani@jepara.test", headers={"host": FORGED})
    assert FORGED not in mail.outbox[-1].body
    check(LINK.findall(mail.outbox[-1].body))
