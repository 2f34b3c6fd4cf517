"""Small wrappers around every request."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from typing import Any

import structlog
from django.core.signals import request_finished
from django.db import DataError
from django.dispatch import receiver
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render

from jepara_tanggap.body_limits import find_refusal
from jepara_tanggap.limits import LimitReached
from jepara_tanggap.logs import answered_request

log = structlog.get_logger(__name__)

GetResponse = Callable[[HttpRequest], HttpResponse]

PERMISSIONS_POLICY = (
    "accelerometer=(), autoplay=(), browsing-topics=(), camera=(), display-capture=(), encrypted-media=(), "
    "geolocation=(self), gyroscope=(), hid=(), idle-detection=(), local-fonts=(), magnetometer=(), microphone=(), "
    "midi=(), payment=(), serial=(), usb=(), xr-spatial-tracking=()"
)
# Of a file nothing is run, whatever a browser takes it for.
FILE_POLICY = "default-src 'none'; frame-ancestors 'none'; sandbox"


class RequestIdMiddleware:
    """Gives every request an id, for its log lines and for the error page a person sees."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        request.request_id = uuid.uuid4().hex[:12]  # type: ignore[attr-defined]
        structlog.contextvars.clear_contextvars()
        structlog.contextvars.bind_contextvars(request_id=request.request_id)  # type: ignore[attr-defined]
        # Until the response is closed: Django logs a 404 after every middleware is done.
        answered_request.set(request)
        response = self.get_response(request)
        response["X-Request-ID"] = request.request_id  # type: ignore[attr-defined]
        return response


@receiver(request_finished)
def forget_request(**kwargs: Any) -> None:
    """Leave nothing of a request to what the thread does next."""
    answered_request.set(None)
    structlog.contextvars.clear_contextvars()


class PolicyMiddleware:
    """Tells the browser which of its powers no page of ours asks for, and to run nothing of a file."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        response["Permissions-Policy"] = PERMISSIONS_POLICY
        response["Cross-Origin-Resource-Policy"] = "same-origin"
        if "Content-Disposition" in response:
            response["Content-Security-Policy"] = FILE_POLICY
        return response


class BadInputMiddleware:
    """Answers a body that cannot be read, or is too much, with 400 or 413, before anything else touches it.

    What is too much for any page is left to the pages of filing themselves: they refuse it with the words still in
    the form.
    """

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        status = find_refusal(request)
        return _refuse_body(request, status=status) if status else self.get_response(request)

    def process_exception(self, request: HttpRequest, error: Exception) -> HttpResponse | None:
        """Answer 400 where a number is larger than the database holds; Django's own forms let some through."""
        if not isinstance(error, (OverflowError, DataError)):
            return None
        log.warning("input_refused_by_database", exc_info=error)
        return _refuse_body(request, status=400)


class LimitMiddleware:
    """Answers LimitReached with 429: when to come back in the header, and in words."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, error: Exception) -> HttpResponse | None:
        """Return the 429 page; JSON for programs."""
        if not isinstance(error, LimitReached):
            return None
        log.info("limit_reached", limit=error.limit.name, wait=error.wait)
        return refuse_for_now(request, wait=error.wait)


def refuse_for_now(request: HttpRequest, *, wait: int) -> HttpResponse:
    """Return a 429 that says when to try again; `wait` is in seconds."""
    if _is_program(request):
        response = _answer_program(429, "Terlalu banyak permintaan", retry_after=wait)
    else:
        response = render(request, "429.html", {"wait": _say_wait(wait)}, status=429)
    response["Retry-After"] = str(wait)
    response["Cache-Control"] = "no-store"
    return response


def _refuse_body(request: HttpRequest, *, status: int) -> HttpResponse:
    if _is_program(request):
        return _answer_program(status, "Isi terlalu besar" if status == 413 else "Isi tidak terbaca")
    return render(request, f"{status}.html", status=status)


def _is_program(request: HttpRequest) -> bool:
    return request.path.startswith("/api/")


def _answer_program(status: int, title: str, **more: int) -> HttpResponse:
    problem = {"type": "about:blank", "title": title, "status": status, **more}
    return JsonResponse(problem, status=status, content_type="application/problem+json")


def _say_wait(seconds: int) -> str:
    if seconds <= 60:
        return f"{seconds} detik"
    return f"{-(-seconds // 60)} menit" if seconds <= 3600 else f"{-(-seconds // 3600)} jam"
