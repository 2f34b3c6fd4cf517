"""One ticket: what is known, what was said, and the next step."""

from __future__ import annotations

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from complaints.actors import actor_for_user
from complaints.choices import EventKind
from complaints.lifecycle import add_message
from complaints.looks import is_opened
from complaints.models import Complaint
from complaints.permissions import may_write
from complaints.refusals import MissingField, TransitionRefused
from complaints.transitions import BY_ACTION
from dashboard.forms import MessageForm, StepForm
from dashboard.permissions import StaffRequest
from dashboard.steps import take_step
from dashboard.ticket_page import (
    build_ticket,
    list_emergency_kinds,
    list_new_agencies,
    mark_seen,
    seek_ticket,
)
from dashboard.views.ticket_answers import (
    describe_missed,
    look_at_ticket_reporter,
    render_closed,
    render_former,
    render_refused,
    render_ticket,
)
from dashboard.words import write_moment
from jepara_tanggap.upload_bounds import describe_left_out

# The name of its form in the page.
FORMS = {"jawaban": "answer", "catatan": "note"}
KINDS = {"jawaban": EventKind.ANSWER, "catatan": EventKind.NOTE}
DONE = {"jawaban": "Jawaban disimpan. Pelapor dapat membacanya.", "catatan": "Catatan internal disimpan."}


@never_cache
@login_required
@require_safe
def show_ticket(request: StaffRequest, number: str) -> HttpResponse:
    """Show a ticket, whose alerts count as seen from now on; one handed over as it was then."""
    complaint = seek_ticket(user=request.user, number=number)
    if complaint is None:
        return render_former(request, number)
    if not is_opened(complaint=complaint, session=request.session):
        return render_closed(request, complaint)
    mark_seen(user=request.user, complaint=complaint, now=timezone.now())
    return render_ticket(request, complaint)


@never_cache
@login_required
@require_safe
def print_ticket(request: StaffRequest, number: str) -> HttpResponse:
    """Show a ticket for paper; one handed over as it was then."""
    complaint = seek_ticket(user=request.user, number=number)
    if complaint is None:
        return render_former(request, number, template="dashboard/ticket_former_print.html")
    if not is_opened(complaint=complaint, session=request.session):
        return redirect("dashboard:ticket", number)
    look = look_at_ticket_reporter(request, complaint)
    ticket = build_ticket(user=request.user, complaint=complaint, look=look, now=timezone.now())
    return render(request, "dashboard/ticket_print.html", ticket)


@login_required
@require_POST
def post_step(request: StaffRequest, number: str) -> HttpResponse:
    """Take one step of the lifecycle; if it is refused, say why and keep what was typed."""
    complaint = seek_ticket(user=request.user, number=number)
    if complaint is None:
        return render_former(request, number, refused=True)
    if not is_opened(complaint=complaint, session=request.session):
        return render_closed(request, complaint, typed=request.POST.get("text", ""), status=409)
    form = _read_step(request, complaint)
    form.name_left_out(describe_left_out(request))
    if not form.is_valid():
        return render_ticket(request, complaint, typed=form, status=400)
    try:
        problems = take_step(complaint=complaint, actor=actor_for_user(request.user), form=form)
    except MissingField as error:
        form.add_error(error.field if error.field in form.fields else None, error.message)
        return render_ticket(request, complaint, typed=form, status=400)
    except TransitionRefused as refusal:
        return render_refused(request, number, refusal, step=form)
    for problem in problems:
        messages.warning(request, problem)
    messages.success(request, f"Tersimpan: {form.transition.label}.")
    return redirect("dashboard:ticket", number)


@login_required
@require_POST
def post_message(request: StaffRequest, number: str, kind: str) -> HttpResponse:
    """Add a public answer or an internal note; if it is refused, say why and keep what was typed."""
    complaint = seek_ticket(user=request.user, number=number)
    if complaint is None:
        return render_former(request, number, refused=True)
    _require_voice(request, complaint, kind)
    if not is_opened(complaint=complaint, session=request.session):
        return render_closed(request, complaint, typed=request.POST.get("text", ""), status=409)
    form = MessageForm(request.POST, auto_id=f"{kind}_%s")
    if not form.is_valid():
        return render_ticket(request, complaint, words={FORMS[kind]: form}, status=400)
    try:
        _write_message(request, complaint, kind, form)
    except TransitionRefused as refusal:
        return render_refused(request, number, refusal, words={FORMS[kind]: form})
    messages.success(request, DONE[kind])
    return redirect("dashboard:ticket", number)


def _write_message(request: StaffRequest, complaint: Complaint, kind: str, form: MessageForm) -> None:
    """Write it. An answer is not sent past what a colleague did; a note goes to nobody, so its writer is told alone."""
    text, version = form.cleaned_data["text"], form.cleaned_data["version"]
    is_note = KINDS[kind] == EventKind.NOTE
    missed = describe_missed(complaint=complaint, seen_version=version) if is_note else []
    add_message(
        complaint_id=complaint.pk,
        actor=actor_for_user(request.user),
        kind=KINDS[kind],
        text=text,
        version=None if is_note else version,
    )
    if missed:
        told = "; ".join(f"{line['who']}: {line['what']}, {write_moment(line['event'].created_at)}" for line in missed)
        messages.warning(request, f"Sementara Anda menulis, laporan ini berubah. {told}.")


def _read_step(request: StaffRequest, complaint: Complaint) -> StepForm:
    transition = BY_ACTION.get(request.POST.get("action", ""))
    if transition is None:
        raise Http404
    agencies = list_new_agencies(complaint=complaint, transitions=[transition])
    kinds = list_emergency_kinds(complaint=complaint, transitions=[transition])
    return StepForm(request.POST, request.FILES, transition=transition, agencies=agencies, kinds=kinds)


def _require_voice(request: StaffRequest, complaint: Complaint, kind: str) -> None:
    if kind not in KINDS:
        raise Http404
    if not may_write(complaint=complaint, actor=actor_for_user(request.user), kind=KINDS[kind]):
        raise PermissionDenied
