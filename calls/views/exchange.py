"""Events of the telephone exchange (docs/telephony.md)."""

from __future__ import annotations

from django.conf import settings
from django.http import HttpRequest, JsonResponse
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from calls.exchange import apply_event
from calls.exchange_payloads import MAX_EVENT_BYTES, InvalidEvent, parse_event
from dispatch.channels.wadul.signing import SignatureError, verify_message


@csrf_exempt  # signed by the exchange; no cookie is looked at
@require_POST
def receive_exchange_event(request: HttpRequest) -> JsonResponse:
    """Apply one signed event; the same one again is answered 200 without effect."""
    # One byte more than allowed: a missing or lying Content-Length changes nothing.
    body = request.read(MAX_EVENT_BYTES + 1)
    if len(body) > MAX_EVENT_BYTES:
        return _problem(413, "Isi terlalu besar")
    try:
        message_id = verify_message(secret=settings.EXCHANGE_SECRET, headers=request.headers, body=body)
    except SignatureError:
        return _problem(401, "Tanda tangan tidak sah atau sudah kedaluwarsa")
    try:
        event = parse_event(body)
    except InvalidEvent as error:
        return _problem(422, str(error))
    if event.event_id != message_id:
        return _problem(422, "id tidak sama dengan webhook-id")
    call, is_new = apply_event(event=event)
    return JsonResponse({"call": call.pk, "repeat": not is_new})


def _problem(status: int, title: str) -> JsonResponse:
    return JsonResponse(
        {"type": "about:blank", "title": title, "status": status},
        status=status,
        content_type="application/problem+json",
    )
