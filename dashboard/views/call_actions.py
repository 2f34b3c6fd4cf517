"""The call desk: what is done with a call."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.views.decorators.http import require_POST

from calls import desk, phone_reports
from calls.blocks import block_number
from calls.choices import Callback, CallKind
from calls.desk_drafts import start_walk_in
from calls.models import Call, KnowledgePage
from calls.refusals import CallRefused, ScriptFirst
from dashboard.desk_undo import note_done
from dashboard.permissions import StaffRequest
from dashboard.views.call_typing import CONFLICT, page_of
from dashboard.views.calls import find_own_draft, require_desk


@login_required
@require_POST
def start_call(request: StaffRequest) -> HttpResponse:
    """Log a call by hand."""
    require_desk(request)
    number = request.POST.get("number", "")[:40].replace("\x00", "")
    try:
        call = desk.start_call(user=request.user, number=number, is_drill=_is_drill(request))
    except CallRefused as refusal:
        messages.warning(request, refusal.message)
        return redirect("dashboard:desk")
    return redirect("dashboard:call", call.pk)


@login_required
@require_POST
def begin_walk_in(request: StaffRequest) -> HttpResponse:
    """Begin a report across the counter."""
    require_desk(request)
    try:
        draft = start_walk_in(user=request.user, is_drill=_is_drill(request))
    except CallRefused as refusal:
        messages.warning(request, refusal.message)
        return redirect("dashboard:desk")
    return redirect("dashboard:walk_in", draft.pk)


@login_required
@require_POST
def take_call(request: StaffRequest, call_id: int) -> HttpResponse:
    """Answer a call, or relieve a desk that has gone silent."""
    require_desk(request)
    try:
        desk.take_call(call_id=call_id, user=request.user)
    except (CallRefused, Call.DoesNotExist) as error:
        messages.warning(request, getattr(error, "message", "Panggilan ini tidak ada."))
        return redirect("dashboard:desk")
    return redirect("dashboard:call", call_id)


@login_required
@require_POST
def show_life(request: StaffRequest, call_id: int) -> HttpResponse:
    """Note that this desk is alive; 409 tells it that another has taken over."""
    require_desk(request)
    return HttpResponse(status=204 if desk.show_life(call_id=call_id, user=request.user) else CONFLICT)


@login_required
@require_POST
def close_call(request: StaffRequest, call_id: int) -> HttpResponse:
    """Say what the call was; silence asks for the script first."""
    require_desk(request)
    topic = request.POST.get("topic", "")
    try:
        desk.close_call(
            call_id=call_id,
            user=request.user,
            kind=_read_kind(request),
            script_was_read=request.POST.get("script") == "1",
            topic=KnowledgePage.objects.filter(pk=int(topic)).first()
            if topic.isdecimal() and len(topic) < 10
            else None,
        )
    except ScriptFirst as refusal:
        messages.warning(request, refusal.message)
        return redirect(f"{reverse('dashboard:call', args=[call_id])}?naskah=1")
    except CallRefused as refusal:
        messages.warning(request, refusal.message)
        return redirect("dashboard:desk")
    note_done(request, call_id=call_id)
    return redirect("dashboard:desk")


@login_required
@require_POST
def settle_callback(request: StaffRequest, call_id: int) -> HttpResponse:
    """Note that a missed caller was called back, or why not."""
    require_desk(request)
    try:
        done = desk.settle_callback(
            call_id=call_id,
            user=request.user,
            callback=Callback.CALLED if request.POST.get("as") == "called" else Callback.DISMISSED,
            note=request.POST.get("note", "")[:200].replace("\x00", ""),
        )
        messages.success(request, "Dicatat." if done else "Panggilan ini sudah diurus.")
    except CallRefused as refusal:
        messages.warning(request, refusal.message)
    return redirect("dashboard:desk")


@login_required
@require_POST
def block_caller(request: StaffRequest, call_id: int) -> HttpResponse:
    """Block the number of a call for a while; only a supervisor may."""
    require_desk(request)
    call = Call.objects.filter(pk=call_id).first()
    try:
        block_number(
            number=call.number if call else "",
            user=request.user,
            reason=request.POST.get("reason", "")[:300].replace("\x00", ""),
        )
        messages.success(request, "Nomor diblokir. Panggilannya tetap tercatat.")
    except CallRefused as refusal:
        messages.warning(request, refusal.message)
    return redirect("dashboard:desk")


@login_required
@require_POST
def join_incident(request: StaffRequest, token: UUID) -> HttpResponse:
    """Add this caller to an incident that is there already."""
    require_desk(request)
    draft, chosen = find_own_draft(request, token), request.POST.get("complaint", "")
    try:
        phone_reports.join_incident(
            draft_id=draft.pk,
            user=request.user,
            complaint_id=int(chosen) if chosen.isdecimal() and len(chosen) < 18 else 0,
        )
        note_done(request, draft=draft)
    except CallRefused as refusal:
        messages.warning(request, refusal.message)
        return redirect(page_of(draft))
    return redirect("dashboard:desk")


def _is_drill(request: StaffRequest) -> bool:
    return request.POST.get("drill") == "1"


def _read_kind(request: StaffRequest) -> CallKind | None:
    kind = request.POST.get("kind", "")
    return CallKind(kind) if kind in CallKind.values else None
