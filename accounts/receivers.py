"""What Django and allauth tell us about sign-ins; connected in `accounts.apps`."""

from __future__ import annotations

from typing import Any

from allauth.account import signals as account_signals
from allauth.mfa import signals as factor_signals
from django.contrib.auth.signals import user_logged_in, user_logged_out, user_login_failed

from accounts import second_factor
from accounts.audit import record_access, record_staff_change
from accounts.clients import find_address
from accounts.live_pass import withdraw_passes
from accounts.lockout import find_name
from accounts.models import AuditAction, User
from accounts.sessions import BEGAN_KEY, begin_session, end_all_sessions, stamp
from accounts.wall_sessions import give_back


def connect() -> None:
    """Begin to listen."""
    user_logged_in.connect(note_login, dispatch_uid="accounts.note_login")
    user_logged_out.connect(note_logout, dispatch_uid="accounts.note_logout")
    user_login_failed.connect(note_failure, dispatch_uid="accounts.note_failure")
    account_signals.password_reset.connect(note_new_password, dispatch_uid="accounts.note_new_password")
    account_signals.password_changed.connect(note_new_password, dispatch_uid="accounts.note_changed_password")
    factor_signals.authentication_failed.connect(note_wrong_code, dispatch_uid="accounts.note_wrong_code")
    factor_signals.authenticator_added.connect(note_added, dispatch_uid="accounts.note_added")
    factor_signals.authenticator_removed.connect(note_removed, dispatch_uid="accounts.note_removed")


def note_login(sender: Any, request: Any, user: User, **more: Any) -> None:
    """Start the clocks of idleness and of the session itself, also where somebody signs in once more."""
    request.session.pop(BEGAN_KEY, None)
    give_back(request)
    stamp(request)


def note_logout(sender: Any, request: Any, user: User | None, **more: Any) -> None:
    """Let no live part go on in a browser that was signed out."""
    if user is not None:
        withdraw_passes(user.pk)


def note_failure(sender: Any, credentials: dict, request: Any = None, **more: Any) -> None:
    """Record a wrong password. What was typed as a name is kept only if somebody has that name."""
    # What is closed already was recorded when it closed; a guesser must not fill the record.
    if request is None or getattr(request, "axes_locked_out", False):
        return
    name = find_name(request, credentials)
    _record_failure(User.objects.filter(username__iexact=name).first(), request, {"step": "password"})


def note_wrong_code(sender: Any, request: Any, user: User, **more: Any) -> None:
    """Record a wrong code of the second step."""
    _record_failure(user, request, {"step": "second_factor"})


def note_new_password(sender: Any, request: Any, user: User, **more: Any) -> None:
    """Sign the person out everywhere else: whoever had the old password must be out, and listed nowhere."""
    here = request.user == user
    end_all_sessions(user, but=request.session.session_key if here else None)
    if here:
        # Django has given this session a new key.
        begin_session(request, user)
    what = "password_changed" if here else "password_reset_by_mail"
    record_staff_change(by=user, person_id=user.pk, address=find_address(request), what=what)


def note_added(sender: Any, request: Any, user: User, authenticator: Any, **more: Any) -> None:
    """An authenticator set up in a session has been shown in it."""
    second_factor.accept(request)
    _record_change(user, request, f"added {authenticator.type}")


def note_removed(sender: Any, request: Any, user: User, authenticator: Any, **more: Any) -> None:
    """With its last factor gone, a session stands on a password alone again."""
    if not second_factor.has_factor(user):
        second_factor.forget(request)
    _record_change(user, request, f"removed {authenticator.type}")


def _record_failure(person: User | None, request: Any, detail: dict) -> None:
    record_access(
        user=None,
        action=AuditAction.SIGN_IN_FAILED,
        subject=f"user:{person.pk}" if person else "user:unknown",
        detail=detail,
        address=find_address(request),
    )


def _record_change(user: User, request: Any, what: str) -> None:
    record_staff_change(by=user, person_id=user.pk, address=find_address(request), second_factor=what)
