"""The test of the alert chain: a contact's answer without signing in, and what came of it for the call room."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from complaints.views.responses import SeeOther, render_private
from dashboard.drill_words import describe_results, tell_schedule
from dashboard.permissions import StaffRequest
from dashboard.selectors import count_unseen
from dashboard.views.board import require_board
from dispatch.alert_drills import (
    DrillLinkRefused,
    find_answer,
    find_last_drill,
    list_results,
    record_answer,
    start_drill_by_hand,
)
from dispatch.models import AlertDrill

MOST_EARLIER = 12


@require_http_methods(["GET", "HEAD", "POST"])
def answer_drill(request: HttpRequest, token: str) -> HttpResponse:
    """Show a contact the one button, and note that it was pressed; looking at the page changes nothing."""
    try:
        answer = find_answer(token=token)
        if request.method == "POST":
            record_answer(token=token)
            return SeeOther(request.path)
    except DrillLinkRefused:
        return render_private(request, "dashboard/drills/unknown.html", {}, 404)
    return render_private(request, "dashboard/drills/answer.html", {"answer": answer})


@never_cache
@login_required
@require_safe
def show_drills(request: StaffRequest) -> HttpResponse:
    """Show the last test, or the one asked for: who answered, after how long, and whom it did not reach."""
    require_board(request)
    asked = request.GET.get("uji", "")
    drill = find_last_drill(drill_id=int(asked) if asked.isdecimal() and len(asked) < 12 else None)
    if drill is None and asked:
        raise Http404
    context: dict[str, Any] = {
        "drill": drill,
        "schedule": tell_schedule(),
        "earlier": AlertDrill.objects.order_by("-pk")[:MOST_EARLIER],
        "unseen": count_unseen(request.user),
    }
    if drill is not None:
        context |= describe_results(list_results(drill=drill, now=timezone.now()))
    return render(request, "dashboard/drills/drills.html", context)


@login_required
@require_POST
def start_drill(request: StaffRequest) -> HttpResponse:
    """Begin a test now."""
    require_board(request)
    if start_drill_by_hand(by=str(request.user)) is None:
        messages.warning(request, "Uji peringatan baru saja dimulai. Lihat jawabannya di bawah.")
    else:
        messages.success(request, "Uji peringatan dikirim ke semua kontak.")
    return redirect(reverse("dashboard:drills"))
