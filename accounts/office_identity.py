"""Who at the office's sign-on is who here: bound to issuer and subject at the first sign-in.

An address is only how the two meet the first time. Addresses are given to others after somebody leaves; a subject
never is (OpenID Connect Core 1.0, section 5.7). So whoever comes later with the same address and another subject stays
outside until somebody who manages the account lets the old one go.
"""

from __future__ import annotations

import hashlib
from typing import Any

from allauth.socialaccount.models import SocialAccount
from django.db import transaction
from django.db.models import QuerySet

from accounts.audit import record_staff_change
from accounts.models import User

# What allauth's table holds; longer words are kept as their digest.
LONGEST_ISSUER, LONGEST_SUBJECT = 200, 191


class Unknown(Exception):
    """Nobody active here has this identity or this address."""


class BoundToAnother(Exception):
    """The person with this address signs in with another identity of the same issuer."""

    def __init__(self, person: User) -> None:
        super().__init__(person.pk)
        self.person = person


def recognise(*, issuer: str, subject: str, email: str, address: str | None) -> User:
    """Return the active person; the first time found by `email`, which the issuer has verified ('' if it has not).

    Raises Unknown or BoundToAnother.
    """
    key = {"provider": _fit(issuer, LONGEST_ISSUER), "uid": _fit(subject, LONGEST_SUBJECT)}
    with transaction.atomic():
        bound = SocialAccount.objects.select_related("user").filter(**key).first()
        if bound is not None:
            return _require_active(bound.user)
        person = _find_by_address(email)
        if list_identities(person).filter(provider=key["provider"]).exists():
            raise BoundToAnother(person)
        SocialAccount.objects.create(user=person, **key)
        record_staff_change(by=person, person_id=person.pk, address=address, what="office_identity_bound")
    return person


def list_identities(person: User) -> QuerySet[SocialAccount]:
    """Return the identities at the office's sign-on that open this account."""
    return SocialAccount.objects.filter(user=person)


def read_identity(extra_data: dict[str, Any]) -> tuple[str, str] | None:
    """Return issuer and subject as the identity token says; None if it is missing or tells of somebody else.

    allauth has compared the token's issuer and audience with ours, but not its subject with the one of the user data.
    """
    token, person = extra_data.get("id_token") or {}, extra_data.get("userinfo") or {}
    issuer, subject = str(token.get("iss") or ""), str(token.get("sub") or "")
    if not issuer or not subject or str(person.get("sub", subject)) != subject:
        return None
    return issuer, subject


def _find_by_address(email: str) -> User:
    # Locked, so that two identities that come at once are not both the first.
    people = User.objects.select_for_update(of=("self",)).filter(is_active=True, is_demo=False, email__iexact=email)
    found = list(people[:2]) if email else []
    if len(found) != 1:
        raise Unknown
    return found[0]


def _require_active(person: User) -> User:
    if not person.is_active or person.is_demo:
        raise Unknown
    return person


def _fit(words: str, longest: int) -> str:
    return words if len(words) <= longest else f"sha256:{hashlib.sha256(words.encode()).hexdigest()}"
