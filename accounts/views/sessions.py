"""Where one is signed in, and signing out there."""

from __future__ import annotations

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from accounts.clients import StaffRequest, describe_agent
from accounts.models import StaffSession
from accounts.sessions import end_all_sessions, end_session, list_sessions

OTHERS = "lainnya"


@never_cache
@login_required
@require_safe
def show_sessions(request: StaffRequest) -> HttpResponse:
    """List the browsers in which one is signed in."""
    rows = list_sessions(request.user)
    for row in rows:
        row.device = describe_agent(row.agent)  # type: ignore[attr-defined]
        row.is_this = row.session_key == request.session.session_key  # type: ignore[attr-defined]
    return render(request, "accounts/sessions.html", {"sessions": rows, "others": OTHERS})


@login_required
@require_POST
def end_sessions(request: StaffRequest) -> HttpResponse:
    """Sign out one browser, or every other one."""
    which = request.POST.get("sesi", "")
    if which == OTHERS:
        end_all_sessions(request.user, but=request.session.session_key)
    else:
        number = int(which) if which.isascii() and which.isdigit() and len(which) < 19 else 0
        end_session(get_object_or_404(StaffSession, pk=number, user=request.user))
    messages.success(request, "Sesi diakhiri.")
    return redirect("accounts:sessions")
