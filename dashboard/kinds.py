"""The kinds of emergencies as the board needs them, read once in a while."""

from __future__ import annotations

from dataclasses import dataclass

from django.conf import settings
from django.core.cache import cache
from django.db.models import Case, IntegerField, Subquery, When

from calls.models import ServiceLimit
from dispatch.models import Category, Track

KINDS_KEY = "dashboard.emergency_kinds"
KINDS_SECONDS = 30
ARRIVAL = "fire_arrival_minutes"


@dataclass(frozen=True)
class Kind:
    """One kind, and within how many minutes its crew should be there; None where no rule says so."""

    code: str
    name: str
    arrival_minutes: int | None


def list_kinds() -> list[Kind]:
    """Return every kind of emergency in use, in at most one statement. A change in the admin shows within a minute."""
    found = cache.get(KINDS_KEY)
    if found is None:
        minutes = Subquery(ServiceLimit.objects.filter(code=ARRIVAL).values("value"))
        limit = Case(When(code__in=settings.FIRE_CATEGORIES, then=minutes), output_field=IntegerField())
        rows = Category.objects.filter(track=Track.EMERGENCY, is_active=True).annotate(limit=limit)
        found = [Kind(*row) for row in rows.values_list("code", "name", "limit")]
        cache.set(KINDS_KEY, found, KINDS_SECONDS)
    return found
