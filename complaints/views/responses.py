"""What the citizens' pages answer with."""

from __future__ import annotations

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render

from complaints.drafts import LIFETIME, make_cookie
from complaints.models import Draft

DRAFT_COOKIE = f"{settings.COOKIE_PREFIX}konsep"
UNPROCESSABLE = 422


class SeeOther(HttpResponseRedirect):
    """303: what was sent is kept; look there, and a refresh sends nothing again."""

    status_code = 303


def keep_private(response: HttpResponse) -> HttpResponse:
    """Tell browsers, caches and search engines to keep nothing of this page."""
    response["Cache-Control"] = "private, no-store"
    response["X-Robots-Tag"] = "noindex, nofollow"
    return response


def render_private(request: HttpRequest, template: str, context: dict, status: int = 200) -> HttpResponse:
    """Render a page that holds somebody's own words."""
    return keep_private(render(request, template, context, status=status))


def remember_draft(response: HttpResponse, draft: Draft) -> HttpResponse:
    """Give the browser the key to its draft, for as long as the draft lives."""
    response.set_cookie(
        DRAFT_COOKIE,
        make_cookie(draft),
        max_age=LIFETIME,
        httponly=True,
        secure=settings.SESSION_COOKIE_SECURE,
        samesite="Lax",
    )
    return response


def read_draft_cookie(request: HttpRequest) -> str:
    """Return what the browser kept of its draft; empty if nothing."""
    return request.COOKIES.get(DRAFT_COOKIE, "")
