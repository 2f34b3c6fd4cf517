"""Who acts: the request being answered, for what is written deep below a view."""

from __future__ import annotations

from collections.abc import Callable
from contextvars import ContextVar

from django.http import HttpRequest, HttpResponse

from accounts.models import User
from jepara_tanggap.addresses import client_address

_request: ContextVar[HttpRequest | None] = ContextVar("acting_request", default=None)


class ActingMiddleware:
    """Remembers the request while it is answered. Nothing is read from it before something changes."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        token = _request.set(request)
        try:
            return self.get_response(request)
        finally:
            _request.reset(token)


def find_person() -> User | None:
    """Return the member of staff whose request is being answered."""
    request = _request.get()
    user = getattr(request, "user", None)
    return user if isinstance(user, User) else None


def find_address() -> str | None:
    """Return the address the request comes from."""
    request = _request.get()
    return (client_address(request) or None) if request else None
