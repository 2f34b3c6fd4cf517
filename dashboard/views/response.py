"""Who goes out to an emergency: asking further agencies, and noting what each says."""

from __future__ import annotations

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.views.decorators.http import require_POST

from accounts.roles import Right
from complaints.actors import actor_for_user
from complaints.looks import is_opened
from complaints.models import Complaint
from complaints.refusals import TransitionRefused
from complaints.taking import VoiceChannel
from complaints.typed_text import strip_unreadable, tidy_text
from dashboard.permissions import StaffRequest
from dashboard.response_forms import OwnAnswerForm, VoiceAnswerForm
from dashboard.ticket_page import find_ticket
from response.answering import answer_for_own, record_voice
from response.confirming import ask_agencies
from response.needs import Need, reopen_need, settle_need

ANCHOR = "#siapa-bergerak"
# Which address asked: the board goes on with the board, the ticket with the ticket.
BACK = "kembali"
MOST_ASKED = 30


@login_required
@require_POST
def ask(request: StaffRequest, number: str) -> HttpResponse:
    """Ask the agencies that were ticked, each once."""
    complaint = _find_emergency(request, number, Right.DISPATCH)
    asks = _read_asks(request)
    if not asks:
        messages.warning(request, "Pilih dulu OPD yang diminta.")
        return _back(number)
    try:
        asked = ask_agencies(complaint_id=complaint.pk, asks=asks, actor=actor_for_user(request.user))
    except TransitionRefused as refusal:
        messages.warning(request, refusal.message)
        return _back(number)
    if asked:
        messages.success(request, f"Diminta: {', '.join(agency.short_name for agency in asked)}.")
    else:
        messages.info(request, "OPD itu sudah diminta sebelumnya. Tidak ada pesan kedua.")
    return _back(number)


@login_required
@require_POST
def note_voice(request: StaffRequest, number: str, agency_id: int) -> HttpResponse:
    """Note what an agency said by voice."""
    complaint = _find_emergency(request, number, Right.DISPATCH)
    form = VoiceAnswerForm(request.POST)
    if not form.is_valid():
        return _refuse(request, number, form)
    try:
        record_voice(
            complaint_id=complaint.pk,
            agency_id=agency_id,
            rung=form.cleaned_data["rung"],
            channel=VoiceChannel(form.cleaned_data["channel"]),
            words=form.cleaned_data["words"],
            actor=actor_for_user(request.user),
        )
    except TransitionRefused as refusal:
        messages.warning(request, refusal.message)
        return _back(number)
    messages.success(request, "Jawaban dicatat.")
    return _back(number)


@login_required
@require_POST
def follow_need(request: StaffRequest, number: str, agency_id: int) -> HttpResponse:
    """Note that somebody takes care of what a crew needs, or take that back; then go on where it was pressed."""
    complaint = _find_emergency(request, number, Right.DISPATCH)
    need, is_undo = request.POST.get("perlu", ""), "batal" in request.POST
    if need not in Need.values:
        messages.warning(request, "Pilihan ini tidak dikenal. Muat ulang halaman.")
        return _go_on(request, number)
    act = reopen_need if is_undo else settle_need
    try:
        is_done = act(
            complaint_id=complaint.pk, agency_id=agency_id, need=Need(need), actor=actor_for_user(request.user)
        )
    except TransitionRefused as refusal:
        messages.warning(request, refusal.message)
        return _go_on(request, number)
    if not is_done:
        messages.info(request, "Itu sudah dicatat sebelumnya.")
    return _go_on(request, number, settled="" if is_undo or not is_done else f"{number}-{agency_id}-{need}")


@login_required
@require_POST
def answer(request: StaffRequest, number: str) -> HttpResponse:
    """Let somebody of an agency say whether it comes."""
    complaint = _find_emergency(request, number, Right.READ_AGENCY)
    form = OwnAnswerForm(request.POST)
    if not form.is_valid():
        return _refuse(request, number, form)
    try:
        answer_for_own(
            complaint_id=complaint.pk,
            rung=form.cleaned_data["rung"],
            words=form.cleaned_data["words"],
            actor=actor_for_user(request.user),
        )
    except TransitionRefused as refusal:
        messages.warning(request, refusal.message)
        return _back(number)
    messages.success(request, "Jawaban OPD Anda dicatat.")
    return _back(number)


def _find_emergency(request: StaffRequest, number: str, right: Right) -> Complaint:
    """Return an emergency this person may read; one that must be opened with a reason only once it is."""
    complaint = find_ticket(user=request.user, number=number)
    if not request.user.may(right):
        raise PermissionDenied
    if not complaint.is_emergency or not is_opened(complaint=complaint, session=request.session):
        raise Http404
    return complaint


def _read_asks(request: StaffRequest) -> dict[int, str]:
    chosen = [value for value in request.POST.getlist("agency") if value.isdecimal() and len(value) < 10]
    return {
        int(value): strip_unreadable(tidy_text(request.POST.get(f"ask_{value}") or request.POST.get("ask", "")))
        for value in chosen[:MOST_ASKED]
    }


def _refuse(request: StaffRequest, number: str, form: forms.Form) -> HttpResponse:
    messages.warning(request, " ".join(str(error) for errors in form.errors.values() for error in errors))
    return _back(number)


def _go_on(request: StaffRequest, number: str, *, settled: str = "") -> HttpResponse:
    if request.POST.get(BACK) != "papan":
        return _back(number)
    return redirect(reverse("dashboard:board") + (f"?diurus={settled}" if settled else ""))


def _back(number: str) -> HttpResponse:
    return redirect(f"{reverse('dashboard:ticket', args=[number])}{ANCHOR}")
