"""The dispatch board: open emergencies, who follows them, and agencies that answered by voice."""

from __future__ import annotations

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.live_pass import live_part
from complaints.actors import actor_for_user
from complaints.flagging import may_restore
from complaints.models import Complaint
from complaints.refusals import StaleVersion, TransitionRefused
from complaints.taking import VoiceChannel, acknowledge_by_voice, let_go, take_in_hand
from complaints.ticket_numbers import group_number, is_valid
from dashboard.board import render_board
from dashboard.board_form import VoiceForm
from dashboard.flagged import render_flagged
from dashboard.permissions import StaffRequest
from dashboard.selectors import count_head, count_unseen
from dashboard.shared_fragment import answer_with, read_fragment
from dashboard.ticket_page import find_ticket, seek_ticket
from dispatch.models import Visibility
from response.needs import Need

BOARD = "dashboard.board"
STRIP = "dashboard.board.flagged"
# Asked every second, a list that lives for a whole one could come two seconds late.
FRESH_SECONDS = 0.5


def require_board(request: StaffRequest) -> None:
    """Raise PermissionDenied for those who neither lead a shift nor dispatch."""
    if not request.user.watches_board:
        raise PermissionDenied


@never_cache
@login_required
@require_safe
def show_board(request: StaffRequest) -> HttpResponse:
    """Show the board."""
    require_board(request)
    context = {
        "flagged": read_fragment(STRIP, render_flagged),
        "undo": _find_dismissed(request),
        "settled": _read_settled(request),
        "taken": _read_taken(request),
        "board": read_fragment(BOARD, render_board, fresh_seconds=FRESH_SECONDS),
        "tiles": settings.MAP_TILES_URL,
        "attribution": settings.MAP_TILES_ATTRIBUTION,
        **count_head(request.user),
    }
    return render(request, "dashboard/board/board.html", context)


@never_cache
@require_safe
@live_part(require_board)
def show_board_list(request: StaffRequest) -> HttpResponse:
    """Answer the boards' question what is open: 304, or the list, made once a second for all of them."""
    return answer_with(request, read_fragment(BOARD, render_board, fresh_seconds=FRESH_SECONDS))


@login_required
@require_POST
def take_emergency(request: StaffRequest, number: str) -> HttpResponse:
    """Note that whoever presses this follows the emergency."""
    complaint = _find_open(request, number)
    try:
        taken = take_in_hand(complaint_id=complaint.pk, actor=actor_for_user(request.user))
    except TransitionRefused as refusal:
        messages.warning(request, refusal.message)
        return redirect("dashboard:board")
    if taken:
        return redirect(f"{reverse('dashboard:board')}?ditangani={complaint.number}")
    messages.success(request, f"Sudah ada yang menangani tiket {complaint.grouped_number}.")
    return redirect("dashboard:board")


@login_required
@require_POST
def release_emergency(request: StaffRequest, number: str) -> HttpResponse:
    """Note that nobody follows the emergency any more: it calls again until an agency has it."""
    complaint = _find_open(request, number)
    try:
        is_done = let_go(complaint_id=complaint.pk, actor=actor_for_user(request.user))
    except TransitionRefused as refusal:
        messages.warning(request, refusal.message)
        return redirect("dashboard:board")
    told = "dilepas. Belum ada yang menangani" if is_done else "sudah tidak ditangani siapa pun"
    messages.success(request, f"Tiket {complaint.grouped_number} {told}.")
    return redirect("dashboard:board")


@never_cache
@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def acknowledge_for_agency(request: StaffRequest, number: str) -> HttpResponse:
    """Ask how an agency answered, and acknowledge for it."""
    complaint = _find_open(request, number)
    form = VoiceForm(request.POST or None, initial={"version": complaint.version})
    if request.method != "POST" or not form.is_valid():
        return _show_voice(request, complaint, form, 400 if request.method == "POST" else 200)
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
        return _show_voice(request, complaint, form, 409)
    except TransitionRefused as refusal:
        form.add_error(None, refusal.message)
        return _show_voice(request, complaint, form, 409)
    messages.success(request, f"Tiket {complaint.grouped_number} diterima atas nama {complaint.agency.short_name}.")
    return redirect("dashboard:board")


def _find_dismissed(request: StaffRequest) -> Complaint | None:
    """Return the report that was dismissed just now, as the address says, while that may be taken back."""
    number = request.GET.get("diabaikan", "")
    if not is_valid(number):
        return None
    complaint = seek_ticket(user=request.user, number=number)
    return complaint if complaint is not None and may_restore(complaint) else None


def _read_taken(request: StaffRequest) -> dict[str, str] | None:
    """Return which emergency was taken just now, as the address says; whether that holds is asked when undone."""
    number = request.GET.get("ditangani", "")
    return {"number": number, "grouped": group_number(number)} if is_valid(number) else None


def _read_settled(request: StaffRequest) -> dict[str, str | int] | None:
    """Return which crew's need was settled just now, as the address says; whether that holds is asked when undone."""
    number, _, rest = request.GET.get("diurus", "").partition("-")
    agency, _, need = rest.partition("-")
    if not is_valid(number) or not agency.isdecimal() or len(agency) > 9 or need not in Need.values:
        return None
    return {"number": number, "grouped": group_number(number), "agency_id": int(agency), "need": need}


def _find_open(request: StaffRequest, number: str) -> Complaint:
    """Return an emergency of the board; secret ones have no place of their own there."""
    require_board(request)
    complaint = find_ticket(user=request.user, number=number)
    if not complaint.is_emergency or complaint.visibility == Visibility.SECRET:
        raise Http404
    return complaint


def _show_voice(request: StaffRequest, complaint: Complaint, form: VoiceForm, status: int) -> HttpResponse:
    context = {"complaint": complaint, "form": form, "unseen": count_unseen(request.user)}
    return render(request, "dashboard/board/voice.html", context, status=status)
