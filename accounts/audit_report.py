"""Whose data an account touched, and who touched a ticket: what the notice of a breach has to say within 3×24 hours.

Source of the clock: UU 27/2022 tentang Pelindungan Data Pribadi, article 46.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db.models import Count, Max, Min, QuerySet
from django.utils import timezone

from accounts.models import AuditAction, AuditEntry, User

# Whoever did one of these had a person's data before their eyes.
PERSONAL = (AuditAction.REPORTER_SEEN, AuditAction.SECRET_OPENED, AuditAction.REQUEST_READ, AuditAction.RIGHTS_SERVED)
SEARCHES = (AuditAction.EXPORTED, AuditAction.AUDIT_READ)


def report_account(*, user: User, start: datetime, end: datetime) -> dict[str, Any]:
    """Return what the account did from `start` to before `end`, as plain data: whose, how often, when."""
    lines = AuditEntry.objects.filter(user=user, at__gte=start, at__lt=end)
    touched = _group_subjects(lines.exclude(action__in=SEARCHES))
    people = {row["subject"] for row in touched if row["action"] in PERSONAL}
    return {
        "account": {"id": user.pk, "username": user.username, "name": user.get_full_name(), "role": user.role},
        **_frame(start, end),
        "addresses": sorted(filter(None, lines.order_by().values_list("address", flat=True).distinct())),
        "counts": _count_actions(lines),
        "tickets_with_personal_data": len(people),
        "touched": touched,
        "exports": _list_exports(lines),
    }


def report_ticket(*, number: str, start: datetime, end: datetime) -> dict[str, Any]:
    """Return who touched a ticket from `start` to before `end`, every time with its reason."""
    lines = AuditEntry.objects.filter(subject=f"complaint:{number}", at__gte=start, at__lt=end)
    return {
        "ticket": number,
        **_frame(start, end),
        "counts": _count_actions(lines),
        "accounts": len(set(lines.order_by().values_list("user", flat=True))),
        "touches": [
            {"at": _write(line.at), "actor": line.actor, "action": line.action, "label": line.get_action_display()}
            | {"reason": line.reason, "address": line.address}
            for line in lines.order_by("pk").iterator()
        ],
    }


def _frame(start: datetime, end: datetime) -> dict[str, str]:
    return {"from": _write(start), "to": _write(end), "made_at": _write(timezone.now())}


def _count_actions(lines: QuerySet[AuditEntry]) -> dict[str, int]:
    return dict(lines.order_by("action").values_list("action").annotate(Count("pk")))


def _group_subjects(lines: QuerySet[AuditEntry]) -> list[dict[str, Any]]:
    groups = lines.order_by().values("action", "subject").annotate(times=Count("pk"), first=Min("at"), last=Max("at"))
    return [
        {
            "action": group["action"],
            "label": AuditAction(group["action"]).label,
            "subject": group["subject"],
            "times": group["times"],
            "first": _write(group["first"]),
            "last": _write(group["last"]),
        }
        for group in groups.order_by("action", "first", "subject")
    ]


def _list_exports(lines: QuerySet[AuditEntry]) -> list[dict[str, Any]]:
    return [
        {"at": _write(line.at), "subject": line.subject, "reason": line.reason, "detail": line.detail}
        for line in lines.filter(action=AuditAction.EXPORTED).order_by("pk").iterator()
    ]


def _write(moment: datetime) -> str:
    return timezone.localtime(moment).isoformat(timespec="seconds")
