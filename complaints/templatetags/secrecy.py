"""The warning about secret reports that nobody is named to read."""

from __future__ import annotations

from typing import Any

from django import template

from accounts.roles import Right
from complaints.secrecy import find_unread_secrets

register = template.Library()


@register.inclusion_tag("components/unread_secrets.html")
def unread_secrets(user: Any) -> dict[str, Any]:
    """Draw the warning for those who can name a reader; nothing for anybody else."""
    may_name = user.is_authenticated and user.may(Right.NAME_SECRET_READERS)
    return {"unread": find_unread_secrets(agency_id=user.agency_id) if may_name else None}
