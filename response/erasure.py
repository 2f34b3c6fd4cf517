"""What the field room forgets: names, words and positions, with the complaint they belong to."""

from __future__ import annotations

from complaints.models import Complaint
from response.models import Engagement

# Stamps stay: they name nobody, and the figures are made of them.
_FORGOTTEN = {
    "asked_for": "",
    "declined_reason": "",
    "needs_help_text": "",
    "by": "",
    "words": "",
    "lat": None,
    "lng": None,
    "position_at": None,
}


def forget_field_words(complaint: Complaint) -> None:
    """Forget who of an agency said what, and where they stood, of a complaint that is erased."""
    Engagement.objects.filter(complaint=complaint).update(**_FORGOTTEN)
