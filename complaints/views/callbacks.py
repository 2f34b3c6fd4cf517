"""Where Wadul Bupati tells us its news (docs/wadul-bupati.md)."""

from __future__ import annotations

from django.conf import settings
from django.http import HttpRequest, JsonResponse
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from complaints.views.pace import read_source
from complaints.wadul_inbound import State, apply_callback
from dispatch.channels.wadul.payloads import MAX_CALLBACK_BYTES, InvalidCallback, parse_callback
from dispatch.channels.wadul.signing import SignatureError, verify_message
from jepara_tanggap.limits import require


@csrf_exempt  # signed by the sender; no cookie is looked at
@require_POST
def receive_wadul_callback(request: HttpRequest) -> JsonResponse:
    """Apply one signed callback; the same one again is answered 200 without effect."""
    require("callbacks", read_source(request))
    body = _read_bounded(request)
    if body is None:
        return _problem(413, "Isi terlalu besar")
    try:
        message_id = verify_message(secret=settings.WADUL_SECRET, headers=request.headers, body=body)
    except SignatureError:
        return _problem(401, "Tanda tangan tidak sah atau sudah kedaluwarsa")
    try:
        callback = parse_callback(body)
    except InvalidCallback as error:
        return _problem(422, str(error))
    if callback.id != message_id:
        return _problem(422, "id tidak sama dengan webhook-id")
    applied = apply_callback(callback=callback)
    if applied.state == State.UNKNOWN_TICKET:
        return _problem(404, "Tiket tidak dikenal")
    return JsonResponse({"state": applied.state, "repeat": applied.is_repeat})


def _read_bounded(request: HttpRequest) -> bytes | None:
    # Read one byte more than allowed: a missing or lying Content-Length changes nothing.
    body = request.read(MAX_CALLBACK_BYTES + 1)
    return None if len(body) > MAX_CALLBACK_BYTES else body


def _problem(status: int, title: str) -> JsonResponse:
    return JsonResponse(
        {"type": "about:blank", "title": title, "status": status},
        status=status,
        content_type="application/problem+json",
    )
