"""The inbox: piles, search, filters, and a list that keeps itself up to date."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.cache import get_conditional_response
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from complaints.models import Complaint
from complaints.ticket_numbers import clean_number, is_valid
from dashboard.filters import InboxFilter
from dashboard.former_page import find_handover
from dashboard.permissions import StaffRequest
from dashboard.piles import EVERYTHING, Pile, find_pile, list_piles
from dashboard.selectors import BELL, RIGHTS, count_all, load_options, read_inbox, select_pile, tag_inbox

PILE, CURSOR, SEARCH = "tumpukan", "kursor", "q"
# Choosing rows to gather: the list then stands still, and has boxes.
PICK = "pilih"


@never_cache
@login_required
@require_safe
def show_inbox(request: StaffRequest) -> HttpResponse:
    """Show one pile; a whole ticket number in the search leads straight to its ticket."""
    number = clean_number(request.GET.get(SEARCH, ""))
    if is_valid(number) and _may_open(request, number):
        return redirect("dashboard:ticket", number)
    return render(request, "dashboard/inbox.html", _build_inbox(request, load_options(request.user)))


@never_cache
@login_required
@require_safe
def show_list(request: StaffRequest) -> HttpResponse:
    """Answer the page's question whether anything is new: 304, or the list, the rail and the bell."""
    context = _build_inbox(request, load_options(request.user) if _narrows(request) else {})
    answer = get_conditional_response(request, etag=context["etag"])
    if answer is not None:
        return answer
    response = render(request, "dashboard/inbox_list.html", context)
    response["ETag"] = context["etag"]
    return response


def _build_inbox(request: StaffRequest, options: dict[str, list]) -> dict[str, Any]:
    user, now = request.user, timezone.now()
    pile = find_pile(request.GET.get(PILE, ""), user)
    filters = InboxFilter(request.GET, queryset=select_pile(user, pile, now), options=options)
    cursor = request.GET.get(CURSOR, "")
    page = read_inbox(filters.qs, pile=pile, cursor=cursor, now=now)
    counts = count_all(user, now)
    return {
        "pile": pile,
        "piles": _link_piles(request, counts, pile),
        "filter": filters,
        "rows": page.rows,
        "shows_agency": not user.works_for_agency or pile.is_for_agencies,
        "newer_url": _link(request, page.previous),
        "older_url": _link(request, page.next),
        "unseen": counts[BELL],
        "open_requests": counts.get(RIGHTS, ""),
        "etag": tag_inbox(page.rows, counts, now),
        "everywhere_url": _link_everywhere(request, pile),
        "pile_url": f"{reverse('dashboard:inbox')}?{urlencode({PILE: pile.slug})}",
        **_describe_picking(request, pile),
    }


def _describe_picking(request: StaffRequest, pile: Pile) -> dict[str, Any]:
    """Return whether rows are chosen to be gathered, how to begin or end that, and whether the list lives."""
    manages = request.user.manages_incidents
    picks = manages and bool(request.GET.get(PICK))
    return {
        "picks": picks,
        "pick_url": _link_picking(request, not picks) if manages else "",
        "keep": [(PILE, pile.slug), *([(PICK, "1")] if picks else [])],
        # A later page, or a search, stands still under the reader's eyes.
        "is_live": not (picks or request.GET.get(CURSOR) or request.GET.get(SEARCH)),
        "list_url": f"{reverse('dashboard:inbox_list')}?{_query(request)}",
    }


def _may_open(request: StaffRequest, number: str) -> bool:
    visible = Complaint.objects.visible_to(request.user).filter(number=number)
    return visible.exists() or find_handover(user=request.user, number=number) is not None


def _narrows(request: StaffRequest) -> bool:
    return any(value for name, value in request.GET.items() if name not in (PILE, CURSOR, PICK))


def _query(request: StaffRequest, **changes: str) -> str:
    query = request.GET.copy()
    for name, value in changes.items():
        query[name] = value
    return urlencode([(name, value) for name, value in query.items() if value])


def _link(request: StaffRequest, cursor: str) -> str:
    return f"{reverse('dashboard:inbox')}?{_query(request, **{CURSOR: cursor})}" if cursor else ""


def _link_picking(request: StaffRequest, begins: bool) -> str:
    """Return the same list with boxes, or without them again."""
    return f"{reverse('dashboard:inbox')}?{_query(request, **{PICK: '1' if begins else ''})}"


def _link_everywhere(request: StaffRequest, pile: Pile) -> str:
    if pile == EVERYTHING or not request.GET.get(SEARCH):
        return ""
    return f"{reverse('dashboard:inbox')}?{_query(request, **{PILE: EVERYTHING.slug, CURSOR: ''})}"


def _link_piles(request: StaffRequest, counts: dict[str, str], current: Pile) -> list[dict[str, Any]]:
    base = reverse("dashboard:inbox")
    links = [
        {
            "label": pile.label,
            "url": f"{base}?{urlencode({PILE: pile.slug})}",
            "count": counts.get(pile.slug, ""),
            "current": pile == current,
        }
        for pile in list_piles(request.user)
    ]
    if request.user.works_for_agency:
        links.append({"label": "Sudah dialihkan", "url": reverse("dashboard:moved"), "count": "", "current": False})
    if request.user.manages_incidents:
        links.append({"label": "Kejadian besar", "url": reverse("dashboard:incidents"), "count": "", "current": False})
    return links
