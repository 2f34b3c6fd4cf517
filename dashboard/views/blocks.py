"""Blocked numbers: those in force, those that are over, and those that might be. For whoever leads the shift."""

from __future__ import annotations

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from accounts.roles import Right
from calls.blocks import block_number, revoke_block
from calls.models import Call
from calls.refusals import CallRefused
from complaints.typed_text import strip_unreadable
from dashboard.block_page import describe_blocks
from dashboard.permissions import StaffRequest
from dashboard.selectors import count_unseen


@never_cache
@login_required
@require_safe
def show_blocks(request: StaffRequest) -> HttpResponse:
    """Show who is blocked, why, by whom and until when, and who might be."""
    _require_right(request)
    return _render(request)


@login_required
@require_POST
def add_block(request: StaffRequest) -> HttpResponse:
    """Block the number of one of the suggested calls."""
    _require_right(request)
    call = Call.objects.filter(pk=_read_number(request, "call") or 0).first()
    try:
        block_number(
            number=call.number if call else "",
            user=request.user,
            reason=_read_reason(request),
            hours=_read_number(request, "hours"),
        )
    except CallRefused as refusal:
        return _render(request, refusal=refusal.message, failed_call=call.pk if call else None)
    messages.success(request, "Nomor diblokir. Panggilannya tetap tercatat.")
    return redirect("dashboard:blocks")


@login_required
@require_POST
def revoke(request: StaffRequest, block_id: int) -> HttpResponse:
    """End a block before its time, with a reason."""
    _require_right(request)
    try:
        done = revoke_block(block_id=block_id, user=request.user, reason=_read_reason(request))
    except CallRefused as refusal:
        return _render(request, refusal=refusal.message, failed_block=block_id)
    if done:
        messages.success(request, "Blokir dicabut.")
    else:
        messages.warning(request, "Blokir ini sudah berakhir.")
    return redirect("dashboard:blocks")


def _render(request: StaffRequest, *, refusal: str = "", **failed: int | None) -> HttpResponse:
    """Show the page; after a refusal with the words that were typed, in the form they were typed into."""
    context = {
        **describe_blocks(cursor=request.GET.get("kursor", ""), now=timezone.now()),
        **failed,
        "refusal": refusal,
        "typed": _read_reason(request),
        "unseen": count_unseen(request.user),
    }
    return render(request, "dashboard/calls/blocks.html", context, status=400 if refusal else 200)


def _read_reason(request: StaffRequest) -> str:
    return strip_unreadable(request.POST.get("reason", ""))[:300]


def _read_number(request: StaffRequest, name: str) -> int | None:
    """Return what was typed; 0, which is no call and no time, for what is no number, and None for nothing."""
    typed = request.POST.get(name, "").strip()
    if not typed:
        return None
    return int(typed) if typed.isascii() and typed.isdigit() and len(typed) < 18 else 0


def _require_right(request: StaffRequest) -> None:
    if not request.user.may(Right.SUPERVISE_CALLS):
        raise PermissionDenied
