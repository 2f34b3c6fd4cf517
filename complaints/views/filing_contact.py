"""Last question: how to reach the reporter."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse

from complaints import steps
from complaints.drafts import save_answers
from complaints.forms.filing import ContactForm
from complaints.models import Draft
from complaints.privacy.consents import may_be_published
from complaints.privacy.notice import find_notice_in_force
from complaints.views.filing_page import go_on, render_step
from complaints.views.responses import UNPROCESSABLE
from dispatch.models import Category


def handle_contact(request: HttpRequest, draft: Draft, category: Category | None) -> HttpResponse:
    """Show or take the contact; all of it may stay empty unless the category needs it."""
    asks = {
        "needs_contact": category is not None and category.needs_contact,
        "may_publish": category is not None and may_be_published(category),
    }
    if request.method != "POST":
        return _render(request, draft, category, ContactForm(initial=draft.data, **asks))
    form = ContactForm(request.POST, **asks)
    if not form.is_valid():
        return _render(request, draft, category, form, UNPROCESSABLE)
    save_answers(draft=draft, **form.cleaned_data)
    return go_on(draft, steps.CONTACT, category)


def _render(
    request: HttpRequest, draft: Draft, category: Category | None, form: ContactForm, status: int = 200
) -> HttpResponse:
    context = {"form": form, "notice": find_notice_in_force()}
    return render_step(request, steps.CONTACT, draft, category, context, status)
