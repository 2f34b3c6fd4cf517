"""How the results of an alert test are told."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from typing import Any

from django.conf import settings

from complaints.choices import Look
from complaints.home_figures import describe_duration
from dispatch.alert_drills import DrillResult, DrillState
from dispatch.models import AgencyContact, ServiceHours

LOOKS: dict[str, Look] = {
    DrillState.ANSWERED: Look("green", "check"),
    DrillState.FAILED: Look("amber", "warning"),
    DrillState.SENDING: Look("grey", "send"),
    DrillState.WAITING: Look("blue", "clock"),
    DrillState.SILENT: Look("amber", "question"),
}


def describe_results(results: Sequence[tuple[AgencyContact, DrillResult]]) -> dict[str, Any]:
    """Return the rows of the table and its sums."""
    rows = [
        {
            "contact": contact,
            "agency": contact.agency,
            "look": LOOKS[result.state],
            "state": result.state.label,
            "waited": _tell_wait(result.waited),
        }
        for contact, result in results
    ]
    doubtful = sum(result.is_doubtful for _, result in results)
    answered = sum(result.state == DrillState.ANSWERED for _, result in results)
    return {"rows": rows, "answered": answered, "doubtful": doubtful, "open": len(rows) - answered - doubtful}


def tell_schedule() -> str:
    """Return when the test begins by itself, in words; empty if it never does."""
    day = settings.ALERT_DRILL_WEEKDAY
    if day not in ServiceHours.Weekday.values:
        return ""
    return f"Setiap {ServiceHours.Weekday(day).label} mulai pukul {settings.ALERT_DRILL_HOUR:02d}.00"


def _tell_wait(waited: timedelta | None) -> str:
    if waited is None:
        return ""
    if waited < timedelta(minutes=1):
        return f"{round(waited.total_seconds())} detik"
    return describe_duration(waited)
