"""Whether the record of access is whole, for the front page of the admin."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django import template
from django.utils import timezone

from accounts.audit_chain import find_last_check
from accounts.roles import Right

register = template.Library()

# The nightly check, and a day in which it may have been late.
STALE_AFTER = timedelta(days=2)


@register.inclusion_tag("admin/accounts/audit_status.html", takes_context=True)
def audit_status(context: dict[str, Any]) -> dict[str, Any]:
    """Show the last verification to those who may read the record."""
    user = context["request"].user
    if not (user.is_authenticated and user.may(Right.READ_AUDIT)):
        return {"is_shown": False}
    check = find_last_check()
    is_stale = check is not None and check.at < timezone.now() - STALE_AFTER
    return {"is_shown": True, "check": check, "is_stale": is_stale}
