"""The second factor: who needs one, who has one, and whether this session has shown one."""

from __future__ import annotations

from allauth.account.internal.flows.login import get_authentication_records
from allauth.mfa.models import Authenticator
from django.conf import settings
from django.http import HttpRequest

from accounts.models import User
from accounts.roles import Right

# True when an authenticator was added or the identity provider vouches, False when the last one was removed;
# what was shown at sign-in stands in allauth's own records.
SESSION_KEY = "second_factor"
# The page that had to wait until one was set up.
AFTER_ENROLMENT = "after_enrolment"


def is_forced(user: User, *, for_admin: bool = False) -> bool:
    """Whether this person needs a second factor: by their role, and for the admin always."""
    return user.role in settings.SECOND_FACTOR_ROLES or (for_admin and user.may(Right.USE_ADMIN))


def has_shown_enough(request: HttpRequest) -> bool:
    """Whether this request comes from somebody signed in, with the second factor where their role needs one."""
    user = request.user
    return user.is_authenticated and (not is_forced(user) or was_shown(request))


def has_factor(user: User) -> bool:
    """Whether this person has an app or a passkey; recovery codes alone are none."""
    return Authenticator.objects.filter(user=user).exclude(type=Authenticator.Type.RECOVERY_CODES).exists()


def was_shown(request: HttpRequest) -> bool:
    """Whether a second factor was shown in this session."""
    noted = request.session.get(SESSION_KEY)
    if noted is not None:
        return bool(noted)
    return any(record.get("method") == "mfa" for record in get_authentication_records(request, request.user))


def accept(request: HttpRequest) -> None:
    """Note that this session has shown a second factor."""
    request.session[SESSION_KEY] = True


def forget(request: HttpRequest) -> None:
    """Note that this session's second factor is gone."""
    request.session[SESSION_KEY] = False
