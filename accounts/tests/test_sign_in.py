"""Signing in: password, second factor, enrolment, and the admin, which no password alone enters."""

from __future__ import annotations

from datetime import timedelta

import pytest
import time_machine
from allauth.mfa.models import Authenticator
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accounts.models import AuditAction, AuditEntry, Role, StaffSession, User
from accounts.tests.people import (
    PASSWORD,
    SECRET,
    code_now,
    give_app,
    is_signed_in,
    make_person,
    send_code,
    send_password,
)
from jepara_tanggap.encryption import is_sealed

pytestmark = pytest.mark.django_db
INBOX, ADMIN = "/petugas/", "/admin/"


@pytest.fixture
def officer() -> User:
    return make_person(Role.OFFICER, "DISHUB")


@pytest.fixture
def boss() -> User:
    user = make_person(Role.ADMINISTRATOR)
    give_app(user)
    return user


# --- the password ------------------------------------------------------------


def test_a_name_and_its_password_lead_to_the_inbox(client: Client, officer):
    answer = send_password(client, officer)
    assert answer.url == INBOX
    assert client.get(INBOX).status_code == 200


def test_signing_in_comes_back_to_the_page_that_asked(client: Client, officer):
    asked = client.get("/petugas/kotak/")
    page = client.get(asked.url).content.decode()
    assert 'name="next" value="/petugas/kotak/"' in page
    assert send_password(client, officer, data={"next": "/petugas/kotak/"}).url == "/petugas/kotak/"


@pytest.mark.parametrize(
    "elsewhere", ["https://example.org/", "//example.org/", "/\\example.org", "javascript:alert(1)"]
)
def test_signing_in_never_leads_off_the_site(client: Client, officer, elsewhere):
    assert send_password(client, officer, data={"next": elsewhere}).url == INBOX


@pytest.mark.parametrize("login", ["tidak-ada", "", "a\x00b", "x" * 500, "😀"])
def test_a_wrong_name_is_told_kindly_and_stays_typed(client: Client, login):
    answer = send_password(client, login)
    assert answer.status_code == 200
    page = answer.content.decode()
    assert "Belum bisa masuk" in page
    assert PASSWORD not in page


def test_an_unknown_name_and_a_wrong_password_are_told_alike(client: Client, officer):
    words = [send_password(client, name, "salah").context["form"].non_field_errors() for name in (officer, "tidak-ada")]
    assert words[0] == words[1] == ["Nama pengguna atau kata sandi belum cocok."]


def test_a_deactivated_person_does_not_come_in(client: Client, officer):
    User.objects.filter(pk=officer.pk).update(is_active=False)
    send_password(client, officer)
    assert not is_signed_in(client)


@pytest.mark.parametrize("path", ["daftar/", "signup/", "email/", "sandi/pertama/"])
def test_nobody_signs_up(client: Client, path):
    assert client.get(f"/akun/{path}").status_code in (302, 404)


# --- the second factor -----------------------------------------------------------


def test_with_an_app_the_password_alone_opens_nothing(client: Client, boss):
    assert send_password(client, boss).url == reverse("mfa_authenticate")
    assert client.get(INBOX).status_code == 302
    assert client.get(ADMIN).status_code == 302
    assert not StaffSession.objects.exists()


def test_the_code_of_the_app_completes_it(client: Client, boss):
    send_password(client, boss)
    assert send_code(client, code_now()).url == INBOX
    assert client.get(INBOX).status_code == 200
    assert client.get(ADMIN).status_code == 200


def test_a_code_is_good_once_even_within_the_tolerance_of_the_clock(client: Client, boss):
    with time_machine.travel(timezone.now(), tick=False) as clock:
        code = code_now()
        send_password(client, boss)
        send_code(client, code)
        clock.shift(31)
        second = Client()
        send_password(second, boss)
        assert "Kode belum cocok" in send_code(second, code).content.decode()
        assert not is_signed_in(second)


def test_five_wrong_codes_close_the_second_step(client: Client, boss):
    send_password(client, boss)
    for _ in range(5):
        assert "Kode belum cocok" in send_code(client, "000000").content.decode()
    assert "Terlalu banyak percobaan" in send_code(client, code_now()).content.decode()
    assert not is_signed_in(client)


def test_a_recovery_code_is_good_once(client: Client, boss):
    send_password(client, boss)
    send_code(client, code_now())
    client.post(reverse("mfa_generate_recovery_codes"))
    codes = client.get(reverse("mfa_view_recovery_codes")).context["unused_codes"]
    assert len(codes) == 10
    second, third = Client(), Client()
    send_password(second, boss)
    assert send_code(second, codes[0]).url == INBOX
    send_password(third, boss)
    assert "Kode belum cocok" in send_code(third, codes[0]).content.decode()


def test_recovery_codes_are_shown_once(client: Client, boss):
    send_password(client, boss)
    send_code(client, code_now())
    client.post(reverse("mfa_generate_recovery_codes"))
    code = client.get(reverse("mfa_view_recovery_codes")).context["unused_codes"][0]
    again = client.get(reverse("mfa_view_recovery_codes")).content.decode()
    assert code[:4] not in again
    assert "Tersisa 10 kode" in again


def test_secrets_are_sealed_in_the_database(client: Client, boss):
    send_password(client, boss)
    send_code(client, code_now())
    client.post(reverse("mfa_generate_recovery_codes"))
    stored = {row.type: row.data for row in Authenticator.objects.all()}
    assert is_sealed(stored["totp"]["secret"])
    assert is_sealed(stored["recovery_codes"]["seed"])
    assert SECRET not in str(stored)


# --- forced enrolment ------------------------------------------------------------


@pytest.mark.parametrize("role", [Role.DISPATCHER, Role.COORDINATOR, Role.ADMINISTRATOR])
@pytest.mark.parametrize(
    "path", [INBOX, "/petugas/kotak/", "/petugas/tiket/123456789012/", ADMIN, "/admin/accounts/user/"]
)
def test_whose_role_needs_a_second_factor_is_led_to_it_before_anything_else(client: Client, role, path):
    send_password(client, make_person(role))
    answer = client.get(path)
    assert answer.url == reverse("mfa_index") or (path.startswith(ADMIN) and role == Role.DISPATCHER)
    assert client.post(path).status_code == 302


@pytest.mark.parametrize("role", [Role.OFFICER, Role.LEAD, Role.CALL_TAKER, Role.EXECUTIVE])
def test_other_roles_go_on(client: Client, role):
    agency = "DISHUB" if role in (Role.OFFICER, Role.LEAD) else ""
    send_password(client, make_person(role, agency))
    assert client.get(INBOX).status_code == 200


def test_which_roles_is_a_setting_but_the_admin_asks_always(client: Client, settings):
    settings.SECOND_FACTOR_ROLES = frozenset({"officer"})
    send_password(client, make_person(Role.ADMINISTRATOR))
    assert client.get(INBOX).status_code == 200
    assert client.get(ADMIN).url == reverse("mfa_index")
    other = Client()
    send_password(other, make_person(Role.OFFICER, "DISHUB"))
    assert other.get(INBOX).url == reverse("mfa_index")


@pytest.mark.parametrize("role", [Role.OFFICER, Role.LEAD, Role.CALL_TAKER, Role.EXECUTIVE])
def test_the_setting_can_ask_a_second_factor_of_every_other_role_too(client: Client, settings, role):
    settings.SECOND_FACTOR_ROLES = frozenset({str(role)})
    send_password(client, make_person(role, "DISHUB" if role in (Role.OFFICER, Role.LEAD) else ""))
    assert client.get(INBOX).url == reverse("mfa_index")
    other = Client()
    send_password(other, make_person(Role.DISPATCHER))
    assert other.get(INBOX).status_code == 200


@pytest.mark.django_db(transaction=True)
def test_setting_up_an_app_opens_the_page_that_had_to_wait(client: Client):
    user = make_person(Role.DISPATCHER)
    send_password(client, user)
    client.get("/petugas/kotak/")
    page = client.get(reverse("mfa_activate_totp"))
    assert page.status_code == 200
    session = client.session
    session["mfa.totp.secret"] = SECRET
    session.save()
    done = client.post(reverse("mfa_activate_totp"), {"code": code_now()})
    assert done.url == reverse("mfa_view_recovery_codes")
    assert 'href="/petugas/kotak/"' in client.get(done.url).content.decode()
    assert client.get(INBOX).status_code == 200
    assert AuditEntry.objects.filter(action=AuditAction.STAFF_CHANGED, subject=f"user:{user.pk}").exists()


def test_a_wrong_code_sets_nothing_up(client: Client):
    send_password(client, make_person(Role.DISPATCHER))
    client.get(reverse("mfa_activate_totp"))
    answer = client.post(reverse("mfa_activate_totp"), {"code": "000000"})
    assert "Kode belum cocok" in answer.content.decode()
    assert not Authenticator.objects.exists()
    assert client.get(INBOX).url == reverse("mfa_index")


def test_taking_the_last_factor_away_closes_the_pages_again(client: Client, boss):
    send_password(client, boss)
    send_code(client, code_now())
    client.post(reverse("mfa_deactivate_totp"))
    assert not Authenticator.objects.exists()
    assert client.get(ADMIN).url == reverse("mfa_index")


def test_long_after_signing_in_the_password_is_asked_again_before_a_factor_changes(client: Client, officer):
    send_password(client, officer)
    assert client.get(reverse("mfa_activate_totp")).status_code == 200
    with time_machine.travel(timezone.now() + timedelta(minutes=11), tick=False):
        for name in ("mfa_activate_totp", "mfa_add_webauthn"):
            assert client.get(reverse(name)).url.startswith(reverse("account_reauthenticate"))


def test_a_session_from_before_the_factor_has_to_show_it(client: Client):
    user = make_person(Role.DISPATCHER)
    send_password(client, user)
    give_app(user)
    answer = client.get(INBOX)
    assert answer.url.startswith(reverse("account_login"))
    assert not is_signed_in(client)


def test_a_session_from_before_the_promotion_has_to_show_one(client: Client, officer):
    send_password(client, officer)
    officer.role = Role.ADMINISTRATOR
    officer.save()
    assert client.get(ADMIN).url == reverse("mfa_index")


# --- the admin -----------------------------------------------------------------


def test_the_admins_own_sign_in_leads_to_ours(client: Client):
    answer = client.get("/admin/login/?next=/admin/")
    assert answer.url.startswith(reverse("account_login"))


def test_a_password_posted_to_the_admin_opens_nothing(client: Client, boss):
    client.post("/admin/login/", {"username": boss.username, "password": PASSWORD, "next": ADMIN})
    assert client.get(ADMIN).status_code == 302
    assert not is_signed_in(client)


@pytest.mark.parametrize(
    "model", ["mfa/authenticator", "account/emailaddress", "auth/group", "socialaccount/socialapp"]
)
def test_secrets_of_signing_in_are_not_in_the_admin(client: Client, model):
    client.force_login(make_person(Role.ADMINISTRATOR))
    assert client.get(f"/admin/{model}/").status_code == 404


# --- the record ------------------------------------------------------------------


def test_signing_in_is_recorded_with_its_steps_and_address(client: Client, boss):
    send_password(client, boss, REMOTE_ADDR="203.0.113.9")
    send_code(client, code_now())
    entry = AuditEntry.objects.get(action=AuditAction.SIGNED_IN)
    assert entry.user == boss
    assert entry.detail == {"methods": ["password", "mfa"]}


def test_failures_are_recorded_without_what_was_typed(client: Client, officer, boss):
    send_password(client, officer, "salah-sekali", REMOTE_ADDR="203.0.113.9")
    send_password(client, "kata-sandi-di-tempat-nama", "x")
    send_password(client, boss)
    send_code(client, "000000")
    entries = list(AuditEntry.objects.filter(action=AuditAction.SIGN_IN_FAILED).order_by("id"))
    assert [entry.subject for entry in entries] == [f"user:{officer.pk}", "user:unknown", f"user:{boss.pk}"]
    assert [entry.detail["step"] for entry in entries] == ["password", "password", "second_factor"]
    assert entries[0].address == "203.0.113.9"
    assert "salah-sekali" not in str(list(AuditEntry.objects.values()))
    assert "kata-sandi-di-tempat-nama" not in str(list(AuditEntry.objects.values()))
