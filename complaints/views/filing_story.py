"""First page: what happened, with photos."""

from __future__ import annotations

from datetime import datetime

from django.http import HttpRequest, HttpResponse
from django.utils import timezone

from complaints import steps
from complaints.drafts import save_answers
from complaints.forms.filing import LOCAL_TIME, StoryForm
from complaints.models import Draft
from complaints.photo_uploads import MOST_PHOTOS, Uploaded, remove_photo
from complaints.views.filing_page import address, go_on, render_step
from complaints.views.responses import UNPROCESSABLE, SeeOther
from complaints.views.uploads import take_photos
from dispatch.models import Category


def handle_story(request: HttpRequest, draft: Draft, category: Category | None) -> HttpResponse:
    """Show or take the story; a photo that cannot be used never costs the text or the others."""
    if request.method != "POST":
        return _render(request, draft, category, StoryForm(initial=_read_initial(draft)), [])
    form = StoryForm(request.POST)
    uploaded = _take_photos(request, draft, is_emergency=category is not None and category.is_emergency)
    stays = bool({"remove", "upload"} & set(request.POST))
    if form.is_valid():
        save_answers(draft=draft, **form.cleaned_data)
    elif not (stays and _is_only_empty(form)):
        return _render(request, draft, category, form, uploaded.problems, UNPROCESSABLE)
    if uploaded.problems:
        return _render(request, draft, category, form, uploaded.problems, UNPROCESSABLE)
    return SeeOther(address(draft, steps.STORY)) if stays else go_on(draft, steps.STORY, category)


def _take_photos(request: HttpRequest, draft: Draft, *, is_emergency: bool) -> Uploaded:
    if request.POST.get("remove"):
        remove_photo(draft=draft, photo_id=request.POST["remove"])
    uploaded = take_photos(
        request, is_emergency=is_emergency, count_room=lambda: MOST_PHOTOS - draft.photos.count(), draft=draft
    )
    if uploaded.points:
        save_answers(draft=draft, photo_points={**draft.data.get("photo_points", {}), **uploaded.points})
    return uploaded


def _is_only_empty(form: StoryForm) -> bool:
    return list(form.errors) == ["text"] and form.has_error("text", "required")


def _read_initial(draft: Draft) -> dict[str, str]:
    moment = draft.data.get("occurred_at")
    shown = timezone.localtime(datetime.fromisoformat(moment)).strftime(LOCAL_TIME) if moment else ""
    return {"text": draft.data.get("text", ""), "occurred_at": shown}


def _render(
    request: HttpRequest,
    draft: Draft,
    category: Category | None,
    form: StoryForm,
    problems: list[str],
    status: int = 200,
) -> HttpResponse:
    for problem in problems:
        form.add_error(None, problem)
    photos = list(draft.photos.all())
    context = {"form": form, "photos": photos, "problems": problems, "room": MOST_PHOTOS - len(photos)}
    return render_step(request, steps.STORY, draft, category, context, status)
