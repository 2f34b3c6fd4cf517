"""Finding lines of the record of access: what is typed becomes a filter that has an index."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from typing import Any

from django.contrib import admin
from django.core.exceptions import ValidationError
from django.db.models import Q, QuerySet
from django.forms import DateField
from django.http import HttpRequest
from django.utils import timezone

from accounts.models import AuditEntry, User

LONGEST_TERM = 150
_SUBJECT = re.compile(r"[a-z_]+:[\w.-]+")
# A day as it is typed, the name of an action, an id.
_PLAIN = re.compile(r"[A-Za-z0-9_.:-]{1,40}")
DIGITS_OF_A_DAY = 8


def find_entries(rows: QuerySet[AuditEntry], term: str) -> QuerySet[AuditEntry]:
    """Narrow to a whole subject, a ticket's number as people write it, or a staff member's user name."""
    term = term.replace("\x00", "").strip()[:LONGEST_TERM]
    if not term:
        return rows
    digits = "".join(filter(str.isdigit, term))
    user = User.objects.filter(username=term).values_list("pk", flat=True).first()
    found = Q(subject=term)
    if digits:
        found |= Q(subject=f"complaint:{digits}")
    if user is not None:
        found |= Q(user=user)
    return rows.filter(found)


def describe_query(request: HttpRequest) -> dict[str, str]:
    """Return what was asked for, to be recorded; a typed text only if it is a subject or a user name of ours."""
    asked = {name[:40]: _tell(str(value)) for name, value in request.GET.items() if name != "q" and value}
    term = request.GET.get("q", "").replace("\x00", "").strip()[:LONGEST_TERM]
    if term:
        is_ours = _SUBJECT.fullmatch(term) or User.objects.filter(username=term).exists()
        digits = "".join(filter(str.isdigit, term))
        asked["q"] = term[:80] if is_ours else f"complaint:{digits}" if len(digits) == 12 else "(teks lain)"
    return asked


def _tell(value: str) -> str:
    """Return a day, an action or an id as it was asked; whatever else was typed may be of a person."""
    is_plain = _PLAIN.fullmatch(value) and sum(map(str.isdigit, value)) <= DIGITS_OF_A_DAY
    return value if is_plain else "(teks lain)"


class PeriodFilter(admin.ListFilter):
    """Lines from one day to another, typed as dates; both ends belong to it."""

    title = "masa"
    template = "admin/accounts/auditentry/period_filter.html"
    names = ("dari", "sampai")

    def __init__(
        self, request: HttpRequest, params: dict[str, Any], model: type[AuditEntry], model_admin: admin.ModelAdmin
    ) -> None:
        super().__init__(request, params, model, model_admin)
        for name in self.names:
            if name in params:
                self.used_parameters[name] = params.pop(name)[-1]
        self.others = [
            (name, value) for name, values in request.GET.lists() if name not in (*self.names, "p") for value in values
        ]
        self.typed = {name: str(self.used_parameters.get(name, "")) for name in self.names}
        self.days, self.errors = _read_days(self.typed)

    def has_output(self) -> bool:
        """Always there."""
        return True

    def expected_parameters(self) -> list[str | None]:
        """Return the names in the address."""
        return list(self.names)

    def choices(self, changelist: Any) -> Iterator[dict[str, Any]]:
        """Give the template what stands in the two fields."""
        yield {"filter": self}

    def queryset(self, request: HttpRequest, queryset: QuerySet[AuditEntry]) -> QuerySet[AuditEntry]:
        """Narrow by id rather than by time, so that the newest of the period are read off the primary key."""
        first, last = self.days.get("dari"), self.days.get("sampai")
        if first:
            queryset = queryset.filter(pk__gte=_find_first_id(_begin(first)))
        if last:
            queryset = queryset.filter(pk__lt=_find_first_id(_begin(last + timedelta(days=1))))
        return queryset


def _read_days(typed: dict[str, str]) -> tuple[dict[str, date], list[str]]:
    days: dict[str, date] = {}
    errors: list[str] = []
    for name, text in typed.items():
        try:
            day = DateField(required=False).clean(text)
        except ValidationError:
            errors.append(f"“{text[:20]}” bukan tanggal. Tulis seperti 2026-11-24.")
            continue
        if day and date(2000, 1, 1) <= day <= date(2999, 12, 31):
            days[name] = day
    return days, errors


def _begin(day: date) -> datetime:
    return datetime.combine(day, time.min, tzinfo=timezone.get_default_timezone())


def _find_first_id(moment: datetime) -> int:
    """Return the id of the first line at or after the moment; lines are written in the order of time."""
    line = AuditEntry.objects.filter(at__gte=moment).order_by("at", "id").values_list("pk", flat=True).first()
    return line if line is not None else 2**62
