"""Where Wadul Bupati tells us its news (docs/wadul-bupati.md)."""

from __future__ import annotations

from django.conf import settings
from django.http import HttpRequest, JsonResponse
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from complaints.views.pace import read_source
from complaints.wadul_inbound import State, apply_callback
from dispatch.channels.wadul.payloads import MAX_CALLBACK_BYTES, InvalidCallback, parse_callback
from dispatch.signed_door import DoorClosed, answer_problem, read_signed, require_same_id
from jepara_tanggap.limits import require


@csrf_exempt  # signed by the sender; no cookie is looked at
@require_POST
def receive_wadul_callback(request: HttpRequest) -> JsonResponse:
    """Apply one signed callback; the same one again is answered 200 without effect."""
    require("callbacks", read_source(request))
    try:
        signed = read_signed(request, secret=settings.WADUL_SECRET, most_bytes=MAX_CALLBACK_BYTES)
        callback = parse_callback(signed.body)
        require_same_id(signed, callback.id)
    except DoorClosed as closed:
        return closed.answer
    except InvalidCallback as error:
        return answer_problem(422, str(error))
    applied = apply_callback(callback=callback)
    if applied.state == State.UNKNOWN_TICKET:
        return answer_problem(404, "Tiket tidak dikenal")
    return JsonResponse({"state": applied.state, "repeat": applied.is_repeat})
