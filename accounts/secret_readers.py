"""Naming those who may read secret reports, and asking for whom somebody was named."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone

from accounts.audit import record_staff_change
from accounts.models import SecretReader
from accounts.roles import Right

if TYPE_CHECKING:
    from accounts.models import User
    from dispatch.models import Category


class CannotName(Exception):
    """This person cannot be named by that one; the message says why, in Indonesian."""


def select_named_categories(user: User) -> QuerySet[SecretReader, Any]:
    """Return the ids of the categories this person reads the secret reports of, as a subquery.

    Being named adds to the right to read private reports; it never replaces it.
    """
    if not user.may(Right.READ_PRIVATE):
        return SecretReader.objects.none().values("category")
    return SecretReader.objects.filter(user=user).values("category")


def check_naming(*, user: User, by: User) -> None:
    """Raise CannotName unless `by` may name this person."""
    if not by.may(Right.NAME_SECRET_READERS):
        raise CannotName("Hanya administrator yang menunjuk pembaca laporan rahasia.")
    # Two pairs of eyes: nobody opens the secret drawer for themselves.
    if user.pk == by.pk:
        raise CannotName("Anda tidak dapat menunjuk diri sendiri. Minta administrator lain.")
    if not user.may(Right.READ_PRIVATE):
        raise CannotName("Peran atau akun petugas ini tidak membaca laporan tertutup.")


@transaction.atomic
def name_reader(*, user: User, category: Category, by: User, address: str | None = None) -> SecretReader:
    """Name a reader, and record it. Raises CannotName."""
    check_naming(user=user, by=by)
    reader, is_new = SecretReader.objects.get_or_create(
        user=user, category=category, defaults={"named_by": by, "named_at": timezone.now()}
    )
    if is_new:
        _record(reader, by, "named", address)
    return reader


@transaction.atomic
def dismiss_reader(*, reader: SecretReader, by: User, address: str | None = None) -> None:
    """Take a naming back, and record it. Raises CannotName for whoever may not name."""
    if not by.may(Right.NAME_SECRET_READERS):
        raise CannotName("Hanya administrator yang menunjuk pembaca laporan rahasia.")
    _record(reader, by, "dismissed", address)
    reader.delete()


def _record(reader: SecretReader, by: User, what: str, address: str | None) -> None:
    code = reader.category.code
    record_staff_change(by=by, person_id=reader.user_id, address=address, secret_reader=what, category=code)
