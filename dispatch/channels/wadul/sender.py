"""The send function of the channel: a delivery of the outbox becomes a call of the contract."""

from __future__ import annotations

import hashlib
from collections.abc import Callable

from django.conf import settings
from django.core.files.storage import default_storage

from dispatch.channels.base import Envelope, PermanentError, Receipt, TransientError
from dispatch.channels.wadul import client
from dispatch.channels.wadul.client import Accepted, NotFound, TicketExists, WadulConfig
from dispatch.channels.wadul.payloads import build_create, build_photo, build_update

# Creation goes before in the same queue, so an unknown ticket is either a lag of theirs or a loss a person must see.
PATIENT_ATTEMPTS = 5


def send(envelope: Envelope) -> Receipt:
    """Hand one delivery to Wadul Bupati. Raises TransientError or PermanentError.

    When an earlier attempt may have been accepted unheard, the key is asked for first.
    """
    config = read_config()
    if envelope.outcome_unknown:
        known = client.find_delivery(config, idempotency_key=envelope.idempotency_key)
        if known is not None:
            return _write_receipt(known, reconciled=True)
    operation = OPERATIONS.get(envelope.operation)
    if operation is None:
        raise PermanentError(f"Kanal Wadul Bupati tidak mengenal kiriman “{envelope.operation}”.")
    try:
        return operation(config, envelope)
    except KeyError as error:
        raise PermanentError(f"Muatan kiriman tidak lengkap atau tidak dikenal: {error}.") from error


def read_config() -> WadulConfig:
    """Return the configuration from the settings; shared with polling and nightly reconciliation."""
    return WadulConfig(settings.WADUL_BASE_URL, settings.WADUL_SECRET, float(settings.WADUL_TIMEOUT))


def _send_create(config: WadulConfig, envelope: Envelope) -> Receipt:
    body = build_create(envelope.payload)
    try:
        accepted = client.create_complaint(config, body=body, idempotency_key=envelope.idempotency_key)
    except TicketExists as error:
        # Filed under another key, by a resend or a repair: what we want is already so.
        return Receipt(reference=error.wadul_id, detail={"note": "ticket-exists"}, reconciled=True)
    return _write_receipt(accepted)


def _send_update(config: WadulConfig, envelope: Envelope) -> Receipt:
    try:
        accepted = client.add_update(
            config,
            ticket=envelope.payload["ticket"],
            body=build_update(envelope.payload),
            idempotency_key=envelope.idempotency_key,
        )
    except NotFound as error:
        raise _judge_missing(envelope, error) from error
    return _write_receipt(accepted)


def _send_photo(config: WadulConfig, envelope: Envelope) -> Receipt:
    content = _read_photo(envelope)
    try:
        accepted = client.add_photo(
            config,
            ticket=envelope.payload["ticket"],
            body=build_photo(envelope.payload, content=content),
            idempotency_key=envelope.idempotency_key,
        )
    except NotFound as error:
        raise _judge_missing(envelope, error) from error
    return _write_receipt(accepted)


OPERATIONS: dict[str, Callable[[WadulConfig, Envelope], Receipt]] = {
    "create": _send_create,
    "update": _send_update,
    "photo": _send_photo,
}


def _read_photo(envelope: Envelope) -> bytes:
    try:
        with default_storage.open(envelope.payload["storage_name"]) as file:
            content: bytes = file.read()
    except FileNotFoundError as error:
        raise PermanentError("Berkas foto sudah tidak ada di penyimpanan.") from error
    except OSError as error:
        raise TransientError(f"Penyimpanan foto tidak dapat dibaca: {type(error).__name__}.") from error
    if hashlib.sha256(content).hexdigest() != envelope.payload["sha256"]:
        raise PermanentError("Isi berkas foto tidak sama dengan yang dicatat.")
    return content


def _judge_missing(envelope: Envelope, error: NotFound) -> TransientError | PermanentError:
    if envelope.attempts <= PATIENT_ATTEMPTS:
        return TransientError(f"Laporan belum dikenal Wadul Bupati. {error}")
    return error


def _write_receipt(accepted: Accepted, *, reconciled: bool = False) -> Receipt:
    detail = {"operation": accepted.operation, "ticket": accepted.ticket, "accepted_at": accepted.accepted_at}
    return Receipt(reference=accepted.wadul_id, detail=detail, reconciled=reconciled)
