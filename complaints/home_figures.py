"""The few figures of the front page, each from a bounded read of an index."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from statistics import median

from django.utils import timezone

from complaints.choices import Status
from complaints.models import Complaint
from complaints.privacy.publication import is_public

# Whatever is stored, never more than this many of the newest rows are read.
MOST_COUNTED = 1000
MOST_EXAMINED = 200
LATEST = 4


@dataclass(frozen=True)
class HomeFigures:
    """Today's figures in words ("1.000+" at the cap), and the newest public reports."""

    filed: str
    resolved: str
    first_answer: str
    latest: list[tuple[Complaint, str]]


def get_home_figures(*, now: datetime | None = None) -> HomeFigures:
    """Return the figures since midnight (local time), in four statements."""
    now = now or timezone.now()
    midnight = timezone.localtime(now).replace(hour=0, minute=0, second=0, microsecond=0)
    return HomeFigures(
        filed=_count_filed(midnight),
        resolved=_count_resolved(midnight),
        first_answer=_describe_first_answer(),
        latest=_list_latest(now),
    )


def _count_filed(midnight: datetime) -> str:
    newest = Complaint.objects.real().order_by("-id").values_list("filed_at", flat=True)[:MOST_COUNTED]
    return _cap(sum(filed_at >= midnight for filed_at in newest))


def _count_resolved(midnight: datetime) -> str:
    resolved = Complaint.objects.real().filter(status=Status.RESOLVED, resolved_at__gte=midnight)
    waiting = len(resolved.order_by("resolved_at").values_list("pk")[:MOST_COUNTED])
    # Confirmed by the reporter the same day: closed already, yet resolved today.
    closed = Complaint.objects.real().filter(status=Status.CLOSED).order_by("-id").values_list("resolved_at", flat=True)
    return _cap(waiting + sum(at is not None and at >= midnight for at in closed[:MOST_EXAMINED]))


def _describe_first_answer() -> str:
    newest = Complaint.objects.real().order_by("-id").values_list("filed_at", "first_answer_at")[:MOST_EXAMINED]
    waits = [answered - filed for filed, answered in newest if answered]
    return describe_duration(timedelta(seconds=median(wait.total_seconds() for wait in waits))) if waits else ""


def _list_latest(now: datetime) -> list[tuple[Complaint, str]]:
    """Return the newest public complaints, each with its age in words."""
    newest = (
        Complaint.objects.real().order_by("-id").values_list("pk", "visibility", "allows_publication")[:MOST_EXAMINED]
    )
    public = [pk for pk, visibility, allowed in newest if is_public(visibility=visibility, allows_publication=allowed)]
    latest = Complaint.objects.filter(pk__in=public[:LATEST]).select_related("category", "district").order_by("-id")
    return [(complaint, describe_age(now - complaint.filed_at)) for complaint in latest]


def describe_age(age: timedelta) -> str:
    """Return how long ago something was, in words."""
    return "baru saja" if age < timedelta(minutes=1) else f"{describe_duration(age)} lalu"


def describe_duration(wait: timedelta) -> str:
    """Return a rough duration in words: minutes, hours, or days."""
    minutes = max(1, round(wait.total_seconds() / 60))
    if minutes < 90:
        return f"{minutes} menit"
    hours = round(minutes / 60)
    return f"{hours} jam" if hours < 48 else f"{round(hours / 24)} hari"


def _cap(number: int) -> str:
    return f"{MOST_COUNTED:,}+".replace(",", ".") if number >= MOST_COUNTED else str(number)
