"""Answering the reporters of a major incident together: written, looked at, sent, and followed."""

from __future__ import annotations

from functools import partial
from uuid import uuid4

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.template.loader import render_to_string
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from complaints.actors import actor_for_user
from complaints.choices import EventKind
from complaints.major.answering import retry_refused, select_answered, write_answer
from complaints.models import IncidentAnswer, MajorIncident
from complaints.refusals import TransitionRefused
from complaints.timeline import Line
from dashboard.incident_forms import JointAnswerForm
from dashboard.incident_page import find_incident, list_answers
from dashboard.permissions import StaffRequest
from dashboard.selectors import count_unseen
from dashboard.shared_fragment import answer_with, read_fragment
from dashboard.views.incidents import require_manager

SEND, CHANGE = "kirim", "ubah"


@never_cache
@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def answer_together(request: StaffRequest, incident_id: int) -> HttpResponse:
    """Ask for the words, show them as a reporter reads them, and then send."""
    require_manager(request)
    incident = find_incident(user=request.user, incident_id=incident_id)
    if request.method != "POST":
        return _render_form(request, incident, JointAnswerForm(initial={"token": uuid4()}))
    form = JointAnswerForm(request.POST)
    if not form.is_valid():
        return _render_form(request, incident, form, 400)
    what = request.POST.get("langkah", "")
    if what == CHANGE:
        return _render_form(request, incident, form)
    if what != SEND:
        return _render_preview(request, incident, form)
    try:
        write_answer(incident_id=incident.pk, actor=actor_for_user(request.user), **form.cleaned_data)
    except TransitionRefused as refusal:
        form.add_error(None, refusal.message)
        return _render_form(request, incident, form, 409)
    messages.success(request, "Jawaban disimpan dan sedang ditulis di tiap laporan.")
    return redirect("dashboard:incident", incident.pk)


@never_cache
@login_required
@require_safe
def show_progress(request: StaffRequest, incident_id: int) -> HttpResponse:
    """Answer the page's question how far the answers are, as far as this person may count."""
    incident = find_incident(user=request.user, incident_id=incident_id)
    # Everybody counts only what they may read, so that each person has a part of their own.
    key = f"dashboard.incident.{incident.pk}.{request.user.pk}"
    return answer_with(request, read_fragment(key, partial(_render_answers, request, incident)))


@login_required
@require_POST
def retry(request: StaffRequest, incident_id: int, answer_id: int) -> HttpResponse:
    """Try again, in one's own name, where an answer could not be written."""
    require_manager(request)
    incident = find_incident(user=request.user, incident_id=incident_id)
    if not IncidentAnswer.objects.filter(pk=answer_id, incident=incident).exists():
        raise Http404
    count = retry_refused(answer_id=answer_id, actor=actor_for_user(request.user))
    if count:
        messages.success(request, f"{count} laporan dicoba lagi atas nama Anda.")
    else:
        messages.warning(request, "Tidak ada yang dapat dicoba lagi.")
    return redirect("dashboard:incident", incident.pk)


def _render_form(
    request: StaffRequest, incident: MajorIncident, form: JointAnswerForm, status: int = 200
) -> HttpResponse:
    context = {"incident": incident, "form": form, **_count(request, incident), "unseen": count_unseen(request.user)}
    return render(request, "dashboard/incidents/answer.html", context, status=status)


def _render_preview(request: StaffRequest, incident: MajorIncident, form: JointAnswerForm) -> HttpResponse:
    counts = _count(request, incident)
    line = Line(
        title=EventKind.ANSWER.label,
        text=form.cleaned_data["text"],
        who=actor_for_user(request.user).name,
        at=timezone.now(),
        look=None,
    )
    context = {
        "incident": incident,
        "form": form,
        "items": [line],
        "count": counts["unfinished_count"] if form.cleaned_data["only_unfinished"] else counts["all_count"],
        "unseen": count_unseen(request.user),
    }
    return render(request, "dashboard/incidents/preview.html", context)


def _count(request: StaffRequest, incident: MajorIncident) -> dict[str, int]:
    actor = actor_for_user(request.user)
    everybody = select_answered(incident=incident, actor=actor)
    unfinished = select_answered(incident=incident, actor=actor, only_unfinished=True)
    return {"all_count": everybody.count(), "unfinished_count": unfinished.count()}


def _render_answers(request: StaffRequest, incident: MajorIncident) -> str:
    context = {"incident": incident, "answers": list_answers(user=request.user, incident=incident)}
    # Without the request: the part is kept, and a token of a form in it would grow old.
    return render_to_string("dashboard/incidents/answers.html", context | {"user": request.user})
