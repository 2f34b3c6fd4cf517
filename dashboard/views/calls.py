"""The call desk: what is seen."""

from __future__ import annotations

import json
from typing import Any
from uuid import UUID

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.db.models import Q
from django.http import Http404, HttpResponse, JsonResponse
from django.http.request import RawPostDataException
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from accounts.live_pass import live_part
from accounts.roles import Right
from calls.desk_drafts import open_draft
from calls.models import Call, DeskDraft, KnowledgePage, Landmark
from calls.nearby import find_incidents
from complaints.place_search import label_village, list_villages
from dashboard.call_desk import build_call_page, build_report, has_slip, render_open_calls
from dashboard.desk_undo import read_done
from dashboard.permissions import StaffRequest
from dashboard.selectors import count_unseen
from dashboard.shared_fragment import Fragment, answer_with, read_fragment
from dashboard.wall_map import read_outline

OPEN_CALLS = "dashboard.open-calls"
# Asked every second; a list that lives for a whole one could show a ringing call two seconds late.
FRESH_SECONDS = 0.25
MOST_LANDMARKS = 2000
MOST_ANSWERS = 8


def require_desk(request: StaffRequest) -> None:
    """Raise PermissionDenied for those who take no calls."""
    if not request.user.may(Right.TAKE_CALLS):
        raise PermissionDenied


@never_cache
@login_required
@require_safe
def show_desk(request: StaffRequest) -> HttpResponse:
    """Show who rings; a desk that has a call goes back to it."""
    require_desk(request)
    mine = Call.objects.filter(taker=request.user, closed_at=None).order_by("-taken_at").first()
    if mine is not None:
        return redirect("dashboard:call", mine.pk)
    return render(request, "dashboard/calls/desk.html", {**_shared(request), "done": read_done(request)})


@never_cache
@login_required
@require_safe
def show_call(request: StaffRequest, call_id: int) -> HttpResponse:
    """Show the call this desk has in hand."""
    require_desk(request)
    call = Call.objects.select_related("taker", "complaint").filter(pk=call_id).first()
    if call is None:
        raise Http404
    if call.taker_id != request.user.pk or call.closed_at is not None:
        messages.warning(
            request, "Panggilan ini sudah selesai." if call.closed_at else f"Panggilan ini kini dipegang {call.taker}."
        )
        return redirect("dashboard:desk")
    return render_draft(request, open_draft(call=call, user=request.user), call=call)


def render_draft(
    request: StaffRequest, draft: DeskDraft, *, call: Call | None = None, status: int = 200, **more: Any
) -> HttpResponse:
    """Return the page where a draft is written, of a call or of a visitor."""
    call = call or draft.call
    if call is None:
        page, context = "walk_in", build_report(draft=draft, user=request.user)
    else:
        page, context = "call", build_call_page(call=call, draft=draft, user=request.user)
    return render(request, f"dashboard/calls/{page}.html", {**_shared(request), **context, **more}, status=status)


@never_cache
@login_required
@require_safe
def show_walk_in(request: StaffRequest, token: UUID) -> HttpResponse:
    """Show the report of somebody who came in person; after the alert of an emergency its details are asked."""
    require_desk(request)
    draft = find_own_draft(request, token)
    if draft.complaint is not None and not (draft.complaint.is_emergency and has_slip(draft)):
        return redirect("dashboard:slip", token)
    return render_draft(request, draft)


@never_cache
@require_safe
@live_part(require_desk)
def show_open_calls(request: StaffRequest) -> HttpResponse:
    """Answer the desks' question who rings: 304, or the left column, made for all of them at once."""
    return answer_with(request, _read_open_calls())


@never_cache
@login_required
@require_safe
def show_nearby(request: StaffRequest, token: UUID) -> HttpResponse:
    """Show what goes on near the place being typed."""
    require_desk(request)
    draft = find_own_draft(request, token)
    point = draft.data.get("point")
    incidents = find_incidents(
        user=request.user,
        village=draft.data.get("village", ""),
        point=tuple(point) if point else None,
        category=draft.data.get("category", ""),
        is_drill=draft.is_drill,
    )
    return render(request, "dashboard/calls/nearby.html", {"incidents": incidents, "draft": draft})


@login_required
@require_safe
def list_places(request: StaffRequest) -> JsonResponse:
    """Return every village and known landmark, for typing against; fetched once by each desk."""
    require_desk(request)
    villages = [{"label": label_village(one), "village": one.code} for one in list_villages()]
    known = Landmark.objects.filter(is_active=True).select_related("village__district").defer("village__boundary")
    landmarks = [
        {
            "label": f"{one.name}, {label_village(one.village)}",
            "village": one.village_id,
            "landmark": one.name,
            "point": [one.lat, one.lng] if one.lat is not None else None,
        }
        for one in known.order_by("-uses")[:MOST_LANDMARKS]
    ]
    response = JsonResponse({"places": landmarks + villages})
    response["Cache-Control"] = "private, max-age=60"
    return response


@never_cache
@login_required
@require_safe
def show_knowledge(request: StaffRequest) -> HttpResponse:
    """Show the answers that fit what a caller asks."""
    require_desk(request)
    words = request.GET.get("q", "").replace("\x00", "").split()[:6]
    found = KnowledgePage.objects.filter(is_active=True)
    for word in words:
        found = found.filter(Q(title__icontains=word) | Q(keywords__icontains=word) | Q(body__icontains=word))
    context = {"pages": found[:MOST_ANSWERS], "call_id": request.GET.get("panggilan", "")[:20]}
    return render(request, "dashboard/calls/knowledge.html", context)


def find_own_draft(request: StaffRequest, token: UUID) -> DeskDraft:
    """Return the draft if it is this desk's; raises Http404."""
    draft = DeskDraft.objects.select_related("call", "complaint").filter(pk=token, owner=request.user).first()
    if draft is None:
        raise Http404
    return draft


def read_json(request: StaffRequest) -> dict:
    """Return the JSON object in the body; raises Http404 for anything else."""
    try:
        data = json.loads(request.body[:64_000])
    except (ValueError, RecursionError, RawPostDataException):
        # The last one: a form with files was sent, and has been read as one.
        raise Http404 from None
    if not isinstance(data, dict):
        raise Http404
    return data


def _read_open_calls() -> Fragment:
    return read_fragment(OPEN_CALLS, render_open_calls, fresh_seconds=FRESH_SECONDS)


def _shared(request: StaffRequest) -> dict:
    return {
        "open_calls": _read_open_calls(),
        "tiles": settings.MAP_TILES_URL,
        "attribution": settings.MAP_TILES_ATTRIBUTION,
        "home": json.dumps(read_outline().home),
        "unseen": count_unseen(request.user),
    }
