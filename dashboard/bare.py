"""What stands at the board as a bare line: not everybody there may read it, and all boards show the same bytes.

Its agency, its state and its clocks are told, and neither number, kind, place nor words.
"""

from __future__ import annotations

from typing import Any

from django.db.models import Q

from complaints.choices import FINAL
from complaints.models import Complaint
from complaints.querysets import ComplaintQuerySet
from dispatch.models import Visibility

BARE = Q(visibility=Visibility.SECRET) | Q(about_agency__isnull=False)


def is_bare(row: dict[str, Any]) -> bool:
    """Tell whether a row with `visibility` and `about_agency` is one."""
    return row["visibility"] == Visibility.SECRET or row["about_agency"] is not None


def select_undecided() -> ComplaintQuerySet:
    """Return the reports that read like emergencies and that nobody has decided, as the index `flagged_open` says it.

    The strip and the handover tell of the same ones.
    """
    return Complaint.objects.filter(is_flagged=True).exclude(status__in=sorted(FINAL)).order_by("flagged_at", "pk")
