"""Second page, the category; and its own short questions where it has any."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse

from complaints import steps
from complaints.drafts import find_category, save_answers
from complaints.forms.filing import DetailsForm, KindForm
from complaints.models import Draft
from complaints.views.filing_page import address, go_on, render_step
from complaints.views.responses import UNPROCESSABLE, SeeOther
from dispatch.models import Agency, Category, Track


def handle_kind(request: HttpRequest, draft: Draft, category: Category | None) -> HttpResponse:
    """Show or take the category; another one has other questions, so old answers go."""
    if request.method != "POST":
        form = KindForm(initial={"category": category.code if category else ""})
        return _render_kinds(request, draft, category, form)
    form = KindForm(request.POST)
    if not form.is_valid():
        return _render_kinds(request, draft, category, form, UNPROCESSABLE)
    chosen = form.cleaned_data["category"]
    if category is None or chosen.pk != category.pk:
        save_answers(draft=draft, category=chosen.code, answers=[], about_agency=None)
        category = find_category(draft=draft)
        if category and category.has_questions:  # type: ignore[attr-defined]
            return SeeOther(address(draft, steps.DETAILS))
    return go_on(draft, steps.KIND, category)


def handle_details(request: HttpRequest, draft: Draft, category: Category | None) -> HttpResponse:
    """Show or take the category's questions; a category without any has no such page."""
    questions = list(category.questions.filter(is_active=True)[:20]) if category else []
    agencies = _list_agencies(category)
    if not questions and not agencies:
        return go_on(draft, steps.DETAILS, category)
    if request.method != "POST":
        form = DetailsForm(initial=_read_given(draft), questions=questions, agencies=agencies)
        return render_step(request, steps.DETAILS, draft, category, {"form": form})
    form = DetailsForm(request.POST, questions=questions, agencies=agencies)
    if not form.is_valid():
        return render_step(request, steps.DETAILS, draft, category, {"form": form}, UNPROCESSABLE)
    save_answers(draft=draft, answers=form.list_answers(), about_agency=form.about_agency)
    return go_on(draft, steps.DETAILS, category)


def _list_agencies(category: Category | None) -> list[tuple[int, str]]:
    """Return the agencies a supervisory report can be about; none for other categories."""
    if category is None or not category.asks_about_agency:
        return []
    return list(Agency.objects.filter(is_active=True).values_list("pk", "short_name"))


def _read_given(draft: Draft) -> dict[str, Any]:
    given = {f"q{one['id']}": one["answer"] for one in draft.data.get("answers", [])}
    return {**given, "about_agency": (draft.data.get("about_agency") or {}).get("id", "")}


def _render_kinds(
    request: HttpRequest, draft: Draft, category: Category | None, form: KindForm, status: int = 200
) -> HttpResponse:
    offered = list(Category.objects.filter(is_active=True))
    context = {
        "form": form,
        "emergencies": [one for one in offered if one.track == Track.EMERGENCY],
        "others": [one for one in offered if one.track != Track.EMERGENCY],
    }
    return render_step(request, steps.KIND, draft, category, context, status)
