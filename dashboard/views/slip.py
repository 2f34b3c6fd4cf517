"""What a visitor takes home from the counter: number, PIN and private link, as the web gives them."""

from __future__ import annotations

from uuid import UUID

from django.conf import settings
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from accounts.audit import record_access
from accounts.models import AuditAction
from complaints.access import make_pin, private_path
from complaints.emergency_help import get_emergency_help
from complaints.models import Complaint
from dashboard.call_desk import has_slip
from dashboard.permissions import StaffRequest
from dashboard.selectors import count_unseen
from dashboard.views.calls import find_own_draft, require_desk
from jepara_tanggap.addresses import client_address


@never_cache
@login_required
@require_safe
def show_slip(request: StaffRequest, token: UUID) -> HttpResponse:
    """Show the slip to be printed, to the desk that took the report; each showing is recorded."""
    require_desk(request)
    draft = find_own_draft(request, token)
    if not has_slip(draft):
        return redirect("dashboard:desk")
    complaint = Complaint.objects.with_relations().get(pk=draft.complaint_id)
    _record(request, complaint)
    context = {
        "complaint": complaint,
        "pin": make_pin(complaint),
        "private_link": settings.BASE_URL + private_path(complaint),
        "help": get_emergency_help(category=complaint.category, agency=complaint.agency),
        "unseen": count_unseen(request.user),
    }
    response = render(request, "dashboard/calls/slip.html", context)
    response["Referrer-Policy"] = "no-referrer"
    return response


def _record(request: StaffRequest, complaint: Complaint) -> None:
    record_access(
        user=request.user,
        action=AuditAction.REPORTER_SEEN,
        subject=f"complaint:{complaint.number}",
        reason="Slip tatap muka",
        address=client_address(request),
    )
