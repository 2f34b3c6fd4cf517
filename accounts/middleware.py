"""What is asked of a member of staff at every request, before any page."""

from __future__ import annotations

from collections.abc import Callable
from typing import cast
from urllib.parse import urlencode, urlsplit

from django.conf import settings
from django.contrib.auth import logout
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render, resolve_url
from django.utils.http import url_has_allowed_host_and_scheme

from accounts.clients import StaffRequest
from accounts.live_pass import has_pass
from accounts.second_factor import AFTER_ENROLMENT, has_factor, is_forced, was_shown
from accounts.sessions import is_idle, is_over, note_seen
from accounts.wall_sessions import follow_wall, is_for_wall

GetResponse = Callable[[HttpRequest], HttpResponse]

# What a form carries beside what a person typed.
_NOT_TYPED = frozenset({"csrfmiddlewaretoken", "version", "action", "next"})
_SECRET = ("password", "code", "credential", "token")


class StaffMiddleware:
    """Signs out who was idle or signed in for too long, keeps what they had typed, and leads to the second factor."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        request.has_live_pass = has_pass(request)  # type: ignore[attr-defined]
        if request.has_live_pass:  # type: ignore[attr-defined]
            return self.get_response(request)
        # Citizens have no session, and asking for their user would make the page differ by cookie.
        if settings.SESSION_COOKIE_NAME in request.COOKIES and request.user.is_authenticated:
            staff_request = cast(StaffRequest, request)
            if is_for_wall(request):
                follow_wall(staff_request)
            elif is_idle(staff_request) or is_over(staff_request):
                logout(request)
            else:
                note_seen(staff_request)
        return self.get_response(request)

    def process_view(self, request: HttpRequest, *view: object) -> HttpResponse | None:
        """Answer instead of a staff page where somebody must sign in or set up a second factor first.

        Runs after the check against forged forms: what it shows was typed here.
        """
        if not request.path.startswith(settings.STAFF_PATHS) or request.has_live_pass:  # type: ignore[attr-defined]
            return None
        if not request.user.is_authenticated:
            return _show_ended(request) if request.method == "POST" else None
        staff_request = cast(StaffRequest, request)
        for_admin = request.path.startswith(settings.ADMIN_PATH)
        if is_forced(staff_request.user, for_admin=for_admin) and not was_shown(request):
            return _lead_to_second_factor(staff_request)
        return None


def _lead_to_second_factor(request: StaffRequest) -> HttpResponse:
    page = find_page(request)
    if has_factor(request.user):
        # Set up elsewhere meanwhile, or the role has changed: this session never showed it.
        logout(request)
        return redirect(f"{resolve_url(settings.LOGIN_URL)}?{urlencode({'next': page})}")
    request.session[AFTER_ENROLMENT] = page
    return redirect("mfa_index")


def _show_ended(request: HttpRequest) -> HttpResponse | None:
    """Show what was typed, so that an ended session loses nothing; None if nothing was."""
    typed = [
        (name, value)
        for name, values in request.POST.lists()
        for value in values
        if value.strip() and name not in _NOT_TYPED and not any(word in name for word in _SECRET)
    ]
    sign_in = f"{resolve_url(settings.LOGIN_URL)}?{urlencode({'next': find_page(request)})}"
    if not typed:
        return redirect(sign_in)
    return render(request, "accounts/session_ended.html", {"typed": typed, "sign_in": sign_in}, status=403)


def find_page(request: HttpRequest) -> str:
    """Return the page to come back to: for a sent form the one it stood on, if that is a staff page of ours."""
    if request.method != "POST":
        return request.get_full_path()
    came_from = request.headers.get("Referer", "")
    if url_has_allowed_host_and_scheme(came_from, {request.get_host()}, require_https=request.is_secure()):
        parts = urlsplit(came_from)
        if parts.path.startswith(settings.STAFF_PATHS):
            return parts.path + (f"?{parts.query}" if parts.query else "")
    return resolve_url(settings.LOGIN_REDIRECT_URL)
