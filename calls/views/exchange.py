"""Events of the telephone exchange (docs/telephony.md)."""

from __future__ import annotations

from django.conf import settings
from django.http import HttpRequest, JsonResponse
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from calls.exchange import apply_event
from calls.exchange_payloads import MAX_EVENT_BYTES, InvalidEvent, parse_event
from complaints.views.pace import read_source
from dispatch.signed_door import DoorClosed, answer_problem, read_signed, require_same_id
from jepara_tanggap.limits import require


@csrf_exempt  # signed by the exchange; no cookie is looked at
@require_POST
def receive_exchange_event(request: HttpRequest) -> JsonResponse:
    """Apply one signed event; the same one again is answered 200 without effect."""
    require("exchange_events", read_source(request))
    try:
        signed = read_signed(request, secret=settings.EXCHANGE_SECRET, most_bytes=MAX_EVENT_BYTES)
        event = parse_event(signed.body)
        require_same_id(signed, event.event_id)
    except DoorClosed as closed:
        return closed.answer
    except InvalidEvent as error:
        return answer_problem(422, str(error))
    call, is_new = apply_event(event=event)
    return JsonResponse({"call": call.pk, "repeat": not is_new})
