"""Following a report with its number: what is public, and the PIN that opens the rest."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from complaints.access import check_pin, private_path
from complaints.choices import FINAL
from complaints.deadlines import describe_deadline
from complaints.forms.tracking import PinForm, TrackForm
from complaints.major.reading import tell_public
from complaints.models import Complaint
from complaints.public_texts import mask_for_public, tell_story
from complaints.ticket_numbers import clean_number, is_valid
from complaints.timeline import build_public_timeline
from complaints.views.pace import read_source
from complaints.views.responses import UNPROCESSABLE, SeeOther, render_private
from jepara_tanggap.limits import forget, give_back, require

WRONG_PIN = "Nomor dan PIN ini tidak cocok. Periksa lagi keduanya."


@require_http_methods(["GET", "HEAD", "POST"])
def track(request: HttpRequest) -> HttpResponse:
    """Ask for a number; with the PIN lead to the reporter's own page, without it to what is public."""
    if request.method != "POST":
        return _render_form(request, TrackForm())
    form = TrackForm(request.POST)
    if not form.is_valid():
        return _render_form(request, form, UNPROCESSABLE)
    number, pin = form.cleaned_data["number"], form.cleaned_data["pin"]
    if not pin:
        return SeeOther(reverse("complaints:ticket", args=[number]))
    return _try_pin(request, number, pin) or _refuse_on_form(request, form)


@require_http_methods(["GET", "HEAD", "POST"])
def show_ticket(request: HttpRequest, number: str) -> HttpResponse:
    """Show the public part of a complaint, or take its PIN."""
    digits = clean_number(number)
    if digits != number and is_valid(digits):
        return redirect("complaints:ticket", digits)
    complaint = _find(digits) if is_valid(digits) else None
    if complaint is None:
        require("track_misses", read_source(request))
        return render_private(request, "complaints/not_found.html", {"number": digits[:12]}, 404)
    form = PinForm(request.POST if request.method == "POST" else None)
    if form.is_bound and form.is_valid():
        opened = _try_pin(request, complaint.number, form.cleaned_data["pin"])
        if opened:
            return opened
        form.add_error("pin", "PIN ini tidak cocok dengan nomor laporan.")
    return _render_ticket(request, complaint, form, UNPROCESSABLE if form.errors else 200)


def _find(number: str) -> Complaint | None:
    return Complaint.objects.real().with_relations().defer("village__boundary").filter(number=number).first()


def _try_pin(request: HttpRequest, number: str, pin: str) -> HttpResponse | None:
    """Answer a right PIN; None for a wrong one. Raises LimitReached.

    A try is counted before it is looked at, so that many at once cannot slip through.
    """
    address = read_source(request)
    for name, subject in (("track_misses", address), ("pin_tries", number), ("pin_tries_day", number)):
        require(name, subject)
    complaint = Complaint.objects.real().filter(number=number).first()
    if complaint is None or not check_pin(complaint, pin):
        return None
    give_back("track_misses", address)
    give_back("pin_tries_day", number)
    forget("pin_tries", number)
    return SeeOther(private_path(complaint))


def _refuse_on_form(request: HttpRequest, form: TrackForm) -> HttpResponse:
    form.add_error("pin", WRONG_PIN)
    return _render_form(request, form, UNPROCESSABLE)


def _render_form(request: HttpRequest, form: TrackForm, status: int = 200) -> HttpResponse:
    return render_private(request, "complaints/track.html", {"form": form}, status)


def _render_ticket(request: HttpRequest, complaint: Complaint, form: PinForm, status: int) -> HttpResponse:
    is_open = complaint.is_public
    context = {
        "complaint": complaint,
        "is_open": is_open,
        "is_over": complaint.status in FINAL,
        "form": form,
        "deadline": describe_deadline(complaint) if is_open else None,
        "timeline": build_public_timeline(complaint=complaint) if is_open else [],
        "story": tell_story(complaint),
        "incident": tell_public(complaint) if is_open else None,
        "forwarded_to": mask_for_public(complaint=complaint, text=complaint.forwarded_to).text if is_open else "",
    }
    return render_private(request, "complaints/ticket.html", context, status)
