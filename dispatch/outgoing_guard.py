"""Keeps what staff and settings name from leading our own machines astray (SSRF).

Inside `guarded()` every connection this thread opens is looked at when it is made, with the address that is
really connected to: a name that resolves elsewhere the second time, a redirect, 2130706433 or ::ffff:7f00:1
gain nothing. Python reports each connection to its audit hooks, whichever library opens it.
"""

from __future__ import annotations

import ipaddress
import socket
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any
from urllib.parse import parse_qsl, unquote, urlsplit

import structlog
from django.conf import settings

from jepara_tanggap.addresses import Address, is_within

log = structlog.get_logger(__name__)

# What is sent from here by HTTP or SMTP, in the sending thread. Left out: the desktop, syslog, serial lines,
# and whatever reads files or other configurations.
# fmt: off
# Their host is a machine to connect to.
HOST_SCHEMES = frozenset({
    "evolution", "evolutions", "form", "forms", "gotify", "gotifys", "json", "jsons", "mailto", "mailtos", "mmost",
    "mmosts", "nctalk", "nctalks", "ntfy", "ntfys", "rocket", "rockets", "signal", "signals", "synology",
    "synologys", "workflow", "workflows", "xml", "xmls",
})
# Their host is an account or a key; the provider's machine is in the library.
APPRISE_SCHEMES = HOST_SCHEMES | frozenset({
    "brevo", "clickatell", "discord", "fcm", "gchat", "infobip", "line", "mailersend", "mailgun", "msgbird",
    "nexmo", "o365", "plivo", "postmark", "pover", "sendgrid", "ses", "sinch", "slack", "smtp2go", "sns", "telnyx",
    "tgram", "threema", "twilio", "viber", "vonage", "webex", "whapi", "whatsapp", "wxteams", "zulip",
})
# fmt: on
_CONNECTING = frozenset({"socket.connect", "socket.sendto", "socket.sendmsg"})
_SENDING = frozenset({"http.client.send", "smtplib.send"})
_NAT64 = ipaddress.ip_network("64:ff9b::/96")
_refused: ContextVar[Refused | None] = ContextVar("outgoing_refused", default=None)

INTERNAL = (
    "Alamat ini menuju jaringan dalam, jadi tidak boleh dihubungi. Pakai alamat di internet, atau minta pengelola "
    "server mengizinkan jaringannya."
)
UNKNOWN_KIND = "Jenis alamat ini tidak dipakai di sini. Contoh: mailtos://, tgram://, whatsapp://, json://."
UNREADABLE = "Alamat ini tidak terbaca. Periksa tulisannya."


class OutgoingRefused(OSError):
    """This connection would go where nothing of ours may go; the message is for staff."""


class Refused(list[str]):
    """The addresses that were refused; `has_sent` is set once a message began to leave for any other."""

    has_sent = False


@contextmanager
def guarded() -> Iterator[Refused]:
    """Refuse connections to internal addresses in this thread; yields the addresses that were refused."""
    refused = Refused()
    token = _refused.set(refused)
    try:
        yield refused
    finally:
        _refused.reset(token)


def is_allowed(address: Address) -> bool:
    """Tell whether an address is out on the internet, or in JT_OUTGOING_ALLOWED_NETWORKS."""
    if is_within(address, settings.OUTGOING_ALLOWED_NETWORKS):
        return True
    inner = _find_embedded(address)
    if inner is not None:
        return is_allowed(inner)
    return address.is_global and not address.is_multicast


def check_apprise_address(address: str) -> None:
    """Raise OutgoingRefused, with a sentence for staff, for an apprise URL that may not be used."""
    try:
        parts = urlsplit(address.strip())
        host, scheme = parts.hostname or "", parts.scheme.lower()
    except ValueError:
        raise OutgoingRefused(UNREADABLE) from None
    if scheme not in APPRISE_SCHEMES:
        raise OutgoingRefused(UNKNOWN_KIND)
    servers = [value for name, value in parse_qsl(parts.query) if name.lower() in ("smtp", "host")]
    for name in [unquote(host), *servers] if scheme in HOST_SCHEMES else servers:
        check_host(name)


def check_host(name: str) -> None:
    """Raise OutgoingRefused if the name leads inside; one that is not found now is looked at when it is used."""
    try:
        found = socket.getaddrinfo(name, None, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError, ValueError):
        return
    if not all(_is_allowed_text(str(peer[0])) for *_, peer in found):
        raise OutgoingRefused(INTERNAL)


def _is_allowed_text(text: str) -> bool:
    try:
        address = ipaddress.ip_address(text.partition("%")[0])
    except ValueError:
        # A name: whoever resolves it after us may be told something else.
        return False
    return is_allowed(address)


def _find_embedded(address: Address) -> ipaddress.IPv4Address | None:
    """Return the IPv4 address that an IPv6 one stands for (mapped, 6to4, Teredo, NAT64)."""
    if not isinstance(address, ipaddress.IPv6Address):
        return None
    if address in _NAT64:
        return ipaddress.IPv4Address(int(address) & 0xFFFFFFFF)
    return address.ipv4_mapped or address.sixtofour or (address.teredo[1] if address.teredo else None)


def _watch(event: str, arguments: tuple[Any, ...]) -> None:
    if event not in _CONNECTING and event not in _SENDING:
        return
    refused = _refused.get()
    if refused is None:
        return
    if event in _SENDING:
        # Before DATA a mail server has been told of nothing yet.
        refused.has_sent |= event == "http.client.send" or arguments[1].lower().startswith(b"data")
        return
    connection, peer = arguments[0], arguments[1]
    if connection.family not in (socket.AF_INET, socket.AF_INET6):
        raise OutgoingRefused(INTERNAL)
    if peer is not None and not _is_allowed_text(str(peer[0])):
        refused.append(str(peer[0]))
        log.warning("outgoing_refused", address=str(peer[0]))
        raise OutgoingRefused(INTERNAL)


# There is no way to take a hook away again; outside guarded() it returns at once.
sys.addaudithook(_watch)
