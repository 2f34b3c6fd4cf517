"""Links for the field: signed, for one matter and one contact, and over after a while.

Nothing is written to make one: what it is for stands in it, under a keyed digest (BLAKE2b). It names no
person and is short enough for an SMS. What is written is the end of one: a row says up to which serial the
links of this contact to this matter are void, and the next one made has the serial after that. If it bars new
ones, messages that go out of themselves carry none until a person allows them again.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import hmac
import struct
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from django.conf import settings
from django.utils import timezone

from dispatch.models import FieldLinkRevocation

# Kinds of matters a link can be for, by the number that stands in it; add new ones at the end.
KINDS = ("complaint",)
DIGITS = 12
# kind, number (two parts: 40 bits), contact, end in minutes since 1970, serial
_SHAPE = struct.Struct(">BBIIIB")
_DIGEST_BYTES = 12
_LAST_SERIAL = 255


class LinkRefused(Exception):
    """This link opens nothing; the message says why, in Indonesian."""

    message = "Tautan ini tidak dikenal. Buka tautan dari pesan 112 apa adanya."


class LinkForged(LinkRefused):
    """It is none of ours, or was changed on its way."""


class LinkExpired(LinkRefused):
    """Its time is over."""

    message = "Tautan ini sudah berakhir. Minta tautan baru ke petugas 112."


class LinkRevoked(LinkRefused):
    """Somebody ended it."""

    message = "Tautan ini sudah diakhiri oleh petugas. Bila Anda masih bertugas di sana, minta tautan baru ke 112."


@dataclass(frozen=True)
class FieldPass:
    """What an intact link says: which matter, which contact, until when."""

    subject: str
    contact_id: int
    expires_at: datetime
    serial: int


def make_link(*, subject: str, contact_id: int, now: datetime | None = None) -> str:
    """Return a link for this contact to this matter; empty for what has no page in the field, or none any more.

    One statement.
    """
    kind, _, number = subject.partition(":")
    if kind not in KINDS or len(number) != DIGITS or not number.isdigit():
        return ""
    serial, is_barred = _read_last(subject, contact_id)
    if is_barred or serial > _LAST_SERIAL:
        return ""
    ends = (now or timezone.now()) + timedelta(hours=settings.FIELD_LINK_HOURS)
    high, low = divmod(int(number), 1 << 32)
    body = _SHAPE.pack(KINDS.index(kind), high, low, contact_id, int(ends.timestamp() // 60), serial)
    token = base64.urlsafe_b64encode(body + _sign(body)).decode().rstrip("=")
    return f"{settings.BASE_URL}/l/{token}/"


def read_token(*, token: str, now: datetime | None = None) -> FieldPass:
    """Return what the token of a link says. Raises LinkForged, LinkExpired or LinkRevoked. At most one statement."""
    found = _unpack(token)
    if found.expires_at <= (now or timezone.now()):
        raise LinkExpired
    if found.serial < find_serial(subject=found.subject, contact_id=found.contact_id):
        raise LinkRevoked
    return found


def revoke_links(*, subject: str, contact_id: int, bars_new: bool = False, now: datetime | None = None) -> None:
    """End every link made so far for this contact to this matter. Call while holding the subject's row."""
    FieldLinkRevocation.objects.create(
        subject=subject,
        contact_id=contact_id,
        serial=find_serial(subject=subject, contact_id=contact_id),
        revoked_at=now or timezone.now(),
        bars_new=bars_new,
    )


def allow_links(*, subject: str, contact_id: int) -> None:
    """Let this contact be sent links to this matter again; those that were ended stay ended."""
    FieldLinkRevocation.objects.filter(subject=subject, contact=contact_id).update(bars_new=False)


def find_serial(*, subject: str, contact_id: int) -> int:
    """Return the serial of the next link; all before it are void."""
    return _read_last(subject, contact_id)[0]


def _read_last(subject: str, contact_id: int) -> tuple[int, bool]:
    rows = FieldLinkRevocation.objects.filter(subject=subject, contact=contact_id)
    last = rows.order_by("-serial").values_list("serial", "bars_new").first()
    return (0, False) if last is None else (last[0] + 1, last[1])


def _unpack(token: str) -> FieldPass:
    try:
        raw = base64.b64decode(token + "=" * (-len(token) % 4), altchars=b"-_", validate=True)
    except (binascii.Error, ValueError):
        raise LinkForged from None
    body, digest = raw[: _SHAPE.size], raw[_SHAPE.size :]
    if len(body) != _SHAPE.size or not hmac.compare_digest(digest, _sign(body)):
        raise LinkForged
    kind, high, low, contact_id, ends, serial = _SHAPE.unpack(body)
    return FieldPass(
        subject=f"{KINDS[kind]}:{(high << 32) + low:0{DIGITS}d}",
        contact_id=contact_id,
        expires_at=datetime.fromtimestamp(ends * 60, UTC),
        serial=serial,
    )


def _sign(body: bytes) -> bytes:
    key = settings.FIELD_LINK_KEY.encode()[:64]
    return hashlib.blake2b(body, key=key, digest_size=_DIGEST_BYTES, person=b"field-link").digest()
