"""What an agency lead does with the officers of their agency, and an administrator with everybody.

Every change is recorded. Nobody changes their own account here, and a lead neither another lead
nor anybody of another agency.
"""

from __future__ import annotations

from typing import Any

from allauth.mfa.models import Authenticator
from axes.models import AccessAttempt
from django.db import transaction
from django.db.models import QuerySet

from accounts.audit import record_staff_change
from accounts.invitations import make_invitation, withdraw_invitations
from accounts.models import Role, User
from accounts.office_identity import list_identities
from accounts.roles import Right
from accounts.sessions import end_all_sessions


class NotYours(Exception):
    """This person may not change that account."""


def list_manageable(by: User) -> QuerySet[User]:
    """Return the accounts this person may change."""
    others = User.objects.exclude(pk=by.pk)
    if by.may(Right.MANAGE_STAFF):
        return others
    if by.may(Right.MANAGE_OWN_STAFF) and by.agency_id:
        return others.filter(agency_id=by.agency_id, role=Role.OFFICER)
    return others.none()


def invite_officer(*, by: User, username: str, first_name: str, last_name: str, email: str) -> tuple[User, str]:
    """Make an officer of the lead's own agency; returns the person and the token of the one-time link.

    Raises NotYours for those who lead no agency. The name must be free.
    """
    if not (by.may(Right.MANAGE_OWN_STAFF) and by.agency_id):
        raise NotYours
    with transaction.atomic():
        person = User(username=username, first_name=first_name, last_name=last_name, email=email)
        person.role, person.agency_id = Role.OFFICER, by.agency_id
        person.set_unusable_password()
        person.save()
        token = make_invitation(user=person, by=by)
        _record(by, person, what="invited")
    return person, token


def deactivate(*, by: User, person: User) -> None:
    """Take every access away, at once and everywhere. Raises NotYours."""
    with transaction.atomic():
        person = _lock(by, person)
        person.is_active = False
        person.save(update_fields=["is_active"])
        withdraw_invitations(user=person)
        end_all_sessions(person)
        _record(by, person, what="deactivated")


def reactivate(*, by: User, person: User) -> None:
    """Let the person sign in again, with the password and second factor they had. Raises NotYours."""
    with transaction.atomic():
        person = _lock(by, person)
        person.is_active = True
        person.save(update_fields=["is_active"])
        _record(by, person, what="reactivated")


def reset_password(*, by: User, person: User) -> str:
    """Take the password away and return the token of a one-time link for a new one. Raises NotYours."""
    with transaction.atomic():
        person = _lock(by, person)
        person.set_unusable_password()
        person.save(update_fields=["password"])
        end_all_sessions(person)
        unlock(username=person.username)
        token = make_invitation(user=person, by=by)
        _record(by, person, what="password_reset")
    return token


def reset_second_factor(*, by: User, person: User) -> None:
    """Take app, passkeys and recovery codes away; the next sign-in leads to setting one up. Raises NotYours."""
    with transaction.atomic():
        person = _lock(by, person)
        drop_second_factor(person)
        _record(by, person, what="second_factor_reset")


def release_office_identity(*, by: User, person: User) -> None:
    """Let go of who this was at the office's sign-on; the next one with the address is bound. Raises NotYours."""
    with transaction.atomic():
        person = _lock(by, person)
        list_identities(person).delete()
        end_all_sessions(person)
        _record(by, person, what="office_identity_released")


def end_sessions(*, by: User, person: User) -> int:
    """Sign the person out everywhere; returns where that was. Raises NotYours."""
    with transaction.atomic():
        person = _lock(by, person)
        count = end_all_sessions(person)
        _record(by, person, what="sessions_ended", count=count)
    return count


def drop_second_factor(person: User) -> None:
    """Remove what the person signs in with beside the password, and end every session that rests on it."""
    Authenticator.objects.filter(user=person).delete()
    end_all_sessions(person)


def unlock(*, username: str) -> None:
    """Forget the wrong passwords that were typed for this name."""
    AccessAttempt.objects.filter(username=username.lower()).delete()


def _lock(by: User, person: User) -> User:
    found = list_manageable(by).select_for_update(of=("self",)).filter(pk=person.pk).first()
    if found is None:
        raise NotYours
    return found


def _record(by: User, person: User, *, what: str, **more: Any) -> None:
    record_staff_change(by=by, person_id=person.pk, what=what, **more)
