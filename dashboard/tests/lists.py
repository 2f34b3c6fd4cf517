"""What the inbox shows, as its tests read it, and more rows for it."""

from __future__ import annotations

import re

from django.test import Client

from complaints.models import Complaint
from complaints.ticket_numbers import new_number

INBOX, LIST = "/petugas/", "/petugas/daftar/"
ROW = re.compile(r'id="laporan-(\d+)"')


def read_rows(client: Client, **query: str) -> list[int]:
    answer = client.get(INBOX, query)
    assert answer.status_code == 200
    return [int(found) for found in ROW.findall(answer.content.decode())]


def rows_of(page: str) -> list[int]:
    return [int(found) for found in ROW.findall(page)]


def link_of(page: str, rel: str) -> str:
    found = re.search(rf'rel="{rel}" href="([^"]+)"', page)
    return found[1].replace("&amp;", "&") if found else ""


def put(complaint: Complaint, **values) -> Complaint:
    Complaint.objects.filter(pk=complaint.pk).update(**values)
    return complaint


def copy_rows(count: int) -> None:
    """Add this many more rows like the last complaint."""
    pattern = Complaint.objects.order_by("-pk").first()
    rows = []
    for _ in range(count):
        row = Complaint.objects.get(pk=pattern.pk)
        row.pk, row.number, row.intake_key = None, new_number(), None
        row._state.adding = True
        rows.append(row)
    Complaint.objects.bulk_create(rows)
