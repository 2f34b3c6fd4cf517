"""The tickets an agency handed over."""

from __future__ import annotations

from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from accounts.roles import Right
from complaints.models import Handover
from dashboard.former_page import describe_handovers
from dashboard.paging import read_newest
from dashboard.permissions import StaffRequest
from dashboard.selectors import count_unseen


@never_cache
@login_required
@require_safe
def show_moved(request: StaffRequest) -> HttpResponse:
    """List what one's agency handed over, the newest first, each as it was then."""
    if not request.user.may(Right.READ_AGENCY):
        raise PermissionDenied
    rows = Handover.objects.readable_by(request.user).select_related(
        "complaint__category", "complaint__village__district", "to_agency"
    )
    slim = rows.defer("complaint__village__boundary", "complaint__text", "complaint__answers")
    page = read_newest(slim, cursor=request.GET.get("kursor", ""))
    base = reverse("dashboard:moved")
    context = {
        "handovers": describe_handovers(page.rows),
        "newer_url": f"{base}?kursor={page.previous}" if page.previous else "",
        "older_url": f"{base}?kursor={page.next}" if page.next else "",
        "unseen": count_unseen(request.user),
    }
    return render(request, "dashboard/moved.html", context)
