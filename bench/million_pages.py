"""Times pages of staff and citizens in this process, on the database of DATABASE_URL; prints them as JSON."""

from __future__ import annotations

import json
import os
import statistics
import sys
import time
from collections.abc import Callable, Iterator

import django

from bench.filling import COMMON, RARE

WARM, TIMES, COUNTED = 4, 40, 5


def main() -> None:
    """Time every page and print {name: [p50, p95, blocks]}: milliseconds, and blocks the database looked at."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "jepara_tanggap.settings")
    django.setup()
    sys.stdout.write(json.dumps({name: [*time_page(get), count_blocks(get)] for name, get in list_pages()}))


def list_pages() -> Iterator[tuple[str, Callable[[], None]]]:
    """Yield every page with a function that fetches it."""
    from complaints.models import Complaint
    from dashboard.piles import list_piles
    from dispatch.models import Category

    clients = {name: sign_in(username) for name, username in (("agency", "petugas.dpupr"), ("county", "admin"))}
    for who, (client, user) in clients.items():
        own = Complaint.objects.visible_to(user).order_by("-pk")
        counts = own.filter(pk__in=own.values("pk")[:5000]).values_list("category", flat=True)
        often = statistics.mode(counts)
        seldom = min(set(counts), key=list(counts).count)
        for pile in list_piles(user):
            yield f"{who}: {pile.slug}", fetch(client, tumpukan=pile.slug)
        for pile in ("selesai", "semua"):
            yield f"{who}: {pile}, usual category", fetch(client, tumpukan=pile, kategori=often)
            yield f"{who}: {pile}, rare category", fetch(client, tumpukan=pile, kategori=seldom)
        # Those of secret reports are not offered here.
        unused = Category.objects.exclude(pk__in=set(counts)).exclude(visibility="secret").first()
        if unused is not None:
            yield f"{who}: semua, unused category", fetch(client, tumpukan="semua", kategori=unused.pk)
        yield f"{who}: search common word", fetch(client, tumpukan="semua", q=COMMON)
        yield f"{who}: search rare word", fetch(client, tumpukan="semua", q=RARE)
        number = own.filter(pk__lte=300).values_list("number", flat=True)[0]
        yield f"{who}: ticket page", fetch(client, f"/petugas/tiket/{number}/")
    guest = make_client()
    yield "citizen: front page", fetch(guest, "/")
    number = Complaint.objects.filter(pk__lte=300).visible_publicly().values_list("number", flat=True)[0]
    yield "citizen: public ticket", fetch(guest, f"/lacak/{number}/")


def sign_in(username: str):
    """Return a browser and the member of staff who is signed in there."""
    from accounts.models import User

    client, user = make_client(), User.objects.get(username=username)
    client.force_login(user)
    return client, user


def make_client():
    """Return a browser."""
    from django.test import Client

    return Client(HTTP_HOST="127.0.0.1")


def fetch(client, path: str = "/petugas/", **query: object) -> Callable[[], None]:
    """Return a function that fetches the page, whole."""

    def get() -> None:
        answer = client.get(path, query)
        assert answer.status_code == 200, f"{answer.status_code} at {path} {query}: {answer.headers}"

    return get


def time_page(get: Callable[[], None]) -> tuple[float, float]:
    """Return p50 and p95 in milliseconds, after the first few."""
    waits = []
    for turn in range(WARM + TIMES):
        begun = time.perf_counter()
        get()
        if turn >= WARM:
            waits.append((time.perf_counter() - begun) * 1000)
    cuts = statistics.quantiles(waits, n=20)
    return round(cuts[9], 1), round(cuts[18], 1)


def count_blocks(get: Callable[[], None]) -> int:
    """Return how many blocks the database looks at for a page: what it costs however busy the machine is."""
    before = read_blocks()
    for _ in range(COUNTED):
        get()
    return round((read_blocks() - before) / COUNTED)


def read_blocks() -> int:
    """Return the blocks this database has looked at so far."""
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_stat_force_next_flush()")
        cursor.execute("SELECT blks_hit + blks_read FROM pg_stat_database WHERE datname = current_database()")
        return cursor.fetchone()[0]


if __name__ == "__main__":
    main()
