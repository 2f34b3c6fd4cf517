"""What is done at the board: follow an emergency, let go of it, and note that its agency answered by voice.

One that only named readers may open is an alarm there, known by an address without its number: it is followed and
answered for like the others, and says nothing of what it holds.
"""

from __future__ import annotations

from dataclasses import dataclass

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from complaints.actors import actor_for_user
from complaints.models import Complaint
from complaints.permissions import may_follow_alarm
from complaints.refusals import StaleVersion, TransitionRefused
from complaints.taking import VoiceChannel, acknowledge_by_voice, let_go, take_in_hand
from dashboard.board_form import VoiceForm
from dashboard.board_query import select_alarms
from dashboard.permissions import StaffRequest
from dashboard.selectors import count_unseen
from dashboard.ticket_page import find_ticket
from dashboard.views.board import require_board
from dispatch.models import Track

BOARD = "dashboard:board"
CLOSED = (
    "Isinya hanya dibaca petugas yang ditunjuk. Alarmnya tetap dapat Anda tangani, "
    "dan jawaban OPD-nya dapat Anda catat dari papan."
)


@dataclass(frozen=True)
class OnBoard:
    """An emergency, what it is called here, and how the board's address calls it."""

    complaint: Complaint
    name: str
    code: str
    is_bare: bool


@login_required
@require_POST
def take(request: StaffRequest, **where) -> HttpResponse:
    """Note that whoever presses this follows the emergency."""
    found = _find(request, **where)
    try:
        taken = take_in_hand(complaint_id=found.complaint.pk, actor=actor_for_user(request.user))
    except TransitionRefused as refusal:
        messages.warning(request, refusal.message)
        return redirect(BOARD)
    if taken:
        return redirect(f"{reverse(BOARD)}?ditangani={found.code}")
    messages.success(request, f"{found.name}: Sudah ada yang menangani.")
    return redirect(BOARD)


@login_required
@require_POST
def release(request: StaffRequest, **where) -> HttpResponse:
    """Note that nobody follows the emergency any more: it calls again until its agency has it."""
    found = _find(request, **where)
    try:
        is_done = let_go(complaint_id=found.complaint.pk, actor=actor_for_user(request.user))
    except TransitionRefused as refusal:
        messages.warning(request, refusal.message)
        return redirect(BOARD)
    told = "dilepas. Belum ada yang menangani" if is_done else "sudah tidak ditangani siapa pun"
    messages.success(request, f"{found.name} {told}.")
    return redirect(BOARD)


@never_cache
@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def acknowledge_for_agency(request: StaffRequest, **where) -> HttpResponse:
    """Ask how an agency answered, and acknowledge for it."""
    found = _find(request, **where)
    complaint = found.complaint
    form = VoiceForm(request.POST or None, initial={"version": complaint.version})
    if request.method != "POST" or not form.is_valid():
        return _show_voice(request, found, form, 400 if request.method == "POST" else 200)
    try:
        acknowledge_by_voice(
            complaint_id=complaint.pk,
            version=form.cleaned_data["version"],
            actor=actor_for_user(request.user),
            channel=VoiceChannel(form.cleaned_data["channel"]),
            words=form.cleaned_data["words"],
        )
    except StaleVersion:
        form.add_error(None, "Laporan ini berubah sejak Anda membukanya. Periksa keadaannya, lalu kirim lagi.")
        form.data = {**form.data.dict(), "version": str(complaint.version)}  # type: ignore[attr-defined]
        return _show_voice(request, found, form, 409)
    except TransitionRefused as refusal:
        form.add_error(None, refusal.message)
        return _show_voice(request, found, form, 409)
    messages.success(request, f"{found.name} diterima atas nama {complaint.agency.short_name}.")
    return redirect(BOARD)


@never_cache
@login_required
@require_safe
def open_bare(request: StaffRequest, complaint_id: int) -> HttpResponse:
    """Lead who may read what is a bare line at the board to its ticket; tell the others who may."""
    require_board(request)
    complaint = select_alarms().filter(pk=complaint_id).first()
    if complaint is None:
        raise Http404
    if Complaint.objects.visible_to(request.user).filter(pk=complaint_id).exists():
        return redirect("dashboard:ticket", complaint.number)
    messages.info(request, CLOSED)
    return redirect(BOARD)


def _find(request: StaffRequest, *, number: str = "", complaint_id: int = 0) -> OnBoard:
    """Return an emergency of the board, by its number or as an alarm."""
    require_board(request)
    if number:
        complaint = find_ticket(user=request.user, number=number)
        if not complaint.is_emergency or complaint.is_for_named_readers:
            raise Http404
        return OnBoard(complaint, f"Tiket {complaint.grouped_number}", number, is_bare=False)
    alarm = select_alarms().filter(track=Track.EMERGENCY, pk=complaint_id).select_related("agency").first()
    if alarm is None or not may_follow_alarm(complaint=alarm, user=request.user):
        raise Http404
    return OnBoard(alarm, "Laporan rahasia", f"rahasia-{alarm.pk}", is_bare=True)


def _show_voice(request: StaffRequest, found: OnBoard, form: VoiceForm, status: int) -> HttpResponse:
    context = {
        "complaint": found.complaint,
        "is_bare": found.is_bare,
        "form": form,
        "unseen": count_unseen(request.user),
    }
    return render(request, "dashboard/board/voice.html", context, status=status)
