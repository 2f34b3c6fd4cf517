"""A forgotten password: the link by mail, once and for a while, telling strangers nothing."""

from __future__ import annotations

import re
import threading
import time

import pytest
import time_machine
from django.core import mail
from django.test import Client
from django.urls import reverse

from accounts.adapters import MAIL_THREAD
from accounts.models import AuditEntry, Role, StaffSession, User
from accounts.tests.people import PASSWORD, code_now, give_app, is_signed_in, make_person, send_code, send_password

pytestmark = pytest.mark.django_db
NEW = "perahu-lesung-1921"
ADDRESS = "ani@jepara.test"


@pytest.fixture(autouse=True)
def _mail(settings) -> None:
    settings.EMAIL_CONFIGURED = True


@pytest.fixture
def officer() -> User:
    return make_person(Role.OFFICER, "DISHUB", email=ADDRESS)


def ask(address: str, **more):
    """Ask for a link, and wait for the thread that sends it."""
    answer = Client().post(reverse("account_reset_password"), {"email": address}, **more)
    for thread in threading.enumerate():
        if thread.name == MAIL_THREAD:
            thread.join(10)
    return answer


def read_link() -> str:
    return re.search(r"https?://[^/\s]+(/akun/sandi/lupa/\S+)", mail.outbox[-1].body)[1]


def open_link(client: Client, link: str, password: str = NEW):
    """Follow the link and send a new password; the key moves into the session on the way."""
    page = client.get(link)
    if page.status_code != 302:
        return page
    return client.post(page.url, {"password1": password, "password2": password})


def test_the_link_sets_a_new_password_and_the_old_one_is_gone(officer):
    ask(ADDRESS)
    assert [message.to for message in mail.outbox] == [[ADDRESS]]
    client = Client()
    assert open_link(client, read_link()).url == reverse("account_reset_password_from_key_done")
    assert not is_signed_in(client)
    assert send_password(Client(), officer).status_code == 200
    new = Client()
    send_password(new, officer, NEW)
    assert is_signed_in(new)


def test_the_link_is_good_once(officer):
    ask(ADDRESS)
    link = read_link()
    open_link(Client(), link)
    assert "tidak berlaku lagi" in open_link(Client(), link, "kata-lain-20261").content.decode()
    client = Client()
    send_password(client, officer, NEW)
    assert is_signed_in(client)


def test_the_link_ends_after_four_hours(officer):
    ask(ADDRESS)
    link = read_link()
    with time_machine.travel(time.time() + 4 * 3600 + 60):
        assert "tidak berlaku lagi" in open_link(Client(), link).content.decode()
    with time_machine.travel(time.time() + 4 * 3600 - 60):
        assert open_link(Client(), link).status_code == 302


def test_an_unknown_address_gets_the_same_answer_and_no_mail(officer):
    known, unknown = ask(ADDRESS), ask("siapa@jepara.test")
    assert (known.status_code, known.url, known.content) == (unknown.status_code, unknown.url, unknown.content)
    assert len(mail.outbox) == 1


def test_a_slow_mail_server_does_not_tell_whose_address_is_known(officer, settings):
    settings.EMAIL_BACKEND = "accounts.tests.slow_mail.SlowBackend"
    answer = Client().post(reverse("account_reset_password"), {"email": ADDRESS})
    assert answer.status_code == 302
    sending = [thread for thread in threading.enumerate() if thread.name == MAIL_THREAD]
    from accounts.tests import slow_mail

    assert sending, "the answer waited for the mail server"
    slow_mail.go_on.set()
    sending[0].join(10)


def test_a_deactivated_person_gets_none(officer):
    User.objects.filter(pk=officer.pk).update(is_active=False)
    ask(ADDRESS)
    assert not mail.outbox


def test_an_inbox_is_not_filled_by_strangers(officer):
    statuses = [ask(ADDRESS, REMOTE_ADDR="198.51.100.7").status_code for _ in range(8)]
    assert 429 in statuses
    assert len(mail.outbox) <= 5


def test_a_weak_password_is_refused_and_the_link_stays_good(officer):
    ask(ADDRESS)
    client = Client()
    assert open_link(client, read_link(), "12345").status_code == 200
    assert open_link(Client(), read_link()).status_code == 302


def test_every_other_session_ends_and_is_listed_no_more(officer):
    thief = Client()
    send_password(thief, officer)
    ask(ADDRESS)
    open_link(Client(), read_link())
    assert not is_signed_in(thief)
    assert not StaffSession.objects.filter(user=officer).exists()
    assert AuditEntry.objects.filter(subject=f"user:{officer.pk}", detail__what="password_reset_by_mail").exists()


def test_changing_ones_own_password_ends_the_other_sessions_alone(officer):
    here, elsewhere = Client(), Client()
    for client in (here, elsewhere):
        send_password(client, officer)
    form = {"oldpassword": PASSWORD, "password1": NEW, "password2": NEW}
    assert here.post(reverse("account_change_password"), form).status_code == 302
    assert is_signed_in(here)
    assert not is_signed_in(elsewhere)
    assert StaffSession.objects.filter(user=officer).count() == 1


def test_the_second_factor_is_still_asked(officer):
    give_app(officer)
    ask(ADDRESS)
    client = Client()
    open_link(client, read_link())
    assert send_password(client, officer, NEW).url == reverse("mfa_authenticate")
    assert not is_signed_in(client)
    send_code(client, code_now())
    assert is_signed_in(client)


def test_a_closed_guesser_is_not_let_in_by_the_new_password(officer):
    for _ in range(5):
        send_password(Client(), officer, "salah", REMOTE_ADDR="198.51.100.7")
    ask(ADDRESS)
    open_link(Client(), read_link())
    guesser = Client(REMOTE_ADDR="198.51.100.7")
    assert send_password(guesser, officer, NEW, REMOTE_ADDR="198.51.100.7").status_code == 429


def test_without_mail_the_page_says_whom_to_ask(settings, officer):
    settings.EMAIL_CONFIGURED = False
    page = ask(ADDRESS).content.decode()
    assert "penanggung jawab OPD" in page
    assert not mail.outbox
