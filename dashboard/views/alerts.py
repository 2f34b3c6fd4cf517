"""The bell: alerts of one's own agency."""

from __future__ import annotations

from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from dashboard.paging import read_newest
from dashboard.permissions import StaffRequest
from dashboard.selectors import count_unseen, select_messages, select_unseen
from dashboard.words import describe_age


@never_cache
@login_required
@require_safe
def show_alerts(request: StaffRequest) -> HttpResponse:
    """List the alerts, the newest first."""
    now = timezone.now()
    page = read_newest(select_messages(request.user), cursor=request.GET.get("kursor", ""))
    for message in page.rows:
        message.age = describe_age(message.created_at, now)
    base = reverse("dashboard:alerts")
    context = {
        "alerts": page.rows,
        "newer_url": f"{base}?kursor={page.previous}" if page.previous else "",
        "older_url": f"{base}?kursor={page.next}" if page.next else "",
        "unseen": count_unseen(request.user),
    }
    return render(request, "dashboard/alerts.html", context)


@login_required
@require_POST
def mark_all_seen(request: StaffRequest) -> HttpResponse:
    """Clear the bell of one's agency."""
    select_unseen(request.user).update(seen_at=timezone.now())
    return redirect("dashboard:alerts")
