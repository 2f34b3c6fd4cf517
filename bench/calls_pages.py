"""Times the pages of figures and the wallboard in this process, on the database of DATABASE_URL; prints JSON."""

from __future__ import annotations

import json
import os
import sys
import time
from collections.abc import Callable
from datetime import timedelta

import django

from bench.million_pages import fetch, sign_in, time_page


def main() -> None:
    """Count every hour, then time each page: {name: [p50, p95]}, with `hours` counted in `counted` seconds."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "jepara_tanggap.settings")
    django.setup()
    from calls.tally import count_stale_hours

    begun, hours = time.monotonic(), 0
    while found := count_stale_hours():
        hours += found
    counted = time.monotonic() - begun
    pages = {name: time_page(get) for name, get in list_pages().items()}
    sys.stdout.write(json.dumps({"hours": hours, "counted": counted, **pages}))


def list_pages() -> dict[str, Callable[[], None]]:
    """Return every page with a function that fetches it."""
    from django.core.cache import cache
    from django.utils import timezone

    from calls.tally import mark_hour
    from dashboard.wall import render_wall
    from dispatch.models import Agency

    client, _ = sign_in("admin")
    today = timezone.localdate()
    year = {"dari": today - timedelta(days=364), "sampai": today}
    month = {"dari": today - timedelta(days=29), "sampai": today}
    agency = Agency.objects.filter(short_name__icontains="Polres").values_list("pk", flat=True).first()

    def while_calls_come() -> None:
        mark_hour(timezone.now())
        fetch(client, "/petugas/angka/", **year)()

    def wall() -> None:
        cache.clear()
        render_wall()

    return {
        "figures of a month": fetch(client, "/petugas/angka/", **month),
        "figures of a year": fetch(client, "/petugas/angka/", **year),
        "figures of a year, while calls come in": while_calls_come,
        "figures of a year, one agency": fetch(client, "/petugas/angka/", **year, opd=agency),
        "figures of a year as CSV": fetch(client, "/petugas/angka/csv/", **year),
        "figures of a year as a workbook": fetch(client, "/petugas/angka/xlsx/", **year),
        "wallboard, made anew": wall,
    }


if __name__ == "__main__":
    main()
