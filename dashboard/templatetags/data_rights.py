"""How many requests about data wait, beside their link in the navigation."""

from __future__ import annotations

from typing import Any

from django import template

from accounts.roles import Right
from dashboard.data_requests import count_open_requests

register = template.Library()


@register.inclusion_tag("dashboard/data_requests_link.html", takes_context=True)
def data_requests_link(context: dict[str, Any]) -> dict[str, Any]:
    """Draw the link for those who answer such requests; nothing, and no statement, for all others."""
    user = context["user"]
    serves = user.is_authenticated and user.may(Right.SERVE_REPORTERS_RIGHTS)
    path = context["request"].path if "request" in context else ""
    return {"serves": serves, "count": count_open_requests(user) if serves else "", "path": path}
