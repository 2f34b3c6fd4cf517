"""The dispatch board: the page, and the list it asks for. What is done there: board_holds.py, flagged.py."""

from __future__ import annotations

from django.conf import settings
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from accounts.live_pass import live_part
from complaints.flagging import may_restore
from complaints.models import Complaint
from complaints.ticket_numbers import group_number, is_valid
from dashboard.board import render_board
from dashboard.flagged import render_flagged
from dashboard.permissions import StaffRequest
from dashboard.selectors import count_head
from dashboard.shared_fragment import answer_with, read_fragment
from dashboard.ticket_page import seek_ticket
from response.needs import Need

BOARD = "dashboard.board"
STRIP = "dashboard.board.flagged"
# Asked every second, a list that lives for a whole one could come two seconds late.
FRESH_SECONDS = 0.5
# More an id in an address never has.
MOST_DIGITS = 10


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


def _find_dismissed(request: StaffRequest) -> Complaint | None:
    """Return the report that was dismissed just now, as the address says, while that may be taken back."""
    number = request.GET.get("diabaikan", "")
    if not is_valid(number):
        return None
    complaint = seek_ticket(user=request.user, number=number)
    return complaint if complaint is not None and may_restore(complaint) else None


def _read_taken(request: StaffRequest) -> dict[str, str] | None:
    """Return which emergency was taken just now, as the address says; whether that holds is asked when undone."""
    code = request.GET.get("ditangani", "")
    word, _, alarm = code.partition("-")
    if word == "rahasia" and alarm.isdecimal() and len(alarm) < MOST_DIGITS:
        return {"name": "laporan rahasia", "undo": reverse("dashboard:board_alarm_release", args=[int(alarm)])}
    if not is_valid(code):
        return None
    return {"name": "tiket", "number": group_number(code), "undo": reverse("dashboard:board_release", args=[code])}


def _read_settled(request: StaffRequest) -> dict[str, str | int] | None:
    """Return which crew's need was settled just now, as the address says; whether that holds is asked when undone."""
    number, _, rest = request.GET.get("diurus", "").partition("-")
    agency, _, need = rest.partition("-")
    if not is_valid(number) or not agency.isdecimal() or len(agency) > 9 or need not in Need.values:
        return None
    return {"number": number, "grouped": group_number(number), "agency_id": int(agency), "need": need}
