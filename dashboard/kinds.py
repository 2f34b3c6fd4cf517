"""The kinds of emergencies, and with them the plans of escalation, as the board needs them: read once in a while."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.core.cache import cache
from django.db.models import Case, F, IntegerField, QuerySet, Subquery, Value, When

from calls.models import ServiceLimit
from dispatch.escalation_plan import keep_plans
from dispatch.models import Category, EscalationStep, Track

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
    """Return every kind of emergency in use, in at most one statement. A change in the admin shows within a minute.

    The plans of escalation come along in it and are kept too, since whoever draws the board needs both.
    """
    found = cache.get(KINDS_KEY)
    if found is None:
        rows = list(_select_kinds().union(_select_steps(), all=True))
        kinds = sorted((row for row in rows if not row[0]), key=lambda row: (row[5], row[3]))
        found = [Kind(*row[2:5]) for row in kinds]
        keep_plans(EscalationStep(**dict(zip(_STEP, row[1:], strict=True))) for row in rows if row[0])
        cache.set(KINDS_KEY, found, KINDS_SECONDS)
    return found


# The columns of a step behind the one that says it is a step; a kind stands in the same places.
_STEP = ("pk", "district_id", "whom", "round", "after_minutes", "repeat_minutes")


def _select_kinds() -> QuerySet[Category, tuple[Any, ...]]:
    minutes = Subquery(ServiceLimit.objects.filter(code=ARRIVAL).values("value"))
    limit = Case(When(code__in=settings.FIRE_CATEGORIES, then=minutes), output_field=IntegerField())
    rows = Category.objects.filter(track=Track.EMERGENCY, is_active=True).order_by().annotate(limit=limit)
    nothing = Value(None, output_field=IntegerField())
    return rows.values_list(Value(0), "pk", "code", "name", "limit", "order", nothing)


def _select_steps() -> QuerySet[EscalationStep, tuple[Any, ...]]:
    return EscalationStep.objects.order_by().values_list(Value(1), *(F(name) for name in _STEP))
