"""The breach report: whose data an account touched between two times."""

from __future__ import annotations

import io
import json

import pytest
import time_machine
from django.core.management import CommandError, call_command

from accounts.audit import record_access
from accounts.models import AuditAction, AuditEntry, User

pytestmark = pytest.mark.django_db


@pytest.fixture
def thief() -> User:
    """An account that looked at two reporters, one of them twice, and took an export."""
    user = User.objects.create(username="pencuri", role="officer")
    touches = [
        ("2026-05-01T01:00Z", AuditAction.REPORTER_SEEN, "complaint:111"),
        ("2026-05-02T01:00Z", AuditAction.REPORTER_SEEN, "complaint:222"),
        ("2026-05-02T02:00Z", AuditAction.REPORTER_SEEN, "complaint:222"),
        ("2026-05-02T03:00Z", AuditAction.SECRET_OPENED, "complaint:333"),
        ("2026-05-02T04:00Z", AuditAction.EXPORTED, "complaints"),
    ]
    for at, action, subject in touches:
        with time_machine.travel(at, tick=False):
            record_access(user=user, action=action, subject=subject, reason="ingin tahu", address="10.1.1.1")
            record_access(user=None, action=AuditAction.SIGNED_IN, subject="user:999")
    return user


def report(*arguments: str) -> dict:
    said = io.StringIO()
    call_command("report_access", *arguments, "--json", stdout=said)
    return json.loads(said.getvalue())


def test_the_report_lists_whose_data_was_touched_in_the_period(thief: User) -> None:
    made = report("--user", "pencuri", "--from", "2026-05-02", "--to", "2026-05-02")
    assert made["counts"] == {"exported": 1, "reporter_seen": 2, "secret_opened": 1}
    assert made["tickets_with_personal_data"] == 2
    touched = [(row["action"], row["subject"], row["times"], row["first"]) for row in made["touched"]]
    assert touched == [
        ("reporter_seen", "complaint:222", 2, "2026-05-02T08:00:00+07:00"),
        ("secret_opened", "complaint:333", 1, "2026-05-02T10:00:00+07:00"),
    ]
    assert [row["subject"] for row in made["exports"]] == ["complaints"]
    assert made["addresses"] == ["10.1.1.1"]


def test_without_times_the_report_covers_everything(thief: User) -> None:
    assert report("--user", "pencuri")["tickets_with_personal_data"] == 3


def test_a_ticket_tells_who_touched_it(thief: User) -> None:
    made = report("--ticket", "2 2 2")
    assert (made["accounts"], made["counts"]) == (1, {"reporter_seen": 2})
    assert made["touches"][0]["actor"] == "pencuri (Petugas OPD)"


def test_the_readable_report_says_the_same(thief: User) -> None:
    said = io.StringIO()
    call_command("report_access", "--user", "pencuri", "--from", "2026-05-02T09:30", stdout=said)
    assert "Tiket yang data pribadinya terbuka: 1\n" in said.getvalue()
    assert "Laporan rahasia dibuka: complaint:333, 1 kali" in said.getvalue()
    said = io.StringIO()
    call_command("report_access", "--ticket", "333", stdout=said)
    assert "pencuri (Petugas OPD), Laporan rahasia dibuka. ingin tahu 10.1.1.1" in said.getvalue()


def test_making_a_report_is_recorded(thief: User) -> None:
    report("--user", "pencuri")
    line = AuditEntry.objects.first()
    assert line is not None
    assert (line.action, line.subject) == ("audit_read", f"user:{thief.pk}")


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["--user", "siapa"], "Tidak ada akun"),
        (["--ticket", "1", "--from", "kemarin"], "Tulis waktu"),
        (["--ticket", "1", "--from", "2026-02-31"], "Tulis waktu"),
        (["--ticket", "1", "--from", "2026-05-03", "--to", "2026-05-01"], "sebelum"),
    ],
)
def test_wrong_arguments_are_told(arguments: list[str], words: str) -> None:
    with pytest.raises(CommandError, match=words):
        call_command("report_access", *arguments)
