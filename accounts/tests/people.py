"""What the tests of accounts share: people, their browsers and their codes."""

from __future__ import annotations

import time

from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import TOTP, format_hotp_value, hotp_value
from django.test import Client
from django.urls import reverse

from accounts.models import Role, User
from dispatch.models import Agency

PASSWORD = "ukiran-jati-1879"
SECRET = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"


def make_person(role: Role = Role.OFFICER, agency: str = "", **more) -> User:
    found = Agency.objects.get(code=agency) if agency else None
    name = more.pop("username", f"{role}-{agency.lower() or 'kabupaten'}-{User.objects.count()}")
    return User.objects.create_user(name, password=more.pop("password", PASSWORD), role=role, agency=found, **more)


def give_app(user: User) -> Authenticator:
    """Set up an authenticator app with the known secret."""
    return TOTP.activate(user, SECRET).instance


def code_now(step: int = 0) -> str:
    return format_hotp_value(hotp_value(SECRET, int(time.time()) // 30 + step))


def send_password(client: Client, user: User | str, password: str = PASSWORD, **more):
    name = user if isinstance(user, str) else user.username
    return client.post(reverse("account_login"), {"login": name, "password": password, **more.pop("data", {})}, **more)


def send_code(client: Client, code: str):
    return client.post(reverse("mfa_authenticate"), {"code": code})


def is_signed_in(client: Client) -> bool:
    return client.get(reverse("accounts:sessions")).status_code == 200
