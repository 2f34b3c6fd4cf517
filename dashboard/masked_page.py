"""A ticket as those see it who read the county without handling anything: masked, and nothing but what is open.

They get no notes, no landmark, no exact point, no answers and no photo: the public gets none of them either.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from accounts.roles import Right
from complaints.choices import Audience
from complaints.models import Complaint, Event
from complaints.public_texts import is_public_line, mask_for_public

if TYPE_CHECKING:
    from accounts.models import User

# Parts of the page that are about handling, or made from words that are not the reader's to read.
LEFT_OUT = ("response", "links", "flag", "incident", "mask_form", "lift_form")


def reads_masked(user: User) -> bool:
    """Tell whether this person reads tickets masked."""
    return not user.may(Right.READ_WHOLE)


def mask_ticket(complaint: Complaint) -> None:
    """Take out of a complaint in memory what is not open; it is shown, and never saved."""
    complaint.text = mask_for_public(complaint=complaint, text=complaint.text).text
    complaint.forwarded_to = mask_for_public(complaint=complaint, text=complaint.forwarded_to).text
    complaint.landmark = complaint.routing_explanation = ""
    complaint.answers, complaint.lat, complaint.lng = [], None, None
    complaint.about_agency = None


def mask_history(complaint: Complaint, events: Iterable[Event]) -> list[Event]:
    """Return the open lines, masked and without what was typed beside them, and with the names of offices alone."""
    shown = [event for event in events if event.audience == Audience.PUBLIC]
    for event in shown:
        is_open = is_public_line(event)
        event.text = mask_for_public(complaint=complaint, text=event.text).text if is_open else ""
        event.data = {name: value for name, value in event.data.items() if name in _OFFICES}
        event.user = None
    return shown


_OFFICES = ("from_agency", "to_agency", "category", "happened_at", "merged_into")
