"""The wallboard of the call room: one screen for a television, made once for all of them."""

from __future__ import annotations

from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from accounts.live_pass import live_part
from accounts.wall_sessions import is_for_wall, keep_for_wall
from dashboard.permissions import StaffRequest
from dashboard.shared_fragment import answer_with, read_fragment
from dashboard.wall import render_wall
from dashboard.wall_map import read_outline

WALL = "dashboard.wall"
# Asked every two seconds.
FRESH_SECONDS = 1.5


def require_wall(request: StaffRequest) -> None:
    """Raise PermissionDenied for those whom the county's figures are no business of."""
    if not request.user.watches_wall:
        raise PermissionDenied


@never_cache
@login_required
@require_safe
def show_wall(request: StaffRequest) -> HttpResponse:
    """Show the wallboard."""
    require_wall(request)
    wall = read_fragment(WALL, render_wall, fresh_seconds=FRESH_SECONDS)
    context = {"wall": wall, "outline": read_outline(), "stays": is_for_wall(request)}
    return render(request, "dashboard/wall/wall.html", context)


@login_required
@require_POST
def keep_wall(request: StaffRequest) -> HttpResponse:
    """Leave this browser to the wallboard: it stays, and opens nothing else."""
    require_wall(request)
    if not is_for_wall(request):
        keep_for_wall(request)
    return redirect("dashboard:wall")


@never_cache
@require_safe
@live_part(require_wall)
def show_wall_part(request: StaffRequest) -> HttpResponse:
    """Answer the wallboards' question what is new: 304, or the figures."""
    return answer_with(request, read_fragment(WALL, render_wall, fresh_seconds=FRESH_SECONDS))
