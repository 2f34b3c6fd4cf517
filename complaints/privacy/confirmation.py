"""Confirming a phone number or an e-mail address with a one-time code, without telling who is known.

Everybody is answered the same, and the same rows are written whether or not anybody reported with
this contact; only the channel, later and elsewhere, sends nothing to strangers.
"""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import cast

from django.conf import settings
from django.db import transaction
from django.db.models import F
from django.utils import timezone
from django.utils.crypto import constant_time_compare

from complaints.models import Complaint, ContactCode, DataRequest, Reporter, RequestKind
from complaints.privacy.requests import RequestRefused, open_request
from dispatch.models import Visibility
from dispatch.outbox import Message, enqueue
from jepara_tanggap.encrypted_fields import HashField
from jepara_tanggap.encryption import hash_lookup
from jepara_tanggap.limits import require

PHONE, EMAIL = "phone", "email"
CODE_DIGITS = 6
LIFETIME = timedelta(minutes=10)
MOST_TRIES = 5
MOST_LISTED = 50
# Rows of codes that ran out say nothing any more.
KEPT = timedelta(days=1)


class CodeRefused(Exception):
    """The code is wrong, used, too old, or was tried too often; which of these is not told."""


@dataclass(frozen=True)
class Contact:
    """A confirmed way to reach somebody, by its keyed hash."""

    kind: str
    hash: str


def can_send(kind: str) -> bool:
    """Tell whether codes can go out this way; the demonstration shows them on the page instead."""
    is_configured = settings.EMAIL_CONFIGURED if kind == EMAIL else bool(settings.TEXT_MESSAGE_URL)
    return is_configured or shows_code()


def shows_code() -> bool:
    """Tell whether the page itself shows the code: in the embedded demonstration, and nowhere else."""
    return settings.EMBEDDED and settings.DEMO


def send_code(*, kind: str, value: str, now: datetime | None = None) -> tuple[ContactCode, str]:
    """Write a new code and its message; return both. `value` is E.164 or an address.

    Raises LimitReached when this contact was asked for too often.
    """
    now = now or timezone.now()
    contact = hash_contact(kind=kind, value=value)
    require("contact_codes", contact.hash)
    code = str(secrets.randbelow(10**CODE_DIGITS)).zfill(CODE_DIGITS)
    with transaction.atomic():
        row = ContactCode.objects.create(kind=kind, contact_hash=contact.hash, expires_at=now + LIFETIME)
        row.digest = _digest(row, code)
        row.save(update_fields=["digest"])
        is_known = Reporter.objects.filter(**{f"{kind}_hash__in": contact.hash.split()}).exists()
        enqueue(messages=[_write_message(row, value, code, is_known)], now=now)
    return row, code


def confirm_code(*, code_id: int, typed: str, now: datetime | None = None) -> Contact:
    """Return the contact this code belongs to, once. Raises CodeRefused."""
    now = now or timezone.now()
    open_codes = ContactCode.objects.filter(pk=code_id, used_at=None, expires_at__gt=now)
    # Counted before it is compared, so that tries made at once are counted too.
    if not open_codes.filter(tries__lt=MOST_TRIES).update(tries=F("tries") + 1):
        raise CodeRefused
    row = ContactCode.objects.get(pk=code_id)
    if not constant_time_compare(row.digest, _digest(row, "".join(typed.split()))):
        raise CodeRefused
    if not open_codes.update(used_at=now):
        raise CodeRefused
    return Contact(row.kind, row.contact_hash)


def list_complaints(*, contact: Contact) -> list[Complaint]:
    """Return this contact's complaints, newest first.

    Secret ones are not among them: a phone can be in the hands of the person a report is about.
    They open with number and PIN.
    """
    found = Complaint.objects.filter(**{f"reporter__{contact.kind}_hash__in": contact.hash.split()}, is_secret=False)
    rows = found.exclude(visibility=Visibility.SECRET).with_relations().order_by("-id")
    return list(rows[:MOST_LISTED])


def ask_to_erase_all(*, contact: Contact, now: datetime | None = None) -> list[DataRequest]:
    """Ask for the erasure of every complaint of this contact that has no such request yet."""
    made = []
    for complaint in list_complaints(contact=contact):
        try:
            made.append(open_request(complaint=complaint, kind=RequestKind.ERASE, now=now))
        except RequestRefused:
            continue
    return made


def forget_old_codes(*, now: datetime | None = None) -> int:
    """Delete codes that ran out a day ago."""
    return ContactCode.objects.filter(expires_at__lt=(now or timezone.now()) - KEPT).delete()[0]


def hash_contact(*, kind: str, value: str) -> Contact:
    """Return the contact as it is looked up."""
    # Several only while look-up keys change: then it is found under each.
    return Contact(kind, " ".join(cast(HashField, Reporter._meta.get_field(f"{kind}_hash")).hash_all(value)))


def _digest(row: ContactCode, code: str) -> str:
    return hash_lookup(f"{row.pk}:{code}", "contact-code")


def _write_message(row: ContactCode, value: str, code: str, is_known: bool) -> Message:
    minutes = int(LIFETIME.total_seconds() // 60)
    return Message(
        channel="person",
        target=row.kind,
        operation="code",
        subject=f"code:{row.pk}",
        payload={
            "known": is_known,
            "to": value,
            "title": "Kode Jepara Tanggap",
            "text": f"Kode Anda {code}, berlaku {minutes} menit. Jangan berikan kepada siapa pun, juga petugas.",
            "expires": row.expires_at.isoformat(),
        },
        key=f"code:{row.pk}",
    )
