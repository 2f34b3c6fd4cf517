"""One-time links by which a person sets a password: the first one, or the next after a reset."""

from __future__ import annotations

import hashlib
import secrets
from datetime import timedelta

from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from accounts.audit import record_staff_change
from accounts.models import Invitation, User
from accounts.sessions import end_all_sessions

LIFETIME = timedelta(hours=72)


def make_invitation(*, user: User, by: User | None) -> str:
    """Return the token of a new link for this person; links made before stop working."""
    token = secrets.token_urlsafe(32)
    now = timezone.now()
    with transaction.atomic():
        withdraw_invitations(user=user)
        Invitation.objects.create(
            user=user, token_hash=_hash(token), created_by=by, created_at=now, expires_at=now + LIFETIME
        )
    return token


def withdraw_invitations(*, user: User) -> None:
    """Let no link of this person work any more."""
    Invitation.objects.filter(user=user, used_at=None).delete()


def find_invitation(token: str) -> Invitation | None:
    """Return the invitation a token opens, or None: unknown, used, run out, or the person was deactivated."""
    is_open = Q(used_at=None, expires_at__gt=timezone.now(), user__is_active=True)
    return Invitation.objects.filter(is_open, token_hash=_hash(token)).select_related("user").first()


def accept_invitation(*, token: str, password: str, address: str | None) -> User | None:
    """Set the password and use the link up; returns None if it has been used meanwhile."""
    with transaction.atomic():
        invitation = find_invitation(token)
        if invitation is None:
            return None
        now = timezone.now()
        if not Invitation.objects.filter(pk=invitation.pk, used_at=None).update(used_at=now):
            return None
        user = invitation.user
        user.set_password(password)
        user.save(update_fields=["password"])
        end_all_sessions(user)
        record_staff_change(by=user, person_id=user.pk, address=address, what="password_set")
    return user


def _hash(token: str) -> str:
    return hashlib.sha256(token.encode("utf-8", "replace")).hexdigest()
