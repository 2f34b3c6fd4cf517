"""What a lead does with their own officers, what ends at once, and one-time links."""

from __future__ import annotations

from datetime import timedelta

import pytest
import time_machine
from allauth.mfa.models import Authenticator
from django.contrib.sessions.models import Session
from django.core.cache import cache
from django.core.exceptions import ImproperlyConfigured
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accounts import staff
from accounts.checks import refuse_demo_accounts
from accounts.forms import used_key
from accounts.invitations import make_invitation
from accounts.models import AuditAction, AuditEntry, Role, StaffSession, User
from accounts.tasks import forget_ended_sessions
from accounts.tests.people import PASSWORD, give_app, is_signed_in, make_person, send_password

pytestmark = pytest.mark.django_db


@pytest.fixture
def lead() -> User:
    return make_person(Role.LEAD, "DISHUB")


@pytest.fixture
def officer() -> User:
    return make_person(Role.OFFICER, "DISHUB")


def set_password(token: str, password: str = "sungai-kayu-2045") -> int:
    form = {"password": password, "again": password}
    return Client().post(reverse("accounts:invitation", args=[token]), form).status_code


def test_an_invited_officer_sets_a_password_once_and_works_for_the_leads_agency(lead):
    person, token = staff.invite_officer(by=lead, username="baru", first_name="Ani", last_name="", email="")
    assert (person.role, person.agency_id) == (Role.OFFICER, lead.agency_id)
    assert set_password(token) == 302
    assert set_password(token, "kata-kedua-1234") == 410
    client = Client()
    send_password(client, "baru", "sungai-kayu-2045")
    assert client.get("/petugas/").status_code == 200


def test_a_link_ends_after_three_days_and_with_the_next_one(lead, officer):
    first = make_invitation(user=officer, by=lead)
    second = make_invitation(user=officer, by=lead)
    assert set_password(first) == 410
    with time_machine.travel(timezone.now() + timedelta(hours=73)):
        assert set_password(second) == 410
    assert set_password(second) == 302


@pytest.mark.parametrize("token", ["x", "a" * 400, "%00", "😀"])
def test_an_invented_link_opens_nothing(token):
    assert Client().get(f"/akun/undangan/{token}/").status_code in (404, 410)


def test_a_weak_password_is_told_and_the_link_stays(lead, officer):
    token = make_invitation(user=officer, by=lead)
    assert set_password(token, "12345678") == 400
    assert set_password(token) == 302


@pytest.mark.parametrize(
    "change", [staff.deactivate, staff.reactivate, staff.reset_password, staff.reset_second_factor]
)
def test_a_lead_touches_neither_leads_nor_other_agencies_nor_themselves(lead, change):
    strangers = [
        lead,
        make_person(Role.LEAD, "DISHUB"),
        make_person(Role.OFFICER, "DPUPR"),
        make_person(Role.DISPATCHER),
    ]
    for person in strangers:
        with pytest.raises(staff.NotYours):
            change(by=lead, person=person)


@pytest.mark.parametrize("role", [Role.OFFICER, Role.COORDINATOR, Role.EXECUTIVE, Role.DISPATCHER])
def test_nobody_else_manages_anybody(role, officer):
    by = make_person(role, "DISHUB" if role == Role.OFFICER else "")
    assert not staff.list_manageable(by).exists()
    with pytest.raises(staff.NotYours):
        staff.invite_officer(by=by, username="x", first_name="", last_name="", email="")


def test_a_deactivated_person_is_out_at_the_next_request(lead, officer, client: Client):
    send_password(client, officer)
    assert client.get("/petugas/").status_code == 200
    staff.deactivate(by=lead, person=officer)
    assert client.get("/petugas/").status_code == 302
    assert not StaffSession.objects.filter(user=officer).exists()
    staff.reactivate(by=lead, person=officer)
    assert client.get("/petugas/").status_code == 302
    send_password(client, officer)
    assert client.get("/petugas/").status_code == 200


def test_a_reset_takes_password_factor_and_sessions(lead, officer, client: Client):
    send_password(client, officer)
    give_app(officer)
    token = staff.reset_password(by=lead, person=officer)
    staff.reset_second_factor(by=lead, person=officer)
    assert client.get("/petugas/").status_code == 302
    send_password(client, officer, PASSWORD)
    assert not is_signed_in(client)
    assert not Authenticator.objects.filter(user=officer).exists()
    assert set_password(token) == 302


def test_every_change_is_recorded(lead, officer):
    staff.deactivate(by=lead, person=officer)
    staff.reactivate(by=lead, person=officer)
    staff.reset_password(by=lead, person=officer)
    lines = AuditEntry.objects.filter(action=AuditAction.STAFF_CHANGED, user=lead, subject=f"user:{officer.pk}")
    assert [line.detail["what"] for line in lines.order_by("id")] == ["deactivated", "reactivated", "password_reset"]


def test_the_leads_pages_invite_show_the_link_once_and_deactivate(lead, client: Client):
    client.force_login(lead)
    form = {"first_name": "Ani", "last_name": "", "username": "Petugas.Baru", "email": "ani@example.go.id"}
    assert client.post(reverse("dashboard:staff_invite"), form).status_code == 302
    page = client.get(reverse("dashboard:staff")).content.decode()
    assert "/akun/undangan/" in page
    assert "/akun/undangan/" not in client.get(reverse("dashboard:staff")).content.decode()
    person = User.objects.get(username="petugas.baru")
    assert client.post(reverse("dashboard:staff_change", args=[person.pk, "nonaktifkan"])).status_code == 302
    person.refresh_from_db()
    assert not person.is_active


def test_a_taken_name_is_told_and_what_was_typed_stays(lead, officer, client: Client):
    client.force_login(lead)
    form = {"first_name": "Ani", "username": officer.username.upper(), "email": ""}
    answer = client.post(reverse("dashboard:staff_invite"), form)
    assert answer.status_code == 400
    assert "sudah dipakai" in answer.content.decode()
    assert 'value="Ani"' in answer.content.decode()


# --- sessions ----------------------------------------------------------------------


def test_idle_people_are_signed_out_and_the_call_desk_later(settings):
    settings.IDLE_MINUTES, settings.IDLE_MINUTES_CALL_DESK = 30, 300
    officer, taker = make_person(Role.OFFICER, "DISHUB"), make_person(Role.CALL_TAKER)
    browsers = {person: Client() for person in (officer, taker)}
    with time_machine.travel(timezone.now(), tick=False) as clock:
        for person, browser in browsers.items():
            send_password(browser, person)
        clock.shift(timedelta(minutes=31))
        assert browsers[officer].get("/petugas/").status_code == 302
        assert browsers[taker].get("/petugas/").status_code == 200
        clock.shift(timedelta(minutes=301))
        assert browsers[taker].get("/petugas/").status_code == 302


@pytest.mark.parametrize("role", [Role.OFFICER, Role.CALL_TAKER])
def test_nobody_stays_signed_in_for_longer_than_a_shift_and_what_was_typed_is_kept(settings, role):
    settings.SESSION_HOURS, settings.IDLE_MINUTES, settings.IDLE_MINUTES_CALL_DESK = 12, 60, 720
    person, client = make_person(role, "DISHUB" if role == Role.OFFICER else ""), Client()
    with time_machine.travel(timezone.now(), tick=False) as clock:
        send_password(client, person)
        for _ in range(23):
            clock.shift(timedelta(minutes=31))
            assert client.get("/petugas/").status_code == 200
        clock.shift(timedelta(minutes=10))
        page = client.post("/petugas/tiket/123456789012/catatan/", {"text": "Sudah saya telepon"})
        assert page.status_code == 403
        assert "Sudah saya telepon" in page.content.decode()
        assert client.get("/petugas/").status_code == 302
        send_password(client, person)
        clock.shift(timedelta(minutes=31))
        assert client.get("/petugas/").status_code == 200


def test_signing_in_once_more_begins_a_new_shift(settings, officer):
    settings.SESSION_HOURS = 1
    client = Client()
    with time_machine.travel(timezone.now(), tick=False) as clock:
        client.force_login(officer)
        clock.shift(timedelta(minutes=50))
        client.force_login(officer)
        clock.shift(timedelta(minutes=50))
        assert client.get("/petugas/").status_code == 200


def test_a_page_that_refreshes_itself_keeps_nobody_signed_in(settings, officer):
    settings.IDLE_MINUTES = 30
    client = Client()
    with time_machine.travel(timezone.now(), tick=False) as clock:
        send_password(client, officer)
        for _ in range(4):
            clock.shift(timedelta(minutes=10))
            client.get("/petugas/daftar/", headers={"HX-Request": "true"})
        assert client.get("/petugas/").status_code == 302


def test_last_seen_is_written_once_a_minute(officer, client: Client):
    with time_machine.travel(timezone.now(), tick=False) as clock:
        send_password(client, officer)
        began = User.objects.get(pk=officer.pk).last_seen
        clock.shift(30)
        client.get("/petugas/")
        assert User.objects.get(pk=officer.pk).last_seen == began
        clock.shift(31)
        client.get("/petugas/")
        assert User.objects.get(pk=officer.pk).last_seen > began


def test_one_ends_ones_own_sessions_and_nobody_elses(officer):
    here, there, stranger = Client(), Client(), Client()
    for browser in (here, there):
        send_password(browser, officer)
    send_password(stranger, make_person(Role.OFFICER, "DPUPR"))
    foreign = StaffSession.objects.exclude(user=officer).get()
    assert here.post(reverse("accounts:sessions_end"), {"sesi": foreign.pk}).status_code == 404
    here.post(reverse("accounts:sessions_end"), {"sesi": "lainnya"})
    assert is_signed_in(here)
    assert not is_signed_in(there)
    assert is_signed_in(stranger)


def test_at_night_sessions_that_are_over_are_forgotten_with_address_and_browser(officer):
    over, open_one = Client(), Client()
    with time_machine.travel(timezone.now() - timedelta(days=3)):
        send_password(over, officer)
    send_password(open_one, officer)
    assert StaffSession.objects.count() == Session.objects.count() == 2
    assert forget_ended_sessions() == 1
    assert StaffSession.objects.get().session_key == Session.objects.get().session_key == open_one.session.session_key
    assert is_signed_in(open_one)


def test_an_administrator_ends_a_session(officer, client: Client):
    browser = Client()
    send_password(browser, officer)
    client.force_login(make_person(Role.ADMINISTRATOR))
    row = StaffSession.objects.get(user=officer)
    action = {"action": "end_selected", "_selected_action": [row.pk]}
    client.post(reverse("admin:accounts_staffsession_changelist"), action)
    assert not is_signed_in(browser)


# --- the demo ------------------------------------------------------------------------


def test_demo_accounts_stop_production_and_do_not_come_in_there(settings, client: Client):
    demo = make_person(Role.OFFICER, "DISHUB", is_demo=True)
    settings.EMBEDDED, settings.DEMO = False, True
    with pytest.raises(ImproperlyConfigured, match="remove_demo_accounts"):
        refuse_demo_accounts()
    send_password(client, demo)
    assert not is_signed_in(client)


def test_the_demo_shows_its_code_and_it_works(settings, client: Client):
    demo = make_person(Role.ADMINISTRATOR, is_demo=True)
    give_app(demo)
    settings.EMBEDDED, settings.DEMO = True, True
    send_password(client, demo)
    code = client.get(reverse("mfa_authenticate")).context["demo"].code
    client.post(reverse("mfa_authenticate"), {"code": code})
    assert client.get("/admin/").status_code == 200


def test_the_demo_says_when_there_is_a_code_again_and_the_page_comes_again_by_itself(settings, client: Client):
    demo = make_person(Role.ADMINISTRATOR, is_demo=True)
    give_app(demo)
    settings.EMBEDDED, settings.DEMO = True, True
    send_password(client, demo)
    shown = client.get(reverse("mfa_authenticate"))
    assert "Refresh" not in shown
    while shown.context["demo"].code:
        cache.set(used_key(demo, shown.context["demo"].code), 1)
        shown = client.get(reverse("mfa_authenticate"))
    wait = shown.context["demo"].wait
    assert 1 <= wait <= 30
    assert f"dalam {wait} detik" in shown.content.decode()
    assert shown["Refresh"] == str(wait + 1)


def test_outside_the_demo_no_code_is_shown(settings, client: Client):
    person = make_person(Role.ADMINISTRATOR)
    give_app(person)
    settings.DEMO = True
    send_password(client, person)
    assert client.get(reverse("mfa_authenticate")).context["demo"] is None
