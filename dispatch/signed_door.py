"""The door through which other systems tell us something: a signed body of bounded size, answered as problem+json."""

from __future__ import annotations

from dataclasses import dataclass

import structlog
from django.http import HttpRequest, JsonResponse

from dispatch.channels.wadul.signing import SignatureError, verify_message
from jepara_tanggap.addresses import client_address
from jepara_tanggap.counters import ProcessCounters

log = structlog.get_logger(__name__)

# Within one window the 1st, 10th, 100th refusal of one kind are told: ten thousand knocks are five lines.
WINDOW_SECONDS = 600
REFUSED = ProcessCounters()


@dataclass(frozen=True)
class SignedBody:
    """What was sent, by whom the secret is shared with, and the id it was signed under."""

    message_id: str
    body: bytes


class DoorClosed(Exception):
    """Nothing is taken from this request; `answer` says why."""

    def __init__(self, status: int, title: str) -> None:
        super().__init__(title)
        self.answer = answer_problem(status, title)


def read_signed(request: HttpRequest, *, secret: str, most_bytes: int) -> SignedBody:
    """Return the body if it is truly theirs and no longer than allowed. Raises DoorClosed (413, 401)."""
    # One byte more than allowed: a missing or lying Content-Length changes nothing.
    body = request.read(most_bytes + 1)
    if len(body) > most_bytes:
        _tell_refusal(request, "too large")
        raise DoorClosed(413, "Isi terlalu besar")
    try:
        return SignedBody(verify_message(secret=secret, headers=request.headers, body=body), body)
    except SignatureError as error:
        _tell_refusal(request, str(error))
        raise DoorClosed(401, "Tanda tangan tidak sah atau sudah kedaluwarsa") from None


def require_same_id(signed: SignedBody, told: str) -> None:
    """Refuse a body that calls itself otherwise than it was signed. Raises DoorClosed (422)."""
    if told != signed.message_id:
        raise DoorClosed(422, "id tidak sama dengan webhook-id")


def _tell_refusal(request: HttpRequest, reason: str) -> None:
    """Log at which door whose message was refused, why, and how many were; never what it said."""
    number, _ = REFUSED.count(f"{request.path} {reason}", WINDOW_SECONDS)
    if set(str(number)[1:]) <= {"0"} and str(number)[0] == "1":
        source = client_address(request)
        log.warning("callback_refused", door=request.path, reason=reason, source=source, number=number)


def answer_problem(status: int, title: str) -> JsonResponse:
    """Return an error body (RFC 9457)."""
    told = {"type": "about:blank", "title": title, "status": status}
    return JsonResponse(told, status=status, content_type="application/problem+json")
