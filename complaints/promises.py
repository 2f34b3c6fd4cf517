"""By when a report is verified, first answered and resolved: the only code that computes these times.

The limits are data of the category. An emergency's first answer is a matter of minutes at any hour; everything
else is counted in working days, since nobody sits at the desk of an office on a Sunday.
"""

from __future__ import annotations

from datetime import datetime, timedelta

from complaints.deadlines import add_working_days
from complaints.models import Complaint
from dispatch.models import Category

Promise = dict[str, datetime | None]


def promise_times(*, category: Category, now: datetime) -> Promise:
    """Return `verify_due_at`, `respond_due_at` and `due_at` of a report of this category that begins now."""
    return {
        **promise_first_steps(category=category, now=now),
        "due_at": add_working_days(now, category.resolve_working_days),
    }


def promise_first_steps(*, category: Category, now: datetime) -> Promise:
    """Return by when an agency that gets a report now verifies and first answers it; nobody verifies an emergency."""
    if category.is_emergency:
        return {"verify_due_at": None, "respond_due_at": now + timedelta(minutes=category.respond_minutes)}
    return {
        "verify_due_at": add_working_days(now, category.verify_working_days),
        "respond_due_at": add_working_days(now, category.respond_working_days),
    }


def keep_promise(*, complaint: Complaint, promise: Promise) -> None:
    """Write these times onto a complaint, in memory."""
    for name, moment in promise.items():
        setattr(complaint, name, moment)


def renew_verification(*, complaint: Complaint, now: datetime) -> None:
    """Give the agency its days to verify anew, in memory, where a report came back to it; the answer's limit stays."""
    if not complaint.is_emergency:
        promise = promise_first_steps(category=complaint.category, now=now)
        complaint.verify_due_at = promise["verify_due_at"]
