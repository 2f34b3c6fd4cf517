"""How much more time a district has than a category says: the rows of ExtraTime, read for one report."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from django.db.models import F, Q, QuerySet, Subquery
from django.db.models.functions import JSONObject

from dispatch.models import Category, ExtraTime

_NAMES = ("minutes", "verify_days", "respond_days", "resolve_days")


@dataclass(frozen=True)
class Extra:
    """What is added to a category's limits: minutes to an emergency's answer, working days to everything else."""

    minutes: int = 0
    verify_days: int = 0
    respond_days: int = 0
    resolve_days: int = 0


NO_EXTRA = Extra()


def find_extra_time(*, category: Category, district_id: str | None) -> Extra:
    """Return what is added in this district; one statement, none where no district is known."""
    if district_id is None:
        return NO_EXTRA
    return read_extra_time(_select(category, district_id).values(*_NAMES).first())


def select_extra_time(*, category: Category, district_id: str | None) -> Subquery:
    """Return, to be asked along with something else, what `read_extra_time` reads."""
    found = _select(category, district_id or "").annotate(told=JSONObject(**{name: name for name in _NAMES}))
    return Subquery(found.values("told")[:1])


def read_extra_time(row: Mapping[str, int] | None) -> Extra:
    """Return what was asked for; nothing where no row applies."""
    return Extra(**row) if row else NO_EXTRA


def _select(category: Category, district_id: str) -> QuerySet[ExtraTime]:
    applies = Q(category=category.pk)
    if not category.is_emergency:
        applies |= Q(category=None)
    rows = ExtraTime.objects.filter(applies, district=district_id)
    return rows.order_by(F("category").asc(nulls_last=True))
