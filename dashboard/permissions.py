"""Who may do what on the staff pages, beyond what the lifecycle itself decides."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.http import HttpRequest

from accounts.models import Role
from complaints.models import Complaint

if TYPE_CHECKING:
    from accounts.models import User


class StaffRequest(HttpRequest):
    """A request behind `login_required`: its user is a member of staff."""

    user: User


_COUNTY_VOICES = frozenset({Role.COORDINATOR, Role.ADMINISTRATOR, Role.DISPATCHER})


def may_answer(*, user: User, complaint: Complaint) -> bool:
    """Whether this person speaks to the reporter: the responsible agency, and the county's desk."""
    if user.works_for_agency:
        return user.agency_id == complaint.agency_id
    return user.role in _COUNTY_VOICES


def may_note(*, user: User) -> bool:
    """Whether this person writes internal notes: everyone but those who only read."""
    return user.role != Role.EXECUTIVE


def may_see_reporter(*, user: User, complaint: Complaint) -> bool:
    """Whether this person sees how to reach the reporter; nobody does if the report is anonymous."""
    return not complaint.is_anonymous and user.role != Role.EXECUTIVE
