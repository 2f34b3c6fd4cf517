"""A page of filing whose draft is over a day old, or is another browser's: what was typed begins a new report.

One answer for both, and for what never was: it must not tell whether somebody's draft exists.
"""

from __future__ import annotations

import re

from django.http import HttpRequest, HttpResponse, QueryDict

from complaints import steps
from complaints.drafts import find_last_draft
from complaints.emergency_help import get_emergency_help
from complaints.forms.filing import DetailsForm, StoryForm
from complaints.photo_uploads import MOST_PHOTOS
from complaints.typed_text import strip_unreadable, tidy_text
from complaints.views.filing_page import render_step
from complaints.views.responses import read_draft_cookie

NOT_FOUND = 404
# Not for the story, which many read: shown, to be given again where it is asked for.
CONTACT = {"name": "Nama", "phone": "Telepon", "email": "Surel"}
_QUESTION = re.compile(r"q\d+")
_CHOSEN = frozenset(value for value, _ in DetailsForm.YES_NO)


def answer_lost_draft(request: HttpRequest) -> HttpResponse:
    """Show the first page with the words that were just sent, and say why it begins anew."""
    sent = request.POST
    context = {
        "form": StoryForm(initial={"text": _gather_story(sent), "occurred_at": _read(sent, "occurred_at")}),
        "room": MOST_PHOTOS,
        "last_draft": find_last_draft(cookie=read_draft_cookie(request)),
        "help": get_emergency_help(),
        "is_lost": True,
        "contact": [(label, _read(sent, name)) for name, label in CONTACT.items() if _read(sent, name)],
        "had_photos": bool(request.FILES),
    }
    return render_step(request, steps.STORY, None, None, context, NOT_FOUND)


def _gather_story(sent: QueryDict) -> str:
    """Return all that was typed of the matter: the story, the answers, and the place in words."""
    answers = [_read(sent, name) for name in sent if _QUESTION.fullmatch(name)]
    place = ", ".join(filter(None, (_read(sent, "village"), _read(sent, "landmark"))))
    typed = [_read(sent, "text"), *(answer for answer in answers if answer not in _CHOSEN)]
    return "\n".join(filter(None, [*typed, f"Lokasi: {place}" if place else ""]))


def _read(sent: QueryDict, name: str) -> str:
    return strip_unreadable(tidy_text(sent.get(name, "")))
