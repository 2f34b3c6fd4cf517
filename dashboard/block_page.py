"""What the page of blocked numbers shows."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.urls import reverse

from calls.blocks import list_standing, list_suggestions
from calls.limits import read_limit
from calls.models import NumberBlock
from dashboard.call_desk import write_number
from dashboard.paging import read_newest

PER_PAGE = 20
FORGOTTEN = "Nomor sudah dihapus"


def describe_blocks(*, cursor: str, now: datetime) -> dict[str, Any]:
    """Return blocks in force, those that are over a page at a time, and suggestions; in at most five statements."""
    over = NumberBlock.objects.over(now).select_related("made_by", "revoked_by")
    page = read_newest(over, cursor=cursor, size=PER_PAGE)
    base = reverse("dashboard:blocks")
    return {
        "standing": [_name(one) for one in list_standing(now=now)],
        "suggestions": [(write_number(one.number), one) for one in list_suggestions(now=now)],
        "past": [_name(one) for one in page.rows],
        "newer_url": f"{base}?kursor={page.previous}" if page.previous else "",
        "older_url": f"{base}?kursor={page.next}" if page.next else "",
        "longest": read_limit("block_hours"),
        "prank_hours": read_limit("prank_hours"),
    }


def _name(block: NumberBlock) -> tuple[str, NumberBlock]:
    return write_number(block.number) if block.number else FORGOTTEN, block
