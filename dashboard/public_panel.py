"""The panel "Teks untuk umum" of a ticket: what others read, and the forms that mend it."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from django.conf import settings

from complaints.mask_edits import may_add_masks, may_lift_masks
from complaints.models import Complaint, Event
from complaints.public_texts import list_public_texts
from dashboard.forms import LiftForm, MaskForm

if TYPE_CHECKING:
    from accounts.models import User


def build_public_panel(*, user: User, complaint: Complaint, events: Iterable[Event]) -> dict[str, Any]:
    """Return the public texts with their masks, and the forms this person may use; no statement of its own."""
    texts = list_public_texts(complaint=complaint, events=events)
    hidden = {words: mask for text in texts for words, mask in text.hidden.items()}
    return {
        "public_texts": texts,
        "hidden": hidden,
        "tells_story": settings.PUBLIC_STORIES and complaint.is_public,
        "goes_to_wadul": settings.WADUL_MASK_TEXT and not complaint.is_emergency,
        "mask_form": MaskForm(auto_id="samarkan_%s") if may_add_masks(user=user, complaint=complaint) else None,
        "lift_form": _offer_lifting(user, complaint, hidden),
    }


def _offer_lifting(user: User, complaint: Complaint, hidden: dict[str, str]) -> LiftForm | None:
    if not hidden or not may_lift_masks(user=user, complaint=complaint):
        return None
    return LiftForm(hidden=hidden, auto_id="buka_%s")
