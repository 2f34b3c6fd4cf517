"""Gathering reports into a major incident, and letting them go; both can be taken back."""

from __future__ import annotations

from urllib.parse import urlencode

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from complaints.actors import actor_for_user
from complaints.major.gathering import MOST_AT_ONCE, gather, release, select_gatherable
from complaints.models import MajorIncident
from complaints.refusals import TransitionRefused
from dashboard.incident_forms import CandidateFilter, read_upper_bound
from dashboard.incident_page import find_chosen, find_incident
from dashboard.permissions import StaffRequest
from dashboard.piles import EVERYTHING
from dashboard.selectors import count_found, load_options, read_inbox
from dashboard.views.incidents import (
    BATCH,
    CHOSEN,
    CURSOR,
    GONE,
    answer_gathered,
    read_batch,
    require_manager,
)

ALL, BOUND = "semua", "sampai_nomor"


@never_cache
@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def add_reports(request: StaffRequest, incident_id: int) -> HttpResponse:
    """Show which reports may be gathered, and gather those chosen or all that match."""
    require_manager(request)
    incident = find_incident(user=request.user, incident_id=incident_id)
    if request.method != "POST":
        return _render_candidates(request, incident)
    try:
        done = gather(
            incident_id=incident.pk,
            complaint_ids=_read_wanted(request, incident),
            actor=actor_for_user(request.user),
        )
    except TransitionRefused as refusal:
        messages.warning(request, refusal.message)
        return _render_candidates(request, incident, 409)
    if not (done.count or done.left_out):
        messages.warning(request, "Pilih dulu laporannya.")
        return _render_candidates(request, incident, 400)
    return answer_gathered(request, incident, done)


@login_required
@require_POST
def release_reports(request: StaffRequest, incident_id: int) -> HttpResponse:
    """Let the chosen reports go; the page then offers to gather them again."""
    require_manager(request)
    incident = find_incident(user=request.user, incident_id=incident_id)
    chosen = dict(find_chosen(user=request.user, numbers=request.POST.getlist(CHOSEN)).values_list("pk", "number"))
    if not chosen:
        messages.warning(request, "Pilih dulu laporan yang dilepas.")
        return redirect("dashboard:incident", incident.pk)
    gone = release(incident_id=incident.pk, complaint_ids=list(chosen), actor=actor_for_user(request.user))
    url = reverse("dashboard:incident", args=[incident.pk])
    return redirect(f"{url}?{urlencode({GONE: '.'.join(chosen[pk] for pk in gone)})}")


@login_required
@require_POST
def take_back(request: StaffRequest, incident_id: int) -> HttpResponse:
    """Let go of everything that one action gathered."""
    require_manager(request)
    incident = find_incident(user=request.user, incident_id=incident_id)
    batch = read_batch(request.POST.get(BATCH, ""))
    gone = release(incident_id=incident.pk, batch=batch, actor=actor_for_user(request.user)) if batch else []
    if gone:
        messages.success(request, f"{len(gone)} laporan dilepas lagi.")
    else:
        messages.warning(request, "Tidak ada yang dapat dibatalkan.")
    return redirect("dashboard:incident", incident.pk)


def _read_wanted(request: StaffRequest, incident: MajorIncident) -> list[int]:
    """Return the ids of the chosen reports, or of all that match the filters and stood there when one looked."""
    if not request.POST.get(ALL):
        chosen = find_chosen(user=request.user, numbers=request.POST.getlist(CHOSEN))
        return list(chosen.values_list("pk", flat=True))
    bound = read_upper_bound(request.POST.get(BOUND, ""))
    filters = _filter_candidates(request, incident, request.POST)
    # Everything that lies in the county is never what is meant.
    if bound is None or not _list_used(filters):
        return []
    found = filters.qs.filter(pk__lte=bound)
    return list(found.order_by().values_list("pk", flat=True)[: MOST_AT_ONCE + 1])


def _filter_candidates(request: StaffRequest, incident: MajorIncident, data: QueryDict) -> CandidateFilter:
    rows = select_gatherable(user=request.user, is_drill=incident.is_drill)
    return CandidateFilter(data, queryset=rows, options=load_options(request.user, with_agencies=False))


def _render_candidates(request: StaffRequest, incident: MajorIncident, status: int = 200) -> HttpResponse:
    given = request.POST if request.method == "POST" else request.GET
    filters = _filter_candidates(request, incident, given)
    cursor = given.get(CURSOR, "")
    page = read_inbox(filters.qs, pile=EVERYTHING, cursor=cursor, now=timezone.now())
    found = count_found(user=request.user, rows=filters.qs, most=MOST_AT_ONCE)
    base = reverse("dashboard:incident_add", args=[incident.pk])
    context = {
        "incident": incident,
        "filter": filters,
        "used_filters": _list_used(filters),
        "rows": page.rows,
        "picks": True,
        "shows_agency": True,
        **found,
        "is_too_many": found["count"] > MOST_AT_ONCE,
        "limit": MOST_AT_ONCE,
        "bound": found["newest"],
        "newer_url": _link(base, filters, page.previous),
        "older_url": _link(base, filters, page.next),
        "base": base,
    }
    return render(request, "dashboard/incidents/add.html", context, status=status)


def _list_used(filters: CandidateFilter) -> list[tuple[str, str]]:
    """Return the filters in use as they were sent, to be sent along with the action on all that match."""
    data = filters.form.data
    return [(name, data[name]) for name in filters.form.fields if data.get(name)]


def _link(base: str, filters: CandidateFilter, cursor: str) -> str:
    return f"{base}?{urlencode([*_list_used(filters), (CURSOR, cursor)])}" if cursor else ""
