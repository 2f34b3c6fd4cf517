"""How many requests about data wait, beside their link in the navigation."""

from __future__ import annotations

from typing import Any

from django import template

from accounts.roles import Right
from dashboard.data_requests import count_open_requests

register = template.Library()


@register.inclusion_tag("dashboard/data_requests_link.html", takes_context=True)
def data_requests_link(context: dict[str, Any]) -> dict[str, Any]:
    """Draw the link for those who answer such requests; nothing, and no statement, for all others.

    A page that counted them along with its own piles says so in `open_requests`.
    """
    user = context["user"]
    serves = user.is_authenticated and user.may(Right.SERVE_REPORTERS_RIGHTS)
    path = context["request"].path if "request" in context else ""
    count = ""
    if serves:
        known = context.get("open_requests")
        count = count_open_requests(user) if known is None else known if known != "0" else ""
    return {"serves": serves, "count": count, "path": path}
