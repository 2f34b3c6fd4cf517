"""What the views of one ticket answer with."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.contrib import messages
from django.forms import Form
from django.http import Http404, HttpResponse, QueryDict
from django.shortcuts import render
from django.utils import timezone

from complaints.looks import ReporterLook, look_at_reporter
from complaints.models import Complaint
from complaints.refusals import StaleVersion, TransitionRefused
from complaints.typed_text import strip_unreadable
from dashboard.former_page import build_former, find_handover
from dashboard.forms import TEXT_LIMIT, MessageForm, ReasonForm, StepForm
from dashboard.masked_page import reads_masked
from dashboard.permissions import StaffRequest
from dashboard.selectors import count_unseen
from dashboard.ticket_page import (
    build_about,
    build_messages,
    build_steps,
    build_ticket,
    list_missed,
    seek_ticket,
)
from dashboard.words import describe_event_title
from jepara_tanggap.addresses import client_address

# What a person writes into a step or a message with their own words.
TYPED_FIELDS = ("text", "no_proof_reason", "forwarded_to")


def render_ticket(
    request: StaffRequest,
    complaint: Complaint,
    *,
    typed: StepForm | None = None,
    words: dict[str, MessageForm] | None = None,
    missed: list[dict[str, Any]] | None = None,
    reason: ReasonForm | None = None,
    masks: Mapping[str, Form] | None = None,
    about: Form | None = None,
    status: int = 200,
) -> HttpResponse:
    """Render an opened ticket with its forms; those that were refused keep what was typed."""
    user, look = request.user, look_at_ticket_reporter(request, complaint)
    context = {
        **build_ticket(user=user, complaint=complaint, look=look, now=timezone.now()),
        **build_steps(user=user, complaint=complaint, typed=typed),
        **build_messages(user=user, complaint=complaint, **(words or {})),
        "missed": None if reads_masked(user) else missed,
        "typed": typed,
        "reason_form": reason or ReasonForm(),
        **(masks or {}),
        **({"about_form": about} if about else build_about(user=user, complaint=complaint)),
    }
    return render(request, "dashboard/ticket.html", context, status=status)


def render_closed(
    request: StaffRequest, complaint: Complaint, *, form: ReasonForm | None = None, typed: str = "", status: int = 200
) -> HttpResponse:
    """Show that a ticket is secret, and ask why it is opened; `typed` is what was sent while it had closed again."""
    context = {
        "complaint": complaint,
        "form": form or ReasonForm(),
        "typed": typed[:4000],
        "unseen": count_unseen(request.user),
    }
    return render(request, "dashboard/ticket_closed.html", context, status=status)


def look_at_ticket_reporter(request: StaffRequest, complaint: Complaint) -> ReporterLook:
    """Return the reporter as this person sees them now; recorded where that opens them."""
    address = client_address(request) or None
    return look_at_reporter(user=request.user, complaint=complaint, session=request.session, address=address)


def render_former(
    request: StaffRequest, number: str, *, refused: bool = False, template: str = "dashboard/ticket_former.html"
) -> HttpResponse:
    """Show a ticket that was handed over as it was then; `refused`: what was just sent to it could not be saved."""
    handover = find_handover(user=request.user, number=number)
    if handover is None:
        raise Http404
    context = {
        **build_former(user=request.user, handover=handover),
        "unseen": count_unseen(request.user),
        "now": timezone.now(),
        "refused": refused,
        "typed": _gather_typed(request.POST) if refused else "",
    }
    return render(request, template, context, status=403 if refused else 200)


def render_refused(
    request: StaffRequest,
    number: str,
    refusal: TransitionRefused,
    *,
    step: StepForm | None = None,
    words: dict[str, MessageForm] | None = None,
) -> HttpResponse:
    """Show the ticket as it is now, what happened to it meanwhile, and the form with what was typed."""
    complaint = seek_ticket(user=request.user, number=number)
    if complaint is None:
        return render_former(request, number, refused=True)
    missed = None
    if isinstance(refusal, StaleVersion):
        missed = _renew(step or next(iter((words or {}).values())), complaint)
    else:
        messages.error(request, refusal.message)
    return render_ticket(request, complaint, typed=step, words=words, missed=missed, status=409)


def describe_missed(*, complaint: Complaint, seen_version: int | None) -> list[dict[str, Any]]:
    """Return in words what was done since this version was seen, oldest first; nothing where it is the present one."""
    if seen_version is None or seen_version == complaint.version:
        return []
    missed = list_missed(complaint=complaint, seen_version=seen_version)
    return [{"who": event.actor_name, "what": describe_event_title(event), "event": event} for event in missed]


def _renew(form: StepForm | MessageForm, complaint: Complaint) -> list[dict[str, Any]]:
    missed = describe_missed(complaint=complaint, seen_version=form.cleaned_data["version"])
    # Sent once more after reading, the form speaks of what is there now.
    form.data = {**form.data.dict(), "version": str(complaint.version)}  # type: ignore[attr-defined]
    return missed


def _gather_typed(sent: QueryDict) -> str:
    typed = (strip_unreadable(sent.get(name, "")).strip() for name in TYPED_FIELDS)
    return "\n".join(words for words in typed if words)[:TEXT_LIMIT]
