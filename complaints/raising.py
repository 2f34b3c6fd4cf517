"""A routine report that a person makes an emergency: which kinds it may become, and what changes with it.

`complaints.lifecycle` calls this for its step `raise_to_emergency`; nothing else does.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.conf import settings
from django.db.models import QuerySet

from complaints.choices import UNFINISHED
from complaints.emergency_help import get_emergency_help
from complaints.models import Complaint, ComplaintSupport
from complaints.privacy.publication import OPEN_TO_ALL
from complaints.promises import keep_promise, promise_times
from complaints.refusals import MissingField
from complaints.urgency import load_rules
from dispatch.models import Agency, Category, Track, Visibility
from dispatch.routing import find_route

RAISE = "raise_to_emergency"
# From everybody to named readers only.
_NARROWING = (
    Visibility.PUBLIC,
    Visibility.PUBLIC_MASKED,
    Visibility.ANONYMOUS,
    Visibility.PRIVATE,
    Visibility.SECRET,
)


def select_emergency_categories(*, complaint: Complaint) -> QuerySet[Category]:
    """Return the kinds a report may be raised to; a secret one stays with a kind that has named readers."""
    kinds = Category.objects.filter(track=Track.EMERGENCY, is_active=True)
    return kinds.filter(visibility=Visibility.SECRET) if complaint.is_for_named_readers else kinds


def find_emergency_category(*, complaint: Complaint, code: str) -> Category:
    """Return the kind of this code. Raises MissingField for one this report may not become."""
    category = select_emergency_categories(complaint=complaint).filter(code=code).select_related("agency").first()
    if category is not None:
        return category
    words = "Pilih jenis darurat dari daftar."
    if complaint.is_for_named_readers:
        words = (
            "Laporan rahasia hanya dapat menjadi jenis darurat yang rahasia. "
            "Telepon OPD-nya, atau buat laporan darurat baru."
        )
    raise MissingField("emergency_category", words)


def suggest_category_code(groups: list[str]) -> str:
    """Return the code of the category that the first sign's group is usually filed under; empty for no sign."""
    known = load_rules(settings.URGENCY_RULES).groups
    return next((known[group].category for group in groups if group in known), "")


def turn_into_emergency(*, complaint: Complaint, category: Category, actor_name: str, now: datetime) -> None:
    """Change kind, agency, clocks and openness in memory; supporting agencies are written. What is open only narrows.

    The clock to respond starts now: nobody was asked before.
    """
    route = find_route(category=category, village=complaint.village, about_agency_id=complaint.about_agency_id)
    why = f"Dinaikkan menjadi darurat oleh {actor_name}. {route.explanation}"
    complaint.routing_explanation = "\n".join(part for part in (why, complaint.routing_explanation) if part)
    complaint.category, complaint.track, complaint.agency = category, category.track, route.agency
    complaint.visibility = max(complaint.visibility, category.visibility, key=_rank)
    complaint.allows_publication = complaint.allows_publication and complaint.visibility in OPEN_TO_ALL
    complaint.allows_social = complaint.allows_social and complaint.allows_publication
    complaint.raised_at = now
    keep_promise(complaint=complaint, promise=promise_times(category=category, extra=route.extra, now=now))
    complaint.paused_at = complaint.acknowledged_at = complaint.resolved_at = None
    _support(complaint, route.supporting)


def describe_raise(*, left: Category, category: Category, from_agency: Agency, to_agency: Agency) -> dict[str, Any]:
    """Return what the event keeps, in words that stay true."""
    return {
        "from_category": left.name,
        "category": category.name,
        "from_agency": from_agency.short_name,
        "to_agency": to_agency.short_name,
    }


def tell_raised(*, complaint: Complaint) -> dict[str, Any] | None:
    """Return what its reporter is told of a raise while the emergency is open: what changed, and whom to call.

    Nothing, and no statement, for a report that was never raised.
    """
    if complaint.raised_at is None or complaint.status not in UNFINISHED:
        return None
    lines = complaint.events.filter(action=RAISE).order_by("-pk")
    changed = lines.values_list("data", flat=True).first() or {}
    return {
        **changed,
        "at": complaint.raised_at,
        "help": get_emergency_help(category=complaint.category, agency=complaint.agency),
    }


def _rank(visibility: str) -> int:
    return _NARROWING.index(Visibility(visibility))


def _support(complaint: Complaint, agencies: list[Agency]) -> None:
    ComplaintSupport.objects.filter(complaint=complaint, agency=complaint.agency).delete()
    rows = [ComplaintSupport(complaint=complaint, agency=agency) for agency in agencies]
    ComplaintSupport.objects.bulk_create(rows, ignore_conflicts=True)
