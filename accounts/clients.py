"""What is known of the other side of a request: who it is, its address, and its browser in words."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.http import HttpRequest

from jepara_tanggap.addresses import client_address

if TYPE_CHECKING:
    from accounts.models import User

_BROWSERS = (
    ("Edg", "Edge"),
    ("OPR/", "Opera"),
    ("SamsungBrowser", "Samsung Internet"),
    ("Firefox", "Firefox"),
    ("Chrome", "Chrome"),
    ("Safari", "Safari"),
)
_SYSTEMS = (
    ("Android", "Android"),
    ("iPhone", "iPhone"),
    ("iPad", "iPad"),
    ("Windows", "Windows"),
    ("CrOS", "ChromeOS"),
    ("Mac OS", "macOS"),
    ("Linux", "Linux"),
)


class StaffRequest(HttpRequest):
    """A request behind `login_required`: its user is a member of staff."""

    user: User


def find_address(request: HttpRequest) -> str | None:
    """Return the client's IP address; None where there is no connection, as in a test."""
    return client_address(request) or None


def find_agent(request: HttpRequest) -> str:
    """Return what the browser says it is, cut to what is stored."""
    return request.META.get("HTTP_USER_AGENT", "").replace("\x00", "")[:300]


def describe_agent(agent: str) -> str:
    """Return a browser and its system in words ("Chrome di Android")."""
    browser = next((name for sign, name in _BROWSERS if sign in agent), "")
    system = next((name for sign, name in _SYSTEMS if sign in agent), "")
    if browser and system:
        return f"{browser} di {system}"
    return browser or system or "Peramban tidak dikenal"
