"""By when a report is verified, first answered and resolved: the only code that computes these times.

The limits are data of the category, and what is added to them is data of the district. An emergency's first answer
is a matter of minutes at any hour; everything else is counted in working days, since nobody sits at the desk of an
office on a Sunday.
"""

from __future__ import annotations

from datetime import datetime, timedelta

from complaints.deadlines import add_working_days
from complaints.models import Complaint
from dispatch.extra_time import NO_EXTRA, Extra, find_extra_time
from dispatch.models import Category

Promise = dict[str, datetime | None]


def promise_times(*, category: Category, now: datetime, extra: Extra = NO_EXTRA) -> Promise:
    """Return `verify_due_at`, `respond_due_at` and `due_at` of a report of this category that begins now."""
    return {
        **promise_first_steps(category=category, now=now, extra=extra),
        "due_at": add_working_days(now, category.resolve_working_days + extra.resolve_days),
    }


def promise_first_steps(*, category: Category, now: datetime, extra: Extra = NO_EXTRA) -> Promise:
    """Return by when an agency that gets a report now verifies and first answers it; nobody verifies an emergency."""
    if category.is_emergency:
        minutes = category.respond_minutes + extra.minutes
        return {"verify_due_at": None, "respond_due_at": now + timedelta(minutes=minutes)}
    return {
        "verify_due_at": add_working_days(now, category.verify_working_days + extra.verify_days),
        "respond_due_at": add_working_days(now, category.respond_working_days + extra.respond_days),
    }


def keep_promise(*, complaint: Complaint, promise: Promise) -> None:
    """Write these times onto a complaint, in memory."""
    for name, moment in promise.items():
        setattr(complaint, name, moment)


def renew_first_steps(*, complaint: Complaint, now: datetime) -> None:
    """Give the agency that has it now its own time to verify and to answer, in memory. At most one statement."""
    extra = find_extra_time(category=complaint.category, district_id=complaint.district_id)
    keep_promise(complaint=complaint, promise=promise_first_steps(category=complaint.category, now=now, extra=extra))


def renew_verification(*, complaint: Complaint, now: datetime) -> None:
    """Give the agency its days to verify anew, in memory, where a report came back to it; the answer's limit stays."""
    if not complaint.is_emergency:
        answer_by = complaint.respond_due_at
        renew_first_steps(complaint=complaint, now=now)
        complaint.respond_due_at = answer_by
