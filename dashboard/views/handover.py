"""Handing over a shift: one page, on screen or printed, acknowledged by the next supervisor."""

from __future__ import annotations

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from accounts.roles import Right
from calls.models import ShiftHandover
from calls.refusals import CallRefused, HandoverChanged
from calls.shifts import NOTES_LIMIT, hand_over, list_waiting, take_over
from complaints.taking import select_held
from dashboard.handover import describe_room
from dashboard.paging import read_newest
from dashboard.permissions import StaffRequest
from dashboard.selectors import count_unseen

PER_PAGE = 20


@never_cache
@login_required
@require_safe
def show_handover(request: StaffRequest) -> HttpResponse:
    """Show what is open now, what waits to be taken over, and earlier handovers."""
    _require_right(request)
    earlier = ShiftHandover.objects.select_related("made_by", "acknowledged_by").exclude(acknowledged_at=None)
    page = read_newest(earlier.defer("snapshot", "notes"), cursor=request.GET.get("kursor", ""), size=PER_PAGE)
    base = reverse("dashboard:handover")
    context = {
        "sections": describe_room(),
        "now": timezone.now(),
        "waiting": list_waiting(),
        "held": select_held(user=request.user).count(),
        "earlier": page.rows,
        "newer_url": f"{base}?kursor={page.previous}" if page.previous else "",
        "older_url": f"{base}?kursor={page.next}" if page.next else "",
        "notes_limit": NOTES_LIMIT,
        "unseen": count_unseen(request.user),
    }
    return render(request, "dashboard/handover/now.html", context)


@never_cache
@login_required
@require_safe
def show_one(request: StaffRequest, handover_id: int) -> HttpResponse:
    """Show one handover as it was written."""
    _require_right(request)
    rows = ShiftHandover.objects.select_related("made_by", "acknowledged_by")
    handover = rows.filter(pk=handover_id).first()
    if handover is None:
        raise Http404
    context = {
        "handover": handover,
        "sections": handover.snapshot,
        "held": 0 if handover.acknowledged_at else select_held(user=handover.made_by).count(),
        "unseen": count_unseen(request.user),
    }
    return render(request, "dashboard/handover/one.html", context)


@login_required
@require_POST
def write_handover(request: StaffRequest) -> HttpResponse:
    """Write down what is open now, with the supervisor's notes."""
    _require_right(request)
    notes = request.POST.get("notes", "").replace("\x00", "")
    handover = hand_over(user=request.user, snapshot=describe_room(), notes=notes)
    messages.success(request, "Sif diserahkan. Pemimpin sif berikutnya menerimanya di halaman ini.")
    return redirect("dashboard:handover_one", handover.pk)


@login_required
@require_POST
def acknowledge_handover(request: StaffRequest, handover_id: int) -> HttpResponse:
    """Take the shift over."""
    _require_right(request)
    try:
        handover = take_over(handover_id=handover_id, version=request.POST.get("versi", ""), user=request.user)
    except HandoverChanged as refusal:
        messages.warning(request, refusal.message)
        return redirect("dashboard:handover_one", handover_id)
    except CallRefused as refusal:
        messages.warning(request, refusal.message)
        return redirect("dashboard:handover")
    messages.success(request, f"Anda menerima sif dari {handover.made_by}.")
    return redirect("dashboard:handover_one", handover.pk)


def _require_right(request: StaffRequest) -> None:
    if not request.user.may(Right.SUPERVISE_CALLS):
        raise PermissionDenied
