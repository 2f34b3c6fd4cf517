"""The call desk: what is typed, kept and sent."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.template.loader import render_to_string
from django.urls import reverse
from django.views.decorators.http import require_POST

from calls import phone_reports
from calls.models import DeskDraft
from calls.refusals import CallRefused
from dashboard.desk_places import settle_place
from dashboard.desk_typing import TypedTwice, keep_typed, list_fields, list_unsaved, overlay, read_form, read_version
from dashboard.permissions import StaffRequest
from dashboard.views.calls import find_own_draft, read_json, render_draft, require_desk

CONFLICT = 409


@login_required
@require_POST
def keep_draft(request: StaffRequest, token: UUID) -> HttpResponse:
    """Keep what the desk's script sends while somebody types; 409 says who else has written."""
    require_desk(request)
    sent = read_json(request)
    draft, taken_by = _find_draft(request, token, was_open=True)
    if draft is None:
        return JsonResponse({"ended": True, "html": _render_clash(request, taken_by=taken_by)}, status=CONFLICT)
    version = sent["version"] if isinstance(sent.get("version"), int) else 0
    try:
        saved = keep_typed(
            draft=draft,
            user=request.user,
            version=version,
            changes=_read_object(sent, "changes") or {},
            seen=_read_object(sent, "seen"),
        )
    except TypedTwice as twice:
        answer = {"version": twice.draft.version, "fields": list_fields(twice.draft)}
        return JsonResponse(answer | {"html": _render_clash(request, theirs=twice.theirs)}, status=CONFLICT)
    except CallRefused as refusal:
        return JsonResponse({"message": refusal.message}, status=CONFLICT)
    merged = {} if saved.version == version + 1 else {"fields": list_fields(saved)}
    return JsonResponse({"version": saved.version} | merged)


@login_required
@require_POST
def send_report(request: StaffRequest, token: UUID) -> HttpResponse:
    """Alert first, or finish: whichever button was pressed; without a script the whole form comes along."""
    require_desk(request)
    draft, taken_by = _find_draft(request, token, was_open="version" in request.POST)
    if draft is None:
        return _show_relieved(request, token, taken_by)
    try:
        _keep_form(request, draft)
        return _send(request, draft)
    except TypedTwice as twice:
        data = overlay(twice.draft, twice.mine)
        twice.draft.data = data
        return render_draft(request, twice.draft, status=CONFLICT, theirs=twice.theirs)
    except CallRefused as refusal:
        messages.warning(request, refusal.message)
    return redirect(page_of(draft))


def page_of(draft: DeskDraft) -> str:
    """Return the address of the page where this draft is written."""
    if draft.call_id:
        return reverse("dashboard:call", args=[draft.call_id])
    return reverse("dashboard:walk_in", args=[draft.pk])


def _send(request: StaffRequest, draft: DeskDraft) -> HttpResponse:
    do, user = request.POST.get("do"), request.user
    if do == "keep":
        messages.success(request, "Tersimpan.")
        return redirect(page_of(draft))
    if do == "finish":
        complaint = phone_reports.finish_report(draft_id=draft.pk, user=user)
        messages.success(request, f"Selesai dicatat. Nomor tiket {complaint.grouped_number}.")
        return redirect("dashboard:slip", draft.pk) if draft.call_id is None else redirect("dashboard:desk")
    if do == "alert":
        complaint = phone_reports.send_alert(draft_id=draft.pk, user=user)
        messages.success(request, f"Tiket {complaint.grouped_number} dibuat untuk {complaint.agency.short_name}.")
    else:
        sent = phone_reports.send_details(draft_id=draft.pk, user=user)
        messages.success(request, "Tambahan dikirim ke OPD." if sent else "Tersimpan. Tidak ada kabar baru untuk OPD.")
    return redirect(page_of(draft))


def _keep_form(request: StaffRequest, draft: DeskDraft) -> None:
    changes, landmark = settle_place(changes=read_form(request.POST), known=draft.data)
    if changes:
        keep_typed(draft=draft, user=request.user, version=read_version(request.POST, draft), changes=changes)
    if landmark:
        messages.info(request, f"“{landmark}” dicatat sebagai patokan.")


def _find_draft(request: StaffRequest, token: UUID, *, was_open: bool) -> tuple[DeskDraft | None, str]:
    """Return this desk's draft; or none, and who took the call over from a desk that had the form open.

    Raises Http404 for a draft this desk never had.
    """
    try:
        return find_own_draft(request, token), ""
    except Http404:
        lost = DeskDraft.objects.select_related("owner").filter(pk=token).exclude(call=None).first()
        if lost is None or not was_open:
            raise
        return None, str(lost.owner)


def _show_relieved(request: StaffRequest, token: UUID, taken_by: str) -> HttpResponse:
    draft = DeskDraft.objects.get(pk=token)
    context = {"taken_by": taken_by, "unsaved": list_unsaved(draft=draft, changes=read_form(request.POST))}
    return render(request, "dashboard/calls/relieved.html", context, status=CONFLICT)


def _render_clash(request: StaffRequest, **context: Any) -> str:
    return render_to_string("dashboard/calls/clash.html", context, request)


def _read_object(sent: dict, name: str) -> dict[str, Any] | None:
    return sent[name] if isinstance(sent.get(name), dict) else None
