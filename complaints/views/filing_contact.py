"""Last question: how to reach the reporter."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse

from complaints import steps
from complaints.drafts import save_answers
from complaints.forms.filing import ContactForm
from complaints.models import Draft
from complaints.views.filing_page import go_on, render_step
from complaints.views.responses import UNPROCESSABLE
from dispatch.models import Category


def handle_contact(request: HttpRequest, draft: Draft, category: Category | None) -> HttpResponse:
    """Show or take the contact; all of it may stay empty unless the category needs it."""
    needed = category is not None and category.needs_contact
    if request.method != "POST":
        return render_step(
            request, steps.CONTACT, draft, category, {"form": ContactForm(initial=draft.data, needs_contact=needed)}
        )
    form = ContactForm(request.POST, needs_contact=needed)
    if not form.is_valid():
        return render_step(request, steps.CONTACT, draft, category, {"form": form}, UNPROCESSABLE)
    save_answers(draft=draft, **form.cleaned_data)
    return go_on(draft, steps.CONTACT, category)
