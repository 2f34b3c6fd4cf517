"""Wrong passwords: how many are borne, from where, and for how long (django-axes counts them).

One guesser must neither shut out a whole office behind one address nor keep the owner of a name
from signing in elsewhere. So the pair of name and address is closed quickly, the name alone slowly
and never for an address from which its owner has signed in lately, and an address at a high count.
"""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from axes.handlers.database import AxesDatabaseHandler
from django.conf import settings
from django.db.models import Sum
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone

from accounts.clients import find_address
from accounts.models import AuditAction, AuditEntry

# Wrong tries until AXES_COOLOFF_TIME has passed without one, in the order of AXES_LOCKOUT_PARAMETERS.
LIMITS = (5, 30, 200)
KNOWN_DAYS = 30


class LockOut(AxesDatabaseHandler):
    """Closes what has failed too often."""

    def get_failures(self, request: Any, credentials: dict | None = None) -> int:
        """Return how many limits are reached; one is enough (AXES_FAILURE_LIMIT is 1)."""
        pair, name, address = (
            (attempts.aggregate(sum=Sum("failures_since_start"))["sum"] or 0) >= limit
            for attempts, limit in zip(self.get_user_attempts(request, credentials), LIMITS, strict=True)
        )
        if name and not (pair or address):
            name = not _is_known(find_name(request, credentials), request.axes_ip_address)
        return pair + name + address


def find_name(request: Any, credentials: dict | None = None) -> str:
    """Return the name that is tried, in one spelling."""
    given = str((credentials or {}).get("username") or "")
    return given.replace("\x00", "").strip().lower()[:150]


def find_client(request: HttpRequest) -> str | None:
    """Return the address that tries."""
    return find_address(request)


def show_lockout(request: HttpRequest, response: HttpResponse | None = None, credentials: Any = None) -> HttpResponse:
    """Say for how long it is closed, and what to do meanwhile."""
    minutes = int(settings.AXES_COOLOFF_TIME.total_seconds() // 60)
    page = render(request, "accounts/locked_out.html", {"minutes": minutes}, status=429)
    page["Retry-After"] = str(minutes * 60)
    return page


def _is_known(name: str, address: str | None) -> bool:
    since = timezone.now() - timedelta(days=KNOWN_DAYS)
    signed_in = AuditEntry.objects.filter(user__username__iexact=name, action=AuditAction.SIGNED_IN)
    return bool(address) and signed_in.filter(address=address, at__gte=since).exists()
