"""Counts the SQL statements of each page of filing, and of filing itself; prints them as JSON."""

from __future__ import annotations

import json
import os
import sys

import django


def main() -> None:
    """Walk through the form once to warm up, and once counting."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "jepara_tanggap.settings")
    django.setup()
    count_pages()
    sys.stdout.write(json.dumps(count_pages()))


def count_pages() -> dict[str, int]:
    """Return the statements per page, in the order a citizen meets them."""
    from django.db import connection
    from django.test import Client
    from django.test.utils import CaptureQueriesContext

    from dispatch.models import Village

    village = Village.objects.order_by("code").values_list("code", flat=True)[0]
    fields = {
        "cerita": {"text": "Lampu jalan padam sejak kemarin malam"},
        "jenis": {"category": "N-PJU"},
        "lokasi": {"village_code": village},
    }
    client, address, counts = Client(HTTP_HOST="127.0.0.1"), "/lapor/", {}
    while "terima-kasih" not in address:
        page = "cerita" if address == "/lapor/" else address.rstrip("/").rsplit("/", 1)[-1]
        for method, name in ((client.get, "GET"), (client.post, "POST")):
            with CaptureQueriesContext(connection) as statements:
                answer = method(address, fields.get(page, {}) if name == "POST" else {})
            counts[f"{name} {page}"] = len(statements)
        address = answer["Location"]
    with CaptureQueriesContext(connection) as statements:
        client.get(address)
    return {**counts, "GET terima-kasih": len(statements)}


if __name__ == "__main__":
    main()
