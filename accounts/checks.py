"""What must hold before the product starts."""

from __future__ import annotations

import sys
from typing import Any

from django.conf import settings
from django.core.checks import CheckMessage, Error, Tags, Warning, register
from django.core.exceptions import ImproperlyConfigured
from django.db import DatabaseError, connections

from accounts.roles import Role


def register_checks() -> None:
    """Let `manage.py check` ask."""
    register(check_roles)
    register(check_county_staff, Tags.database)


def check_roles(**more: Any) -> list[CheckMessage]:
    """Report a role in JT_SECOND_FACTOR_ROLES that there is not."""
    unknown = sorted(set(settings.SECOND_FACTOR_ROLES) - set(Role.values))
    if not unknown:
        return []
    words = f"Setting JT_SECOND_FACTOR_ROLES names roles that there are not: {', '.join(unknown)}."
    return [Error(words, hint=f"The roles are {', '.join(Role.values)}; none stands for no role.", id="accounts.E001")]


def check_county_staff(databases: Any = None, **more: Any) -> list[CheckMessage]:
    """Name those whose agency nobody wrote down, in `manage.py check --database default`."""
    if not databases:
        return []
    try:
        names = list_county_staff_without_agency()
    except DatabaseError:
        # Before the first migration.
        return []
    if not names:
        return []
    words = f"County staff without an agency: {', '.join(names)}. They see no report about any agency."
    return [Warning(words, hint="Give each of them the agency they work for, in the admin.", id="accounts.W001")]


def list_county_staff_without_agency() -> list[str]:
    """Return the user names, at most 20, of active county staff of whom it is not known for whom they work."""
    from accounts.models import AGENCY_ROLES, User

    rows = User.objects.filter(is_active=True, agency=None).exclude(role__in=sorted(AGENCY_ROLES))
    return list(rows.order_by("username").values_list("username", flat=True)[:20])


def stop_if_demo_accounts() -> None:
    """End the process with one sentence where demo accounts must not be."""
    try:
        refuse_demo_accounts()
    except ImproperlyConfigured as error:
        sys.stderr.write(f"{error}\n")
        sys.exit(1)
    finally:
        connections.close_all()


def refuse_demo_accounts() -> None:
    """Raise ImproperlyConfigured if there are demo accounts outside of the embedded demo.

    A database that cannot be asked lets nobody in either; then there is nothing to refuse.
    """
    from accounts.models import User

    if settings.EMBEDDED and settings.DEMO:
        return
    try:
        names = list(User.objects.filter(is_demo=True).values_list("username", flat=True)[:20])
    except DatabaseError:
        return
    if names:
        raise ImproperlyConfigured(
            f"There are demo accounts, whose password everybody knows: {', '.join(names)}. "
            "Remove them: manage.py remove_demo_accounts"
        )
