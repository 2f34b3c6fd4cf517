"""Who may do what on the staff pages, beyond what the lifecycle itself decides."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.http import HttpRequest

from accounts.roles import Right
from complaints.models import Complaint

if TYPE_CHECKING:
    from accounts.models import User


class StaffRequest(HttpRequest):
    """A request behind `login_required`: its user is a member of staff."""

    user: User


def may_answer(*, user: User, complaint: Complaint) -> bool:
    """Whether this person speaks to the reporter: the responsible agency, and the county's desk."""
    if user.works_for_agency and user.agency_id != complaint.agency_id:
        return False
    return user.may(Right.ANSWER)


def may_note(*, user: User) -> bool:
    """Whether this person writes internal notes: everyone but those who only read."""
    return user.may(Right.NOTE)


def may_see_reporter(*, user: User, complaint: Complaint) -> bool:
    """Whether this person sees how to reach the reporter; nobody does if the report is anonymous."""
    return not complaint.is_anonymous and user.may(Right.SEE_REPORTER)
