"""The reporter's own page, behind the private link: everything of theirs, and what they can do."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.views.decorators.http import require_http_methods

from complaints.access import check_link_token, make_pin, private_path
from complaints.actors import REPORTER
from complaints.choices import FINAL, EventKind, Status
from complaints.deadlines import describe_deadline
from complaints.forms.base import format_phone
from complaints.forms.tracking import ReporterActionForm
from complaints.lifecycle import (
    MissingField,
    NotAllowed,
    StaleVersion,
    TransitionRefused,
    add_message,
    apply_transition,
    available_transitions,
)
from complaints.major.reading import tell_public
from complaints.models import Complaint, Photo
from complaints.photo_uploads import MOST_PHOTOS, Uploaded
from complaints.raising import tell_raised
from complaints.ticket_numbers import is_valid
from complaints.timeline import Line, build_reporter_timeline, link_photo
from complaints.views.responses import UNPROCESSABLE, SeeOther, render_private
from complaints.views.unsaved_words import ADD, rescue_words
from complaints.views.uploads import take_photos
from jepara_tanggap.limits import require

CONFLICT = 409
# A report is no album: with all additions together.
MOST_PHOTOS_IN_ALL = 20


@dataclass
class Attempt:
    """What the reporter just sent, and why it was not taken."""

    action: str = ""
    form: ReporterActionForm | None = None
    message: str = ""
    field: str = ""
    status: int = 200


@require_http_methods(["GET", "HEAD", "POST"])
def show_mine(request: HttpRequest, number: str, token: str) -> HttpResponse:
    """Show everything of the reporter's, or take what they add or decide."""
    complaint = open_complaint(number, token)
    if request.method != "POST":
        return _render(request, complaint, Attempt())
    if not complaint.is_emergency:
        require("reporter_writes", complaint.number)
    attempt = _act(request, complaint)
    if attempt.status == 200:
        return SeeOther(private_path(complaint))
    return _render(request, open_complaint(number, token), attempt)


def open_complaint(number: str, token: str) -> Complaint:
    """Return the complaint of this number if the token is its own; Http404 otherwise."""
    if not is_valid(number):
        raise Http404
    complaint = Complaint.objects.real().with_relations().defer("village__boundary").filter(number=number).first()
    if complaint is None or not check_link_token(complaint, token):
        raise Http404
    return complaint


def _act(request: HttpRequest, complaint: Complaint) -> Attempt:
    form = ReporterActionForm(request.POST)
    action = request.POST.get("action", "")
    if not form.is_valid():
        field, errors = next(iter(form.errors.items()))
        return Attempt(action, form, str(errors[0]), field, UNPROCESSABLE)
    try:
        problems = _take(request, complaint, action, form)
    except MissingField as refusal:
        return Attempt(action, form, refusal.message, refusal.field, UNPROCESSABLE)
    except (NotAllowed, StaleVersion, TransitionRefused) as refusal:
        return Attempt(action, form, refusal.message, "", CONFLICT)
    return Attempt(action, form, " ".join(problems), "photos", UNPROCESSABLE) if problems else Attempt()


def _take(request: HttpRequest, complaint: Complaint, action: str, form: ReporterActionForm) -> list[str]:
    """Do it through the lifecycle; return what was wrong with photos, whose text is kept anyway."""
    given = form.cleaned_data
    if action != ADD:
        apply_transition(
            complaint_id=complaint.pk,
            action=action,
            actor=REPORTER,
            last_read=given["last_read"],
            text=given["text"],
            rating=given["rating"],
        )
        return []
    uploaded = _take_photos(request, complaint) if given["text"] and can_add(complaint) else Uploaded()
    add_message(
        complaint_id=complaint.pk,
        actor=REPORTER,
        kind=EventKind.REPORTER_MESSAGE,
        text=given["text"],
        photo_ids=[photo.pk for photo in uploaded.photos],
    )
    return uploaded.problems


def _take_photos(request: HttpRequest, complaint: Complaint) -> Uploaded:
    return take_photos(
        request,
        is_emergency=complaint.is_emergency,
        count_room=lambda: _count_room(complaint.photos.count()),
        complaint=complaint,
    )


def can_add(complaint: Complaint) -> bool:
    """Tell whether the reporter may still add something; what is over is over."""
    return complaint.status not in FINAL


def _offer_choices(complaint: Complaint) -> dict[str, Any]:
    """Return what the reporter can decide or add now, with the dangerous endings apart."""
    choices = available_transitions(complaint, REPORTER)
    usual = [choice for choice in choices if choice.tone != "danger"]
    # Where an answer is asked for, a second box beside it would only confuse.
    asked = any("text" in choice.needs for choice in usual if choice.tone == "primary")
    endings = [choice for choice in choices if choice.tone == "danger"]
    return {"choices": usual, "endings": endings, "can_add": can_add(complaint) and not asked}


def _find_question(complaint: Complaint, timeline: list[Line]) -> str:
    if complaint.status != Status.NEEDS_INFO:
        return ""
    return next((line.text for line in timeline if line.text and line.who != REPORTER.name), "")


def _render(request: HttpRequest, complaint: Complaint, attempt: Attempt) -> HttpResponse:
    offered = _offer_choices(complaint)
    typed = (attempt.form["text"].value() or "") if attempt.form else ""
    context = {
        **_tell_report(complaint),
        **offered,
        "attempt": attempt,
        "typed": typed,
        "typed_rating": attempt.form["rating"].value() if attempt.form else None,
        "unsaved": rescue_words(
            complaint=complaint,
            action=attempt.action,
            typed=typed,
            choices=[*offered["choices"], *offered["endings"]],
            can_add=offered["can_add"],
        ),
        "had_photos": bool(request.FILES),
        "stars": [str(stars) for stars in range(1, 6)],
    }
    return render_private(request, "complaints/mine.html", context, attempt.status)


def _tell_report(complaint: Complaint) -> dict[str, Any]:
    photos = list(Photo.objects.filter(complaint=complaint).select_related("event"))
    timeline = build_reporter_timeline(complaint=complaint, photos=photos)
    return {
        "complaint": complaint,
        "phone": format_phone(complaint.reporter.phone) if complaint.reporter else "",
        "forwarded_to": complaint.forwarded_to,
        "is_over": complaint.status in FINAL,
        "incident": tell_public(complaint),
        "raised": tell_raised(complaint=complaint),
        "question": _find_question(complaint, timeline),
        "pin": make_pin(complaint),
        "my_data_url": f"{private_path(complaint)}data/",
        "deadline": describe_deadline(complaint),
        "timeline": timeline,
        "last_read": max((line.pk for line in timeline), default=0),
        "photos": [link_photo(complaint=complaint, photo=photo) for photo in photos if photo.event is None],
        "photo_room": _count_room(len(photos)),
    }


def _count_room(photos: int) -> int:
    return max(0, min(MOST_PHOTOS, MOST_PHOTOS_IN_ALL - photos))
