"""What the views of one ticket answer with."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.forms import Form
from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone

from complaints.looks import ReporterLook, look_at_reporter
from complaints.models import Complaint
from dashboard.forms import MessageForm, ReasonForm, StepForm
from dashboard.permissions import StaffRequest
from dashboard.selectors import count_unseen
from dashboard.ticket_page import build_about, build_messages, build_steps, build_ticket
from jepara_tanggap.addresses import client_address


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
        "missed": missed,
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
