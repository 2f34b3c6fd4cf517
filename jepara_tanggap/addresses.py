"""Where a request comes from. Only the proxies named in JT_TRUSTED_PROXIES are believed about it."""

from __future__ import annotations

import ipaddress
from collections.abc import Sequence

from django.conf import settings
from django.http import HttpRequest

Address = ipaddress.IPv4Address | ipaddress.IPv6Address
Network = ipaddress.IPv4Network | ipaddress.IPv6Network

# One household or phone gets a whole /64, so a single IPv6 address says nothing about how many there are.
IPV6_GROUP_BITS = 64


def client_address(request: HttpRequest) -> str:
    """Return the client's IP address as text; empty if the server itself does not know it.

    X-Forwarded-For is read from the right, past our own proxies; what stands left of the first
    stranger was written by that stranger.
    """
    trusted: Sequence[Network] = settings.TRUSTED_PROXIES
    current = parse_address(request.META.get("REMOTE_ADDR", ""))
    for hop in reversed(request.META.get("HTTP_X_FORWARDED_FOR", "").split(",")):
        if current is None or not is_within(current, trusted):
            break
        following = parse_address(_drop_port(hop.strip()))
        if following is None:
            break
        current = following
    return str(current) if current else ""


def group_address(address: str) -> str:
    """Return what limits count by: the IPv4 address, or the IPv6 /64 it lies in."""
    parsed = parse_address(address)
    if isinstance(parsed, ipaddress.IPv6Address):
        return str(ipaddress.ip_network((parsed, IPV6_GROUP_BITS), strict=False))
    return str(parsed) if parsed else ""


def parse_address(text: str) -> Address | None:
    """Return the address, an IPv4-mapped one as IPv4; None if it is none."""
    try:
        address = ipaddress.ip_address(text)
    except ValueError:
        return None
    return getattr(address, "ipv4_mapped", None) or address


def is_within(address: Address, networks: Sequence[Network]) -> bool:
    """Tell whether one of the networks holds the address."""
    return any(address in network for network in networks)


def _drop_port(hop: str) -> str:
    """Some proxies write 192.0.2.1:4711 or [2001:db8::1]:4711."""
    if hop.startswith("["):
        return hop[1:].partition("]")[0]
    return hop.partition(":")[0] if hop.count(":") == 1 else hop
