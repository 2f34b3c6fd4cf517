"""Major incidents: the list, one of them, and opening, describing, closing and reopening it."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.roles import Right
from complaints.actors import actor_for_user
from complaints.major.gathering import Gathered, gather
from complaints.major.incidents import close_incident, describe_incident, open_incident, reopen_incident
from complaints.major.locking import StaleIncident
from complaints.models import MajorIncident
from complaints.refusals import MissingField, TransitionRefused
from dashboard.incident_forms import IncidentForm, fill_incident_form, start_incident_form
from dashboard.incident_page import (
    MOST_EVENTS,
    find_chosen,
    find_incident,
    list_answers,
    list_incidents,
    list_open,
    read_members,
    summarise,
)
from dashboard.permissions import StaffRequest
from dashboard.piles import EVERYTHING
from dashboard.selectors import count_unseen, read_inbox

CHOSEN, CURSOR, BATCH, GONE, STATE = "laporan", "kursor", "kumpulan", "dilepas", "keadaan"
UNFINISHED = "belum-selesai"


@never_cache
@login_required
@require_safe
def show_incidents(request: StaffRequest) -> HttpResponse:
    """List the incidents one may know of: open ones, and a page of those that are closed."""
    open_ones, closed, page = list_incidents(user=request.user, cursor=request.GET.get(CURSOR, ""), now=timezone.now())
    base = reverse("dashboard:incidents")
    context = {
        "open_ones": open_ones,
        "closed": closed,
        "newer_url": f"{base}?{CURSOR}={page.previous}" if page.previous else "",
        "older_url": f"{base}?{CURSOR}={page.next}" if page.next else "",
        "unseen": count_unseen(request.user),
    }
    return render(request, "dashboard/incidents/list.html", context)


@never_cache
@login_required
@require_safe
def show_incident(request: StaffRequest, incident_id: int) -> HttpResponse:
    """Show one incident: where, who has its reports, what was answered, and the reports themselves."""
    user, now = request.user, timezone.now()
    incident = find_incident(user=user, incident_id=incident_id)
    only_unfinished = request.GET.get(STATE) == UNFINISHED
    cursor = request.GET.get(CURSOR, "")
    page = read_members(user=user, incident=incident, only_unfinished=only_unfinished, cursor=cursor, now=now)
    context = {
        "incident": incident,
        "summary": summarise(user=user, incident=incident),
        "answers": list_answers(user=user, incident=incident),
        "rows": page.rows,
        "shows_agency": True,
        "only_unfinished": only_unfinished,
        "newer_url": _link_page(incident, only_unfinished, page.previous),
        "older_url": _link_page(incident, only_unfinished, page.next),
        "batch": read_batch(request.GET.get(BATCH, "")),
        "gone": _read_numbers(request.GET.get(GONE, "")),
        "history": _list_history(incident) if user.manages_incidents else [],
        "picks": user.manages_incidents,
        "tiles": settings.MAP_TILES_URL,
        "attribution": settings.MAP_TILES_ATTRIBUTION,
        "unseen": count_unseen(user),
    }
    return render(request, "dashboard/incidents/incident.html", context)


@never_cache
@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def open_new(request: StaffRequest) -> HttpResponse:
    """Open an incident, or gather the chosen reports into one that is open."""
    require_manager(request)
    if request.method != "POST":
        return _render_new(request, start_incident_form())
    if "ke" in request.POST:
        return _gather_chosen(request)
    form = IncidentForm(request.POST)
    if not form.is_valid() or form.cleaned_data["token"] is None:
        return _render_new(request, form, 400)
    chosen = find_chosen(user=request.user, numbers=request.POST.getlist(CHOSEN))
    try:
        opened = open_incident(
            actor=actor_for_user(request.user),
            token=form.cleaned_data["token"],
            words=form.read_words(),
            is_drill=bool(request.POST.get("latihan")),
            complaint_ids=chosen.values_list("pk", flat=True),
        )
    except TransitionRefused as refusal:
        form.add_error(refusal.field if isinstance(refusal, MissingField) else None, refusal.message)
        return _render_new(request, form, 400)
    if opened.gathered is not None:
        return answer_gathered(request, opened.incident, opened.gathered)
    messages.success(request, f"Kejadian besar dibuka: {opened.incident.name}.")
    return redirect("dashboard:incident", opened.incident.pk)


@never_cache
@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def change_words(request: StaffRequest, incident_id: int) -> HttpResponse:
    """Change what an incident says of itself."""
    require_manager(request)
    incident = find_incident(user=request.user, incident_id=incident_id)
    if request.method != "POST":
        return _render_words(request, incident, fill_incident_form(incident))
    form = IncidentForm(request.POST)
    if not form.is_valid():
        return _render_words(request, incident, form, 400)
    version = form.cleaned_data["version"]
    try:
        describe_incident(
            incident_id=incident.pk,
            version=-1 if version is None else version,
            actor=actor_for_user(request.user),
            words=form.read_words(),
        )
    except TransitionRefused as refusal:
        form.add_error(refusal.field if isinstance(refusal, MissingField) else None, refusal.message)
        # Sent once more after reading, the form speaks of what is there now.
        form.data = {**form.data.dict(), "version": str(incident.version)}  # type: ignore[attr-defined]
        return _render_words(request, incident, form, 409 if isinstance(refusal, StaleIncident) else 400)
    messages.success(request, "Keterangan kejadian besar disimpan.")
    return redirect("dashboard:incident", incident.pk)


@never_cache
@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def close(request: StaffRequest, incident_id: int) -> HttpResponse:
    """Say what closing means and which reports go on by themselves; then close."""
    require_manager(request)
    incident = find_incident(user=request.user, incident_id=incident_id)
    status = 200
    if request.method == "POST":
        try:
            close_incident(incident_id=incident.pk, version=read_version(request), actor=actor_for_user(request.user))
        except TransitionRefused as refusal:
            messages.warning(request, refusal.message)
            incident, status = find_incident(user=request.user, incident_id=incident_id), 409
        else:
            messages.success(request, "Kejadian besar ditutup. Tiap laporan tetap pada keadaannya.")
            return redirect("dashboard:incident", incident.pk)
    page = read_members(user=request.user, incident=incident, only_unfinished=True, cursor="", now=timezone.now())
    context = {
        "incident": incident,
        "summary": summarise(user=request.user, incident=incident),
        "rows": page.rows,
        "more": bool(page.next),
        "shows_agency": True,
        "picks": False,
        "unseen": count_unseen(request.user),
    }
    return render(request, "dashboard/incidents/close.html", context, status=status)


@login_required
@require_POST
def reopen(request: StaffRequest, incident_id: int) -> HttpResponse:
    """Let a closed incident gather again."""
    require_manager(request)
    incident = find_incident(user=request.user, incident_id=incident_id)
    try:
        reopen_incident(incident_id=incident.pk, version=read_version(request), actor=actor_for_user(request.user))
    except TransitionRefused as refusal:
        messages.warning(request, refusal.message)
    else:
        messages.success(request, "Kejadian besar dibuka lagi. Tiap laporan tetap pada keadaannya.")
    return redirect("dashboard:incident", incident.pk)


def require_manager(request: StaffRequest) -> None:
    """Raise PermissionDenied for whoever does not manage major incidents, before anything is looked for."""
    if not request.user.may(Right.MANAGE_INCIDENTS):
        raise PermissionDenied


def answer_gathered(request: StaffRequest, incident: MajorIncident, done: Gathered) -> HttpResponse:
    """Say what was gathered and what was not, and offer to take it back."""
    if done.left_out:
        messages.warning(
            request,
            f"{done.left_out} laporan tidak dikumpulkan: sudah masuk kejadian besar, sudah berakhir, rahasia, "
            "atau latihan dan nyata tercampur.",
        )
    url = reverse("dashboard:incident", args=[incident.pk])
    return redirect(f"{url}?{urlencode({BATCH: str(done.batch)})}" if done.count else url)


def read_batch(typed: str) -> UUID | None:
    """Return the action an address or a form names; None for what names none."""
    try:
        return UUID(typed)
    except ValueError:
        return None


def read_version(request: StaffRequest) -> int:
    """Return the version the page showed; one that fits nothing for what is none."""
    typed = request.POST.get("version", "")
    return int(typed) if typed.isascii() and typed.isdigit() and len(typed) < 10 else -1


def _gather_chosen(request: StaffRequest) -> HttpResponse:
    wanted = request.POST.get("ke", "")
    if not (wanted.isascii() and wanted.isdigit() and len(wanted) < 18):
        messages.warning(request, "Pilih kejadian besar dari daftar.")
        return _render_new(request, start_incident_form(), 400)
    incident = find_incident(user=request.user, incident_id=int(wanted))
    chosen = find_chosen(user=request.user, numbers=request.POST.getlist(CHOSEN))
    try:
        done = gather(
            incident_id=incident.pk,
            complaint_ids=chosen.values_list("pk", flat=True),
            actor=actor_for_user(request.user),
        )
    except TransitionRefused as refusal:
        messages.warning(request, refusal.message)
        return _render_new(request, start_incident_form(), 409)
    return answer_gathered(request, incident, done)


def _render_new(request: StaffRequest, form: IncidentForm, status: int = 200) -> HttpResponse:
    given = request.POST if request.method == "POST" else request.GET
    chosen = find_chosen(user=request.user, numbers=given.getlist(CHOSEN))
    rows = read_inbox(chosen, pile=EVERYTHING, cursor="", now=timezone.now()).rows if given.getlist(CHOSEN) else []
    is_drill = bool(given.get("latihan")) or (bool(rows) and all(row.is_drill for row in rows))
    context = {
        "form": form,
        "rows": rows,
        "shows_agency": True,
        "picks": False,
        "open_ones": list_open(user=request.user, is_drill=is_drill) if rows else [],
        "is_drill": is_drill,
        "unseen": count_unseen(request.user),
    }
    return render(request, "dashboard/incidents/new.html", context, status=status)


def _render_words(
    request: StaffRequest, incident: MajorIncident, form: IncidentForm, status: int = 200
) -> HttpResponse:
    context = {"incident": incident, "form": form, "unseen": count_unseen(request.user)}
    return render(request, "dashboard/incidents/words.html", context, status=status)


def _list_history(incident: MajorIncident) -> list[Any]:
    return list(incident.events.select_related("user")[:MOST_EVENTS])


def _read_numbers(typed: str) -> list[str]:
    return [number for number in typed.split(".")[:50] if number.isascii() and number.isdigit()]


def _link_page(incident: MajorIncident, only_unfinished: bool, cursor: str) -> str:
    if not cursor:
        return ""
    query = {CURSOR: cursor} | ({STATE: UNFINISHED} if only_unfinished else {})
    return f"{reverse('dashboard:incident', args=[incident.pk])}?{urlencode(query)}"
