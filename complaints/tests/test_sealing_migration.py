"""What was stored before encryption is sealed by the migration, and comes back the same on the way back."""

from __future__ import annotations

import json

import pytest
from django.core.management import call_command
from django.db import connection

from complaints.choices import Source
from complaints.intake import NewReport, file_complaint
from complaints.models import Complaint, Reporter
from complaints.search import search_complaints
from dispatch.models import Category, Delivery
from jepara_tanggap.encryption import is_sealed

pytestmark = pytest.mark.django_db(transaction=True)
BEFORE = {"complaints": "0003", "dispatch": "0004"}


def migrate_back() -> None:
    for app, name in BEFORE.items():
        call_command("migrate", app, name, verbosity=0)


def migrate_forward() -> None:
    """All apps: those that build on these two went back along with them."""
    call_command("migrate", verbosity=0)


def read(sql: str) -> list[tuple]:
    with connection.cursor() as cursor:
        cursor.execute(sql)
        return cursor.fetchall()


def test_rows_go_back_into_the_open_and_are_sealed_again():
    report = NewReport(
        category=Category.objects.get(code="N-PJU"), text="Lampu mati", landmark="depan toko Bu Sri",
        answers=[{"question": "?", "answer": "12"}], reporter_name="Sri 'e1.'", phone="+6281234567890",
    )  # fmt: skip
    complaint = file_complaint(report=report, source=Source.WEB).complaint
    payload = Delivery.objects.get().payload
    try:
        migrate_back()
        assert read("SELECT name, phone FROM complaints_reporter") == [("Sri 'e1.'", "+6281234567890")]
        assert read("SELECT landmark FROM complaints_complaint") == [("depan toko Bu Sri",)]
        assert json.loads(read("SELECT payload FROM dispatch_delivery")[0][0]) == payload
        assert list(search_complaints(Complaint.objects.only("pk"), "toko").values_list("pk", flat=True)) == [
            complaint.pk
        ]
    finally:
        migrate_forward()
    stored = read("SELECT r.name, r.phone, c.landmark, c.answers FROM complaints_reporter r, complaints_complaint c")
    assert all(map(is_sealed, stored[0]))
    complaint = Complaint.objects.get()
    assert (complaint.landmark, complaint.answers) == ("depan toko Bu Sri", report.answers)
    assert Reporter.objects.with_phone("+6281234567890").get().name == "Sri 'e1.'"
    assert Delivery.objects.get().payload == payload
    assert not search_complaints(Complaint.objects.all(), "toko").exists()
    assert search_complaints(Complaint.objects.all(), "lampu").exists()
