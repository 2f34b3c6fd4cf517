"""Filing a report: where it begins, its pages, and the answer."""

from __future__ import annotations

import uuid

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from complaints import steps
from complaints.access import make_pin, private_path
from complaints.deadlines import describe_deadline
from complaints.drafts import NoSuchDraft, find_category, find_draft, find_last_draft, start_draft
from complaints.emergency_help import get_emergency_help
from complaints.forms.filing import StoryForm
from complaints.models import Complaint, Draft
from complaints.photo_uploads import MOST_PHOTOS
from complaints.views import filing_contact, filing_kind, filing_place, filing_review, filing_story
from complaints.views.filing_page import render_step
from complaints.views.lost_draft import answer_lost_draft
from complaints.views.pace import slow_down_start
from complaints.views.responses import SeeOther, read_draft_cookie, remember_draft, render_private

HANDLERS = {
    steps.STORY: filing_story.handle_story,
    steps.KIND: filing_kind.handle_kind,
    steps.DETAILS: filing_kind.handle_details,
    steps.PLACE: filing_place.handle_place,
    steps.CONTACT: filing_contact.handle_contact,
    steps.REVIEW: filing_review.handle_review,
}


@require_http_methods(["GET", "HEAD", "POST"])
def start(request: HttpRequest) -> HttpResponse:
    """Show the first page; a draft is made only when something is sent."""
    cookie = read_draft_cookie(request)
    if request.method == "POST":
        if held_up := slow_down_start(request):
            return held_up
        draft = start_draft(cookie=cookie)
        return remember_draft(filing_story.handle_story(request, draft, None), draft)
    context = {"last_draft": find_last_draft(cookie=cookie), "form": StoryForm(), "room": MOST_PHOTOS}
    return render_step(request, steps.STORY, None, None, context)


@require_http_methods(["GET", "HEAD", "POST"])
def show_step(request: HttpRequest, token: uuid.UUID, slug: str) -> HttpResponse:
    """Show or take one page; earlier pages that miss an answer come first."""
    if slug not in HANDLERS:
        raise Http404
    draft = _seek_draft(request, token)
    if draft is None:
        return answer_lost_draft(request)
    if draft.complaint_id is not None:
        return SeeOther(reverse("complaints:filed", args=[draft.token]))
    category = find_category(draft=draft)
    missing = steps.find_missing_step(draft=draft, category=category)
    if steps.is_too_early(slug=slug, missing=missing):
        return SeeOther(reverse("complaints:step", args=[draft.token, missing]))
    response = HANDLERS[slug](request, draft, category)
    return remember_draft(response, draft) if request.method == "POST" else response


@require_safe
def show_filed(request: HttpRequest, token: uuid.UUID) -> HttpResponse:
    """Show the number, the PIN and the private link; the same page however often it is asked for."""
    draft = _seek_draft(request, token)
    if draft is None:
        return answer_lost_draft(request)
    if draft.complaint_id is None:
        return SeeOther(reverse("complaints:step", args=[draft.token, steps.REVIEW]))
    complaint = Complaint.objects.with_relations().defer("village__boundary").get(pk=draft.complaint_id)
    context = {
        "complaint": complaint,
        "pin": make_pin(complaint),
        "private_path": private_path(complaint),
        "private_link": settings.BASE_URL + private_path(complaint),
        "deadline": describe_deadline(complaint),
        "help": (
            get_emergency_help(category=complaint.category, agency=complaint.agency) if complaint.is_emergency else None
        ),
    }
    return render_private(request, "complaints/filed.html", context)


def _seek_draft(request: HttpRequest, token: uuid.UUID) -> Draft | None:
    try:
        return find_draft(token=token, cookie=read_draft_cookie(request))
    except NoSuchDraft:
        return None
