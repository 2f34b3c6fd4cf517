"""The changes of one object, for its history page in the admin."""

from __future__ import annotations

from typing import Any

from django import template

from accounts.changes.admin_page import may_read_changes
from accounts.changes.models import KeptChange
from accounts.changes.words import describe_changes

register = template.Library()

SHOWN = 50


@register.inclusion_tag("admin/accounts/changes.html", takes_context=True)
def show_changes(context: dict[str, Any], changed: Any) -> dict[str, Any]:
    """Show the newest changes of an object to those who may see who changed what."""
    if not may_read_changes(context["request"].user):
        return {"is_shown": False}
    entries = KeptChange.objects.get_for_object(changed).select_related("actor", "content_type").order_by("-id")
    return {"is_shown": True, "rows": [(entry, describe_changes(entry)) for entry in entries[:SHOWN]]}
