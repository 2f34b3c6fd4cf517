"""The record of access: what a line says, that it cannot be changed, and that the chain shows if it was."""

from __future__ import annotations

import io
from datetime import timedelta

import pytest
import time_machine
from django.core.management import CommandError, call_command
from django.db import DatabaseError, connection, transaction
from django.utils import timezone

from accounts.audit import GENESIS, normalise_address, prune_entries, record_access
from accounts.audit_chain import check_chain, verify_chain
from accounts.models import AuditAction, AuditCheck, AuditCheckpoint, AuditEntry, User
from accounts.tasks import verify_audit_chain
from jepara_tanggap.tests.flushing.management.commands.flush import triggers_off

pytestmark = pytest.mark.django_db


def write_lines(count: int, *, days_ago: int = 0) -> list[AuditEntry]:
    """Record `count` looks at reporters, so many days ago."""
    with time_machine.travel(timezone.now() - timedelta(days=days_ago), tick=True):
        return [
            record_access(user=None, action=AuditAction.REPORTER_SEEN, subject=f"complaint:{number}")
            for number in range(count)
        ]


def run_sql(statement: str) -> None:
    """Do what an intruder would, in a transaction of its own."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement)


def test_each_line_holds_the_hash_of_the_one_before() -> None:
    first, second = write_lines(2)
    assert (first.previous_hash, second.previous_hash) == (GENESIS, first.hash)


def test_a_line_is_still_whole_when_it_comes_back_from_the_database() -> None:
    user = User.objects.create(username="x" * 150, role="administrator")
    record_access(
        user=user,
        action=AuditAction.EXPORTED,
        subject="complaints\x00",
        reason="Permintaan Bupati “segera” \x00 é",
        detail={"share": 1e300, "rows": (1, 2), 5: None, "deep": {"b": 1.10, "a": "\\u0000"}, "at": timezone.now()},
        address="2001:DB8:0::1",
    )
    record_access(user=None, action=AuditAction.SIGNED_IN, subject="user:1", address="::ffff:10.0.0.1")
    record_access(user=None, action=AuditAction.SIGNED_IN, subject="user:1", address="")
    verdict = verify_chain()
    assert (verdict.lines, verdict.problem) == (3, "")


def test_a_line_takes_signs_that_no_database_keeps_and_leaves_them_out() -> None:
    entry = record_access(
        user=None, action=AuditAction.AUDIT_READ, subject="audit:record", detail={"a\x00": ["b\x00c", {"d": "\ud800e"}]}
    )
    assert AuditEntry.objects.get(pk=entry.pk).detail == {"a": ["bc", {"d": "e"}]}
    assert verify_chain().problem == ""


def test_addresses_are_written_in_one_way() -> None:
    written = ["2001:DB8:0::1", "::ffff:10.0.0.1", "fe80::1%eth0", "10.0.0.1", "", None, "unix:", "1.2.3.4, 5.6.7.8"]
    expected = ["2001:db8::1", "10.0.0.1", "fe80::1", "10.0.0.1", None, None, None, None]
    assert [normalise_address(address) for address in written] == expected


@pytest.mark.parametrize("model", [AuditEntry, AuditCheckpoint, AuditCheck])
def test_the_database_refuses_to_change_or_remove(model) -> None:
    write_lines(1)
    check_chain()
    AuditCheckpoint.objects.create(last_id=0, last_hash=GENESIS, at=timezone.now())
    table = model._meta.db_table
    statements = [f"UPDATE {table} SET at = at", f"DELETE FROM {table}"]
    if connection.vendor == "postgresql":
        run_sql("SET CONSTRAINTS ALL IMMEDIATE")
        statements.append(f"TRUNCATE {table} CASCADE")
    else:
        statements.append(f"INSERT OR REPLACE INTO {table} SELECT * FROM {table}")
    for statement in statements:
        with pytest.raises(DatabaseError, match="append-only"):
            run_sql(statement)
    assert model.objects.count() == 1


def test_young_lines_stay_whatever_a_checkpoint_says() -> None:
    last = write_lines(3, days_ago=1800)[-1]
    AuditCheckpoint.objects.create(last_id=last.pk, last_hash=last.hash, at=timezone.now())
    with pytest.raises(DatabaseError, match="append-only"):
        run_sql("DELETE FROM accounts_auditentry")


def test_old_lines_stay_without_a_checkpoint() -> None:
    write_lines(3, days_ago=2000)
    with pytest.raises(DatabaseError, match="append-only"):
        run_sql("DELETE FROM accounts_auditentry")


def test_pruning_leaves_a_chain_that_verifies() -> None:
    write_lines(7, days_ago=2000)
    kept = write_lines(2, days_ago=100)
    check_chain()
    removed = prune_entries(before=timezone.now() - timedelta(days=1826), batch=3)
    assert removed == 7
    assert set(kept) < set(AuditEntry.objects.all())
    assert AuditEntry.objects.filter(action=AuditAction.RETENTION_RUN).count() == 3
    verdict = verify_chain()
    assert (verdict.problem, verdict.lines) == ("", 5)


def test_everything_old_can_go_and_the_chain_goes_on() -> None:
    write_lines(2, days_ago=2000)
    prune_entries(before=timezone.now() - timedelta(days=1826))
    write_lines(1)
    assert (verify_chain().problem, verify_chain().lines) == ("", 2)


def test_pruning_refuses_what_is_younger_than_five_years() -> None:
    with pytest.raises(ValueError, match="1825 days"):
        prune_entries(before=timezone.now() - timedelta(days=1820))


def test_a_forged_checkpoint_does_not_explain_missing_lines() -> None:
    lines = write_lines(6)
    AuditCheckpoint.objects.create(last_id=lines[2].pk, last_hash=lines[2].hash, at=timezone.now())
    with triggers_off():
        run_sql(f"DELETE FROM accounts_auditentry WHERE id <= {lines[2].pk}")
    assert verify_chain().broken_id == lines[3].pk


def test_a_cut_end_is_found_by_the_head_of_an_earlier_check() -> None:
    lines = write_lines(5)
    check_chain()
    with triggers_off():
        run_sql(f"DELETE FROM accounts_auditentry WHERE id >= {lines[3].pk}")
    assert "ujungnya dipotong" in verify_chain().problem


def test_a_cut_end_is_found_by_the_head_kept_outside() -> None:
    lines = write_lines(5)
    head = check_chain().head
    with triggers_off():
        run_sql(f"DELETE FROM accounts_auditentry WHERE id >= {lines[3].pk}")
        run_sql("DELETE FROM accounts_auditcheck")
    assert verify_chain().problem == ""
    assert verify_chain(head=head).broken_id == lines[4].pk


def test_a_record_written_anew_with_fresh_hashes_is_found() -> None:
    write_lines(3)
    check_chain()
    with triggers_off():
        run_sql("DELETE FROM accounts_auditentry")
        if connection.vendor == "postgresql":
            run_sql("SELECT setval(pg_get_serial_sequence('accounts_auditentry', 'id'), 1, false)")
        else:
            run_sql("DELETE FROM sqlite_sequence WHERE name = 'accounts_auditentry'")
    ids = [line.pk for line in write_lines(3)]
    verdict = verify_chain()
    assert verdict.broken_id is not None
    assert verdict.broken_id in ids or "dipotong" in verdict.problem


def test_missing_triggers_are_a_problem() -> None:
    write_lines(1)
    with triggers_off():
        assert "pengaman" in verify_chain().problem
    assert verify_chain().problem == ""


def test_the_command_names_the_first_broken_line() -> None:
    lines = write_lines(4)
    with triggers_off():
        run_sql(f"UPDATE accounts_auditentry SET subject = 'complaint:9' WHERE id >= {lines[2].pk}")
    with pytest.raises(CommandError, match=rf"baris {lines[2].pk} .*Utuh sampai baris {lines[1].pk} \(2 baris\)"):
        call_command("verify_audit_chain")


def test_the_command_says_the_head_when_all_is_whole() -> None:
    last = write_lines(4)[-1]
    said = io.StringIO()
    call_command("verify_audit_chain", stdout=said)
    assert said.getvalue() == f"Utuh: 4 baris. Ujung {last.pk}:{last.hash}\n"
    with pytest.raises(CommandError, match="NOMOR:HASH"):
        call_command("verify_audit_chain", head="nonsense")


def test_the_nightly_check_is_kept() -> None:
    lines = write_lines(2)
    assert verify_audit_chain() is True
    with triggers_off():
        run_sql(f"UPDATE accounts_auditentry SET reason = 'x' WHERE id = {lines[0].pk}")
    assert verify_audit_chain() is False
    problem = AuditCheck.objects.order_by("-id").values_list("problem", flat=True).first()
    assert problem is not None
    assert f"baris {lines[0].pk}" in problem
