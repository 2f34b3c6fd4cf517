"""A dump of the database without the keys names no reporter, wherever their data was copied on its way."""

from __future__ import annotations

import subprocess
import time
from urllib.parse import quote

import pytest
from django.apps import apps
from django.db import connection

from accounts.models import Role, User
from calls.desk import start_call
from calls.desk_drafts import open_draft, save_draft, start_walk_in
from calls.models import Call, DeskDraft, Landmark
from calls.phone_reports import finish_report
from complaints.actors import REPORTER
from complaints.choices import EventKind
from complaints.intake import NewReport, file_complaint
from complaints.lifecycle import add_message
from complaints.models import Complaint, Reporter
from complaints.tests.citizen import Citizen
from dispatch.channels.alert.sender import send as send_alert
from dispatch.channels.wadul.payloads import read_event
from dispatch.models import AgencyContact, Category, Delivery, Village
from dispatch.outbox import claim
from jepara_tanggap.encrypted_fields import HashField, list_encrypted_fields
from jepara_tanggap.encryption import decrypt_text, encrypt_text, is_sealed
from tests_security.figures import say

pytestmark = pytest.mark.django_db(transaction=True)
NAME, LOCAL, PHONE, EMAIL = "Zulaikha Prameswari", "0812 9753 8642", "+6281297538642", "zulaikha.p@contoh.id"
HOME, ADDRESS, ANSWER, WORDS = "sebelah rumah Zulaikha", "Jl. Kenanga 77", "telepon tetangga", "temui Zulaikha"
CALLERS = ("+6281297538643", "+6281297538644")
TOKEN = "tgram://rahasia-token-bot/12345"
SECRETS = (
    "Zulaikha",
    "Prameswari",
    "97538642",
    "97538643",
    "97538644",
    "9753 8642",
    "zulaikha.p",
    "Kenanga",
    "telepon tetangga",
    "rahasia-token",
)


def file_everything() -> None:
    """Leave every trace that a reporter leaves: a draft, a routine report, an emergency, messages, news."""
    answers = {
        "place": {"village": "Bandengan", "landmark": HOME},
        "contact": {"phone": LOCAL, "name": NAME, "email": EMAIL},
    }
    Citizen().file(**answers)
    Citizen().fill(**answers)
    agency = Category.objects.get(code="D-BAKAR").agency
    AgencyContact.objects.create(agency=agency, name="Piket", address=TOKEN)
    village = Village.objects.select_related("district").order_by("code").first()
    for code in ("N-PJU", "D-BAKAR"):
        report = NewReport(
            category=Category.objects.get(code=code), text="Ada yang perlu ditangani", village=village, landmark=HOME,
            answers=[{"question": "?", "answer": ANSWER}], reporter_name=NAME, phone=PHONE, email=EMAIL,
        )  # fmt: skip
        complaint = file_complaint(report=report, source="web").complaint
        add_message(complaint_id=complaint.pk, actor=REPORTER, kind=EventKind.REPORTER_MESSAGE, text=WORDS)
    reporter = Reporter.objects.order_by("pk").last()
    reporter.address = ADDRESS
    reporter.save(update_fields=["address"])
    _deliver_alert()
    _answer(complaint)
    for number in CALLERS:
        for category in ("D-LAKA", "D-KDRT"):
            _call(number, category)


def _call(number: str, category: str) -> None:
    """Take a call at the desk, whose caller names their home as the landmark, and leave another draft unsent."""
    taker, _ = User.objects.get_or_create(username="meja", role=Role.CALL_TAKER)
    call = start_call(user=taker, number=number)
    Call.objects.filter(pk=call.pk).update(notes=WORDS)
    draft = open_draft(call=call, user=taker)
    village = Village.objects.order_by("code").values_list("code", flat=True).first()
    typed = {"category": category, "village": village, "landmark": HOME, "text": "Ada yang jatuh", "name": NAME}
    save_draft(draft=draft, user=taker, version=draft.version, changes=typed)
    finish_report(draft_id=draft.pk, user=taker)
    waits = start_walk_in(user=taker)
    save_draft(draft=waits, user=taker, version=1, changes={**typed, "phone": number})


def _deliver_alert() -> None:
    alert = Delivery.objects.filter(target__startswith="inbox:").first()
    envelope = claim(delivery_id=alert.pk)
    send_alert(envelope)


def _answer(complaint: Complaint) -> None:
    from complaints.wadul_inbound import apply_callback

    event = {"id": "news-1", "type": "complaint.answered", "ticket": complaint.number, "sequence": 1,
             "occurred_at": "2026-11-24T08:00:00Z", "data": {"text": WORDS}}  # fmt: skip
    apply_callback(callback=read_event(event))


def dump() -> str:
    """Return the whole database as text."""
    database = connection.settings_dict
    if connection.vendor == "sqlite":
        connection.ensure_connection()
        return "\n".join(connection.connection.iterdump())
    host, port = database["HOST"] or "127.0.0.1", database["PORT"] or 5432
    url = f"postgres://{database['USER']}:{quote(database['PASSWORD'])}@{host}:{port}/{database['NAME']}"
    result = subprocess.run(["pg_dump", "--inserts", url], capture_output=True, text=True, check=True)
    return result.stdout


def walk_columns() -> tuple[int, int, list[str]]:
    """Return how many columns and values there are, and where a secret stands in the open."""
    found, columns, values = [], 0, 0
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names(cursor):
            cursor.execute(f"SELECT * FROM {connection.ops.quote_name(table)}")
            names = [column[0] for column in cursor.description]
            columns += len(names)
            for row in cursor.fetchall():
                values += len(row)
                found += [f"{table}.{name}" for name, value in zip(names, row, strict=True) if tells(value)]
    return columns, values, found


def tells(value: object) -> bool:
    text = bytes(value).decode("utf-8", "replace") if isinstance(value, bytes | memoryview) else str(value)
    return any(secret.lower() in text.lower() for secret in SECRETS)


def test_a_dump_without_the_key_names_no_reporter():
    file_everything()
    assert Reporter.objects.with_phone(PHONE).count() == Reporter.objects.with_email(EMAIL.upper()).count() == 3
    assert [secret for secret in SECRETS if secret.lower() in dump().lower()] == []
    columns, values, found = walk_columns()
    assert found == []
    assert (Call.objects.exclude(notes="").count(), DeskDraft.objects.count(), Landmark.objects.count()) == (4, 8, 0)
    say("dump without keys", columns_walked=columns, values_walked=values, secrets_sought=len(SECRETS), found=0)


def test_every_encrypted_column_holds_sealed_values_that_open():
    file_everything()
    opened = 0
    with connection.cursor() as cursor:
        for model in apps.get_models():
            for field in list_encrypted_fields(model):
                cursor.execute(f'SELECT "{field.column}" FROM "{model._meta.db_table}"')
                for (value,) in cursor.fetchall():
                    assert not value or is_sealed(value), field
                    opened += bool(value and decrypt_text(value))
    assert opened >= 20


def test_phones_are_found_by_hash_through_an_index():
    assert {field.name for field in Reporter._meta.fields if isinstance(field, HashField)} == {
        "phone_hash",
        "email_hash",
    }
    plan = Reporter.objects.with_phone(PHONE).explain()
    if connection.vendor == "sqlite":
        assert "reporter_by_phone" in plan


def test_sealing_costs_filing_next_to_nothing():
    rounds = 2000
    begun = time.perf_counter()
    for _ in range(rounds):
        sealed = encrypt_text(PHONE)
    seal = (time.perf_counter() - begun) / rounds * 1e6
    begun = time.perf_counter()
    for _ in range(rounds):
        decrypt_text(sealed)
    unseal = (time.perf_counter() - begun) / rounds * 1e6
    say("sealing", microseconds_to_seal=round(seal, 1), microseconds_to_open=round(unseal, 1), seals_per_filing=6)
    assert seal < 1000
