"""A crew's page behind its link: no account, no cookie; whoever holds the link may speak for the contact.

Looking changes nothing, since messengers look at links before people do. Only what is posted counts.
"""

from __future__ import annotations

import uuid
from collections.abc import Callable
from functools import wraps

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from complaints.looks import look_from_field
from complaints.refusals import NotAllowed
from complaints.views.pace import read_source
from complaints.views.responses import SeeOther, keep_private
from dispatch.field_links import LinkExpired, LinkForged, LinkRefused, LinkRevoked
from jepara_tanggap.addresses import client_address
from jepara_tanggap.limits import require
from jepara_tanggap.upload_bounds import describe_left_out
from response.choices import TapKind, Via
from response.forms import clean_words, read_tap
from response.links import FieldVisit, LinkMoved, open_link
from response.page import NEEDS_PROOF, NO_PHOTO, SAID, build_page
from response.photos import record_tap_with_photos
from response.replies import read_reply
from response.taps import TEXT_LIMIT, FieldTap, TapOutcome, mark_seen, record_tap

# What came to its end is gone; what never was is not found.
_GONE = (LinkExpired, LinkRevoked, LinkMoved)
UNKNOWN = "Ketukan ini tidak dikenal. Muat ulang halaman."
ALREADY = "Sudah tercatat."
NOT_UNDERSTOOD = "Belum terbaca. Balas dengan: terima, berangkat, di lokasi, selesai, atau butuh bantuan."

View = Callable[[HttpRequest, FieldVisit, str], HttpResponse]


def with_link(view: View) -> Callable[[HttpRequest, str], HttpResponse]:
    """Give the view what the link opens, or answer why it opens nothing. Raises LimitReached for guessers."""

    @wraps(view)
    def wrapped(request: HttpRequest, token: str) -> HttpResponse:
        try:
            visit = open_link(token=token)
        except LinkRefused as refusal:
            if isinstance(refusal, LinkForged):
                require("field_misses", read_source(request))
            return _refuse(request, refusal)
        if request.method == "POST":
            require("field_taps", f"{visit.complaint.number}:{visit.contact.pk}")
        return keep_private(view(request, visit, token))

    return wrapped


@csrf_exempt  # the link is the key; no cookie is looked at
@require_http_methods(["GET", "HEAD", "POST"])
@with_link
def show_page(request: HttpRequest, visit: FieldVisit, token: str) -> HttpResponse:
    """Show what the crew needs, or take a tap."""
    if request.method != "POST":
        return _render(request, visit, token)
    if request.POST.get("lihat") == "pelapor":
        return _show_reporter(request, visit, token)
    tap = read_tap(sent=request.POST, now=timezone.now())
    if tap is None:
        return _refuse_tap(request, visit, token)
    files = request.FILES.getlist("photo")
    outcome, problems = record_tap_with_photos(complaint=visit.complaint, contact=visit.contact, tap=tap, files=files)
    problems += [left_out] if (left_out := describe_left_out(request)) else []
    if _wants_json(request):
        return JsonResponse(_describe(tap, outcome, problems))
    if problems:
        # Said on this very page: a way back by address could carry no names of files.
        return _render(request, visit, token, told=_describe(tap, outcome, problems))
    asks = "&perlu=bukti" if outcome.asks else ""
    said = tap.kind if outcome.is_new else "ulang"
    return SeeOther(f"{reverse('response:page', args=[token])}?kabar={said}{asks}#kabar")


@csrf_exempt  # the link is the key; no cookie is looked at
@require_POST
@with_link
def note_seen(request: HttpRequest, visit: FieldVisit, token: str) -> HttpResponse:
    """Note that a person has the page open: its script says so, and no messenger's preview runs one."""
    mark_seen(complaint_id=visit.complaint.pk, contact=visit.contact)
    return HttpResponse(status=204)


@csrf_exempt  # the link is the key; no cookie is looked at
@require_POST
@with_link
def take_reply(request: HttpRequest, visit: FieldVisit, token: str) -> HttpResponse:
    """Take a written reply from a bridge to a messenger (docs/field.md): `text`, and `id` of the message there."""
    text = clean_words(request.POST.get("text", ""))[:TEXT_LIMIT]
    kind = read_reply(text)
    if kind is None:
        return JsonResponse({"tap": "", "says": NOT_UNDERSTOOD})
    # The same message, told again, is the same tap.
    key = uuid.uuid5(uuid.NAMESPACE_URL, f"{token}:{request.POST.get('id', '')[:200] or uuid.uuid4()}")
    tap = FieldTap(kind=kind, key=key, text=text, via=Via.REPLY)
    return JsonResponse(_describe(tap, record_tap(complaint_id=visit.complaint.pk, contact=visit.contact, tap=tap), []))


@require_safe
def show_worker(request: HttpRequest) -> HttpResponse:
    """Serve the worker that keeps a crew's page readable without a signal; its scope ends with /l/."""
    response = render(request, "response/sw.js", content_type="text/javascript; charset=utf-8")
    response["Cache-Control"] = "no-cache"
    return response


def _show_reporter(request: HttpRequest, visit: FieldVisit, token: str) -> HttpResponse:
    try:
        address = client_address(request) or None
        phone = look_from_field(complaint=visit.complaint, contact=visit.contact, address=address)
    except NotAllowed:
        phone = ""
    return _render(request, visit, token, phone=phone)


def _render(
    request: HttpRequest,
    visit: FieldVisit,
    token: str,
    *,
    phone: str = "",
    status: int = 200,
    told: dict[str, str] | None = None,
) -> HttpResponse:
    context = build_page(visit=visit, phone=phone)
    told = told or _read_told(request)
    context |= {"said": told["says"], "asks": told["asks"]}
    context["path"] = reverse("response:page", args=[token])
    return render(request, "response/page.html", context, status=status)


def _read_told(request: HttpRequest) -> dict[str, str]:
    said = request.GET.get("kabar", "")
    asks = NEEDS_PROOF if request.GET.get("perlu") == "bukti" else ""
    return {"says": ALREADY if said == "ulang" else SAID.get(said, ""), "asks": asks}


def _describe(tap: FieldTap, outcome: TapOutcome, problems: list[str]) -> dict[str, str]:
    says = SAID[tap.kind] if outcome.is_new else ALREADY
    if problems and tap.kind == TapKind.PHOTO:
        says = NO_PHOTO
    asks = NEEDS_PROOF if outcome.asks else ""
    return {"tap": tap.kind, "says": " ".join([says, *problems]), "asks": asks}


def _refuse_tap(request: HttpRequest, visit: FieldVisit, token: str) -> HttpResponse:
    if _wants_json(request):
        return JsonResponse({"says": UNKNOWN}, status=400)
    return _render(request, visit, token, status=400)


def _refuse(request: HttpRequest, refusal: LinkRefused) -> HttpResponse:
    status = 410 if isinstance(refusal, _GONE) else 404
    if _wants_json(request):
        return keep_private(JsonResponse({"says": refusal.message}, status=status))
    return keep_private(render(request, "response/gone.html", {"message": refusal.message}, status=status))


def _wants_json(request: HttpRequest) -> bool:
    return request.headers.get("Accept", "") == "application/json"
