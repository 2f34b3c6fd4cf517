"""What every page of filing shares: its place in the order, and where it leads."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.urls import reverse

from complaints import steps
from complaints.emergency_help import EmergencyHelp, get_emergency_help
from complaints.models import Draft
from complaints.place_search import find_village
from complaints.views.responses import SeeOther, render_private
from dispatch.models import Category
from dispatch.routing import NoAgencyAtAll, find_route


def render_step(
    request: HttpRequest,
    slug: str,
    draft: Draft | None,
    category: Category | None,
    context: dict[str, Any],
    status: int = 200,
) -> HttpResponse:
    """Render one page of filing; once an emergency is chosen, every page shows whom to call."""
    position = steps.locate_step(slug=slug, category=category)
    shared = {
        "position": position,
        "draft": draft,
        "category": category,
        "help": _find_help(draft, category) if category and category.is_emergency else None,
        "action": address(draft, slug) if draft else reverse("complaints:file"),
        "back": address(draft, position.previous) if draft and position.previous else reverse("complaints:home"),
    }
    return render_private(request, f"complaints/steps/{slug}.html", {**shared, **context}, status)


def _find_help(draft: Draft | None, category: Category) -> EmergencyHelp:
    """Return whom to call about this draft: the agency it would go to, as far as that is known by now."""
    data = draft.data if draft else {}
    about = (data.get("about_agency") or {}).get("id")
    try:
        route = find_route(category=category, village=find_village(data.get("village", "")), about_agency_id=about)
    except NoAgencyAtAll:
        return get_emergency_help(category=category)
    return get_emergency_help(category=category, agency=route.agency)


def go_on(draft: Draft, slug: str, category: Category | None) -> HttpResponse:
    """Lead to the next page, or straight back to the review for whoever came from there."""
    missing = steps.find_missing_step(draft=draft, category=category)
    if draft.data.get("reviewed") and missing is None:
        return SeeOther(address(draft, steps.REVIEW))
    following = steps.locate_step(slug=slug, category=category).next or steps.REVIEW
    return SeeOther(address(draft, following))


def address(draft: Draft, slug: str) -> str:
    """Return the address of one page of this draft."""
    return reverse("complaints:step", args=[draft.token, slug])
