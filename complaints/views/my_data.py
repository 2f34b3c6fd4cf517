"""The reporter's data, behind the private link: all of it to read or take along, and what can be changed or asked."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django import forms
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.views.decorators.http import require_POST, require_safe

from complaints.access import make_link_token, private_path
from complaints.forms.base import format_phone
from complaints.forms.my_data import ConsentForm, CorrectionForm, RequestForm
from complaints.models import Complaint, DataRequest, Photo, RequestState
from complaints.privacy.clock import describe_clock
from complaints.privacy.consents import CONSENTS, change_consents, list_offered
from complaints.privacy.correction import correct_contact
from complaints.privacy.export import write_export
from complaints.privacy.holdings import collect_holdings
from complaints.privacy.requests import RequestRefused, open_request, withdraw_request
from complaints.timeline import link_photo
from complaints.views.mine import open_complaint
from complaints.views.responses import UNPROCESSABLE, SeeOther, keep_private, render_private
from jepara_tanggap.limits import require

# A form that was refused, or the word that tells what was done.
Outcome = forms.Form | str
NEWS = {
    "izin": "Izin Anda disimpan dan langsung berlaku.",
    "kontak": "Kontak Anda diperbaiki.",
    "minta": "Permintaan Anda kami terima. Jawabannya muncul di halaman ini.",
    "batal": "Permintaan Anda ditarik kembali.",
    "usai": "Permintaan itu sudah dijawab, jadi tidak dapat ditarik.",
    "tetap": "Tidak ada yang berubah.",
}
# Newest of each list on the page; the file holds all of them.
MOST_SHOWN = 20


@require_safe
def show_my_data(request: HttpRequest, number: str, token: str) -> HttpResponse:
    """Show what is held, who has it, how long, and what can be done about it."""
    return _render(request, open_complaint(number, token), {})


@require_safe
def download_my_data(request: HttpRequest, number: str, token: str) -> HttpResponse:
    """Send all of it as JSON."""
    complaint = open_complaint(number, token)

    def link(photo: Photo) -> str:
        return request.build_absolute_uri(link_photo(complaint=complaint, photo=photo).url)

    content = write_export(holdings=collect_holdings(complaint=complaint), link_photo=link)
    response = JsonResponse(content, json_dumps_params={"ensure_ascii": False, "indent": 2})
    response["Content-Disposition"] = f'attachment; filename="data-saya-{complaint.number}.json"'
    return keep_private(response)


@require_POST
def change_my_data(request: HttpRequest, number: str, token: str, what: str) -> HttpResponse:
    """Take a consent, a correction, a request, or a request taken back."""
    complaint = open_complaint(number, token)
    if what not in _HANDLERS:
        raise Http404
    require("reporter_writes", complaint.number)
    outcome = _HANDLERS[what](request, complaint)
    if isinstance(outcome, str):
        address = reverse("complaints:my_data", args=[complaint.number, make_link_token(complaint)])
        return SeeOther(f"{address}?kabar={outcome}")
    return _render(request, open_complaint(number, token), {what: outcome}, UNPROCESSABLE)


def _take_consents(request: HttpRequest, complaint: Complaint) -> Outcome:
    form = ConsentForm(request.POST, auto_id="izin_%s")
    if not form.is_valid():
        return form
    return "izin" if change_consents(complaint_id=complaint.pk, wanted=form.cleaned_data) else "tetap"


def _take_correction(request: HttpRequest, complaint: Complaint) -> Outcome:
    if not _may_correct(complaint):
        raise Http404
    form = CorrectionForm(request.POST, needs_contact=complaint.category.needs_contact, auto_id="kontak_%s")
    if not form.is_valid():
        return form
    return "kontak" if correct_contact(complaint_id=complaint.pk, **form.cleaned_data) else "tetap"


def _take_request(request: HttpRequest, complaint: Complaint) -> Outcome:
    form = RequestForm(request.POST, auto_id="minta_%s")
    if not form.is_valid():
        return form
    try:
        open_request(complaint=complaint, **form.cleaned_data)
    except RequestRefused as refusal:
        form.add_error(refusal.field or None, refusal.message)
        return form
    return "minta"


def _take_back(request: HttpRequest, complaint: Complaint) -> Outcome:
    chosen = request.POST.get("request", "")
    is_id = chosen.isascii() and chosen.isdecimal() and len(chosen) < 19
    try:
        withdraw_request(complaint=complaint, request_id=int(chosen) if is_id else 0)
    except RequestRefused:
        return "usai"
    return "batal"


_HANDLERS: dict[str, Callable[[HttpRequest, Complaint], Outcome]] = {
    "izin": _take_consents,
    "kontak": _take_correction,
    "minta": _take_request,
    "batal": _take_back,
}


def _may_correct(complaint: Complaint) -> bool:
    return not complaint.is_anonymous and complaint.erased_at is None


def _render(
    request: HttpRequest, complaint: Complaint, refused: dict[str, forms.Form], status: int = 200
) -> HttpResponse:
    holdings = collect_holdings(complaint=complaint)
    reporter = holdings.reporter
    token = make_link_token(complaint)
    context: dict[str, Any] = {
        "complaint": complaint,
        "holdings": holdings,
        "phone": format_phone(reporter.phone) if reporter else "",
        "looks": holdings.looks[:MOST_SHOWN],
        "requests": [(one, _describe_wait(one)) for one in holdings.requests[:MOST_SHOWN]],
        "back": private_path(complaint),
        # No session for citizens: what was done is said by the address.
        "news": NEWS.get(request.GET.get("kabar", ""), "") if request.method != "POST" else "",
        "token": token,
        "refused": next(iter(refused.values()), None),
        "refused_what": next(iter(refused), ""),
        "consent_form": refused.get("izin") or _build_consents(complaint),
        "contact_form": refused.get("kontak") or _build_correction(complaint),
        "request_form": refused.get("minta") or RequestForm(auto_id="minta_%s"),
    }
    return render_private(request, "complaints/my_data.html", context, status)


def _describe_wait(asked: DataRequest) -> str:
    if asked.state != RequestState.OPEN:
        return ""
    until = date_format(timezone.localtime(asked.due_at), "l, j F Y, H.i")
    return f"Kami jawab paling lambat {until} WIB ({describe_clock(asked.due_at, timezone.now()).text})."


def _build_consents(complaint: Complaint) -> ConsentForm | None:
    offered = list_offered(complaint)
    if not offered or complaint.erased_at is not None:
        return None
    initial = {str(kind): getattr(complaint, CONSENTS[kind].column) for kind in offered}
    return ConsentForm(initial=initial, auto_id="izin_%s")


def _build_correction(complaint: Complaint) -> CorrectionForm | None:
    if not _may_correct(complaint):
        return None
    reporter = complaint.reporter
    initial = (
        {"name": reporter.name, "phone": format_phone(reporter.phone), "email": reporter.email} if reporter else {}
    )
    return CorrectionForm(initial=initial, needs_contact=complaint.category.needs_contact, auto_id="kontak_%s")
