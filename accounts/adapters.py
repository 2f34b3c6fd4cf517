"""Where allauth asks us: who may enter, by which steps, and how secrets are kept."""

from __future__ import annotations

import threading
import time
from typing import Any
from urllib.parse import urlsplit

import requests
import structlog
from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.internal.flows.login import get_authentication_records
from allauth.core import context
from allauth.core.exceptions import ImmediateHttpResponse
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.mfa.models import Authenticator
from allauth.socialaccount.adapter import DefaultSocialAccountAdapter
from django.conf import settings
from django.contrib.sites.shortcuts import get_current_site
from django.db import connections
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from accounts.audit import record_access
from accounts.clients import find_address
from accounts.lockout import find_name
from accounts.models import AuditAction, User
from accounts.office_identity import BoundToAnother, Unknown, read_identity, recognise
from accounts.sessions import begin_session
from dispatch.outgoing_guard import guarded
from jepara_tanggap.addresses import group_address
from jepara_tanggap.encryption import decrypt_text, encrypt_text
from jepara_tanggap.limits import give_back, require

# Seconds after a sign-in in which nobody is asked for the password again.
FRESH_SECONDS = 600.0
# Seconds to wait for the office's sign-on.
OFFICE_TIMEOUT = 10
MAIL_THREAD = "mail-of-an-account"
log = structlog.get_logger(__name__)
NOWHERE = "0.0.0.0"  # noqa: S104 # nosec B104 - stands for an address that is not known


class StaffAdapter(DefaultAccountAdapter):
    """Staff only: nobody signs up by themselves."""

    error_messages = DefaultAccountAdapter.error_messages | {
        "username_password_mismatch": "Nama pengguna atau kata sandi belum cocok.",  # nosec B105 - words
        "too_many_login_attempts": "Terlalu banyak percobaan. Tunggu lima menit, lalu coba lagi.",
        "rate_limited": "Terlalu banyak percobaan. Tunggu lima menit, lalu coba lagi.",
        "incorrect_password": "Kata sandi belum cocok.",  # nosec B105 - words
        "incorrect_code": "Kode belum cocok. Pakai kode yang sekarang tampil di aplikasi Anda.",
        "enter_current_password": "Kata sandi sekarang belum cocok.",  # nosec B105 - words
    }

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        """Never: accounts are made by administrators and agency leads."""
        return False

    def get_client_ip(self, request: HttpRequest) -> str:
        """Return the client's address as the rest of the product sees it."""
        return find_address(request) or NOWHERE

    def pre_authenticate(self, request: HttpRequest, **credentials: Any) -> None:
        """Leave allauth's own count aside: it would close a name to everybody after five tries from anywhere."""

    def authenticate(self, request: HttpRequest, **credentials: Any) -> Any:
        """Check a password. Only wrong ones stay counted; `accounts.lockout` remembers them for longer.

        Raises LimitReached, exactly at the limit however many ask at once.
        """
        address = group_address(find_address(request) or "")
        taken = {"sign_in": address, "sign_in_account": f"{find_name(request, credentials)} {address}"}
        for limit, subject in taken.items():
            require(limit, subject)
        user = super().authenticate(request, **credentials)
        if user:
            for limit, subject in taken.items():
                give_back(limit, subject)
        return user

    def get_login_stages(self) -> list[str]:
        """Return the steps after the password: the second factor and nothing else."""
        return ["accounts.stages.SecondFactorStage"]

    def login(self, request: HttpRequest, user: Any) -> None:
        """Let somebody in who has shown everything that was asked."""
        super().login(request, user)
        begin_session(request, user)
        methods = [record.get("method") for record in get_authentication_records(request, user)]
        record_access(
            user=user,
            action=AuditAction.SIGNED_IN,
            subject=f"user:{user.pk}",
            detail={"methods": methods},
            address=find_address(request),
        )

    def is_reauthentication_required(self, *, app: str, **more: Any) -> bool:
        """Ask for the password again before changes to the account, but not minutes after signing in."""
        records = get_authentication_records(context.request, context.request.user)
        fresh = bool(records) and time.time() - records[-1].get("at", 0) < FRESH_SECONDS
        return not fresh and super().is_reauthentication_required(app=app, **more)

    def get_reset_password_from_key_url(self, key: str) -> str:
        """Return the link of the mail on our own host: allauth takes the host that the request names."""
        return settings.BASE_URL + urlsplit(super().get_reset_password_from_key_url(key)).path

    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        """Send beside the request: how long an answer takes must not tell whose address is known here."""
        message = self.render_mail(template_prefix, email, self._complete(context))
        threading.Thread(target=_deliver, args=(message,), name=MAIL_THREAD, daemon=True).start()

    def _complete(self, given: dict[str, Any]) -> dict[str, Any]:
        return {"request": context.request, "current_site": get_current_site(context.request), **given}

    def send_notification_mail(self, template_prefix: str, user: Any, context: Any = None, email: Any = None) -> None:
        """Tell a person of changes to their account, where mail is configured."""
        if settings.EMAIL_CONFIGURED and user.email:
            super().send_notification_mail(template_prefix, user, context, email or user.email)


class SecondFactorAdapter(DefaultMFAAdapter):
    """Secrets of authenticator apps and recovery codes are encrypted in the database."""

    error_messages = DefaultMFAAdapter.error_messages | {
        "incorrect_code": "Kode belum cocok. Pakai kode yang sekarang tampil di aplikasi Anda.",
        "cannot_delete_authenticator": "Peran Anda wajib memakai faktor kedua.",
        "cannot_generate_recovery_codes": "Pasang aplikasi kode atau kunci sandi lebih dahulu.",
    }

    def encrypt(self, text: str) -> str:
        """Return the text as it is stored."""
        return encrypt_text(text)

    def decrypt(self, encrypted_text: str) -> str:
        """Return what was stored."""
        return decrypt_text(encrypted_text)

    def get_totp_label(self, user: Any) -> str:
        """Name the account in the person's app."""
        return user.get_username()

    def get_public_key_credential_rp_entity(self) -> dict[str, str]:
        """Name the site on the person's device."""
        return super().get_public_key_credential_rp_entity() | {"name": "Jepara Tanggap"}

    def generate_authenticator_name(self, user: Any, type: Any) -> str:
        """Name a new passkey until its owner does."""
        count = Authenticator.objects.filter(user=user, type=type).count()
        return f"Kunci sandi {count + 1}"


class OfficeAdapter(DefaultSocialAccountAdapter):
    """The office's single sign-on finds staff that are here already; it makes nobody."""

    def is_open_for_signup(self, request: HttpRequest, sociallogin: Any) -> bool:
        """Never."""
        return False

    def get_requests_session(self) -> requests.Session:
        """Return how the provider is asked: an issuer that leads inside is refused (JT_OUTGOING_ALLOWED_NETWORKS)."""
        return GuardedSession()

    def authenticate_by_email(self, sociallogin: Any) -> None:
        """Leave it to `pre_social_login`: allauth would take the person's password away."""

    def pre_social_login(self, request: HttpRequest, sociallogin: Any) -> None:
        """Find the one active person this is (`accounts.office_identity`); turn everybody else away."""
        verified = [address.email for address in sociallogin.email_addresses if address.verified is True]
        identity = read_identity(sociallogin.account.extra_data)
        email, address = verified[0] if verified else "", find_address(request)
        try:
            if identity is None:
                raise Unknown
            issuer, subject = identity
            sociallogin.user = recognise(issuer=issuer, subject=subject, email=email, address=address)
        except BoundToAnother as error:
            _record_stranger(error.person, address)
            raise ImmediateHttpResponse(_show_no_account(request, email=email, taken=True)) from error
        except Unknown as error:
            raise ImmediateHttpResponse(_show_no_account(request, email=email, taken=False)) from error


class GuardedSession(requests.Session):
    """Connects only where the outgoing guard allows, also behind redirects and names that change."""

    def request(self, *args: Any, **more: Any) -> requests.Response:
        """Send one request; raises requests.ConnectionError for what leads inside."""
        with guarded():
            return super().request(*args, **{"timeout": OFFICE_TIMEOUT, **more})


def _deliver(message: Any) -> None:
    try:
        message.send()
    except Exception as error:
        log.warning("mail_not_sent", error=type(error).__name__)
    finally:
        connections.close_all()


def _show_no_account(request: HttpRequest, **context: Any) -> HttpResponse:
    return render(request, "accounts/no_account.html", context, status=403)


def _record_stranger(person: User, address: str | None) -> None:
    record_access(
        user=None,
        action=AuditAction.SIGN_IN_FAILED,
        subject=f"user:{person.pk}",
        detail={"step": "office", "what": "another_identity"},
        address=address,
    )
