"""Sends one alert to one target."""

from __future__ import annotations

from typing import Any

import apprise
from django.utils import timezone

from dispatch.channels.alert.gsm import write_plainly
from dispatch.channels.alert.outcome import is_unknown
from dispatch.channels.alert.texts import write_body, write_first_line, write_title
from dispatch.channels.base import Envelope, PermanentError, Receipt, TransientError
from dispatch.field_links import make_link
from dispatch.models import AgencyContact, InboxMessage
from dispatch.outgoing_guard import INTERNAL, OutgoingRefused, check_apprise_address, guarded

NOT_TAKEN = "Penyedia pesan tidak menerima peringatan ini."
NO_ANSWER = "Jawaban penyedia pesan tidak sampai; peringatan ini mungkin sudah diterima."


def send(envelope: Envelope) -> Receipt:
    """Hand an alert over. Raises TransientError or PermanentError."""
    kind, _, number = envelope.target.partition(":")
    if kind == "inbox":
        return _put_in_inbox(envelope, int(number))
    if kind == "contact":
        return _notify_contact(envelope, int(number))
    raise PermanentError(f"Tujuan {envelope.target} tidak dikenal.")


def _put_in_inbox(envelope: Envelope, agency_id: int) -> Receipt:
    payload = envelope.payload
    # The key makes it count once, so a repeated send is not a repeated alert here.
    message, created = InboxMessage.objects.get_or_create(
        key=envelope.idempotency_key,
        defaults={
            "agency_id": agency_id,
            "subject": envelope.subject,
            "title": write_title(payload)[:200],
            "text": write_body(payload),
            "path": payload["path"],
            "is_urgent": payload["urgent"],
            "secret_category_id": payload.get("secret_category"),
            "created_at": timezone.now(),
        },
    )
    return Receipt(reference=f"inbox:{message.pk}", reconciled=not created)


def _notify_contact(envelope: Envelope, contact_id: int) -> Receipt:
    contact = AgencyContact.objects.filter(pk=contact_id, is_active=True).first()
    if contact is None:
        raise PermanentError("Kontak sudah tidak ada atau tidak aktif.")
    notifier = open_notifier(contact.address)
    # Providers take no key: after an unknown outcome the second one says that it is a second one.
    payload = _point_to_field(envelope, contact_id)
    title = write_first_line(payload, repeated=envelope.outcome_unknown)
    with guarded() as passage:
        taken = notifier.notify(title=title, body=write_plainly(write_body(payload)) or title)
    if passage:
        raise PermanentError(INTERNAL)
    if not taken:
        unknown = is_unknown(result=taken, passage=passage)
        raise TransientError(NO_ANSWER if unknown else NOT_TAKEN, outcome_unknown=unknown)
    return Receipt(reference=f"contact:{contact_id}", detail={"repeat": envelope.outcome_unknown})


def _point_to_field(envelope: Envelope, contact_id: int) -> dict[str, Any]:
    """Return the payload with this contact's own link; made now and kept nowhere, so that no copy of a row opens it."""
    payload = envelope.payload
    if payload.get("secret_category"):
        # Such a report is opened by named people with their account, and by nobody with a link.
        return payload
    link = make_link(subject=envelope.subject, contact_id=contact_id)
    return {**payload, "link": link, "desk_link": payload["link"]} if link else payload


def open_notifier(address: str) -> apprise.Apprise:
    """Return apprise for one address. Raises PermanentError for one that is refused or cannot be read."""
    try:
        check_apprise_address(address)
    except OutgoingRefused as refusal:
        raise PermanentError(str(refusal)) from None
    notifier = apprise.Apprise()
    if not notifier.add(address):
        raise PermanentError("Alamat apprise kontak ini tidak dapat dibaca.")
    for server in notifier:
        # Where a provider sends us on to was chosen by nobody here.
        server.redirects = False
    return notifier
