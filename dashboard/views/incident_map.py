"""The spots on the map of a major incident, for its script; the page's list tells the same without one."""

from __future__ import annotations

from django.contrib.auth.decorators import login_required
from django.http import HttpResponse, JsonResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from dashboard.incident_map import place_members
from dashboard.incident_page import find_incident
from dashboard.permissions import StaffRequest


@never_cache
@login_required
@require_safe
def list_spots(request: StaffRequest, incident_id: int) -> HttpResponse:
    """Return where the reports are that this person may read."""
    incident = find_incident(user=request.user, incident_id=incident_id)
    return JsonResponse(place_members(user=request.user, incident=incident))
