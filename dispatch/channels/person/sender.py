"""Sends one message to one person, unless nobody is known there or its time is over."""

from __future__ import annotations

from smtplib import SMTPException
from urllib.parse import quote

from django.conf import settings
from django.core.mail import send_mail
from django.utils import timezone
from django.utils.dateparse import parse_datetime

from dispatch.channels.alert.sender import open_notifier
from dispatch.channels.base import Envelope, PermanentError, Receipt, TransientError
from dispatch.outgoing_guard import INTERNAL, guarded


def send(envelope: Envelope) -> Receipt:
    """Hand the message over. Raises TransientError or PermanentError, which name nobody."""
    payload = envelope.payload
    if not payload.get("known"):
        return Receipt(reference="unknown")
    expires = parse_datetime(payload["expires"])
    if expires is not None and expires < timezone.now():
        return Receipt(reference="expired")
    if envelope.target == "email":
        _send_mail(payload)
    elif envelope.target == "phone":
        _send_to_phone(payload)
    else:
        raise PermanentError(f"Tujuan {envelope.target} tidak dikenal.")
    return Receipt(reference="sent")


def _send_mail(payload: dict) -> None:
    if not settings.EMAIL_CONFIGURED:
        raise PermanentError("JT_EMAIL_URL belum diatur.")
    try:
        send_mail(payload["title"], payload["text"], None, [payload["to"]])
    except (SMTPException, OSError) as error:
        raise TransientError(f"Surel tidak terkirim: {type(error).__name__}.") from None


def _send_to_phone(payload: dict) -> None:
    if not settings.TEXT_MESSAGE_URL:
        raise PermanentError("JT_TEXT_MESSAGE_URL belum diatur.")
    notifier = open_notifier(settings.TEXT_MESSAGE_URL.replace("{to}", quote(payload["to"].lstrip("+"), safe="")))
    with guarded() as refused:
        taken = notifier.notify(title=payload["title"], body=payload["text"])
    if refused:
        raise PermanentError(INTERNAL)
    if not taken:
        raise TransientError("Penyedia pesan tidak menerima pesan ini.")
