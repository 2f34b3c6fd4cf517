"""The record of access: one unbroken chain under concurrency, and no way to change it unseen."""

from __future__ import annotations

import threading
import time
import tracemalloc

import pytest
from django.db import connection, transaction

from accounts.audit import record_access
from accounts.audit_chain import verify_chain
from accounts.models import AuditAction, AuditEntry
from jepara_tanggap.tests.flushing.management.commands.flush import triggers_off
from tests_security.figures import say

LINES = 2000
THREADS = 16
LINES_EACH = 25


def write_lines(count: int) -> list[int]:
    """Record so many looks; return their ids."""
    with transaction.atomic():
        return [
            record_access(user=None, action=AuditAction.REPORTER_SEEN, subject=f"complaint:{number:012}").pk
            for number in range(count)
        ]


def tamper(*statements: str) -> None:
    """Do what only the owner of the tables can: change lines with the triggers off."""
    with triggers_off(), transaction.atomic(), connection.cursor() as cursor:
        for statement in statements:
            cursor.execute(statement)


def swap(one: int, other: int) -> tuple[str, ...]:
    """Exchange two lines."""
    table = "accounts_auditentry"
    return tuple(f"UPDATE {table} SET id = {to} WHERE id = {of}" for of, to in ((one, -1), (other, one), (-1, other)))


@pytest.mark.django_db
@pytest.mark.parametrize("crime", ["altered", "taken out", "swapped"])
def test_one_line_of_two_thousand_cannot_be_changed_unseen(crime: str) -> None:
    ids = write_lines(LINES)
    victim, next_one = ids[1234], ids[1235]
    assert verify_chain().problem == ""
    crimes = {
        "altered": (f"UPDATE accounts_auditentry SET subject = 'complaint:999' WHERE id = {victim}",),
        "taken out": (f"DELETE FROM accounts_auditentry WHERE id = {victim}",),
        "swapped": swap(victim, next_one),
    }
    tamper(*crimes[crime])
    started = time.perf_counter()
    verdict = verify_chain()
    took = time.perf_counter() - started
    first_broken = next_one if crime == "taken out" else victim
    assert (verdict.broken_id, verdict.lines) == (first_broken, 1234)
    say(
        f"audit chain, one line {crime}",
        lines=LINES,
        broken_line=verdict.broken_id,
        expected=first_broken,
        took=f"{took * 1000:.0f} ms",
    )


@pytest.mark.django_db
def test_verification_needs_no_more_memory_for_a_longer_record() -> None:
    write_lines(LINES)
    short, _ = measure_verification()
    write_lines(3 * LINES)
    long, per_second = measure_verification()
    say("audit chain, memory", peak_at_2000=f"{short:.1f} MB", peak_at_8000=f"{long:.1f} MB", lines_a_second=per_second)
    assert long < short * 1.3 + 1


def measure_verification() -> tuple[float, int]:
    """Return the peak of what Python held in MB, and the lines verified in a second."""
    started = time.perf_counter()
    lines = verify_chain().lines
    per_second = round(lines / (time.perf_counter() - started))
    tracemalloc.start()
    verify_chain()
    peak = tracemalloc.get_traced_memory()[1] / 1e6
    tracemalloc.stop()
    return peak, per_second


@pytest.mark.django_db(transaction=True)
def test_sixteen_threads_write_one_unbroken_chain() -> None:
    begin = threading.Barrier(THREADS)
    failures: list[BaseException] = []

    def write(number: int) -> None:
        try:
            begin.wait()
            for line in range(LINES_EACH):
                record_access(user=None, action=AuditAction.SIGNED_IN, subject=f"user:{number}-{line}")
        except BaseException as error:
            failures.append(error)
        finally:
            connection.close()

    threads = [threading.Thread(target=write, args=(number,)) for number in range(THREADS)]
    started = time.perf_counter()
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    took = time.perf_counter() - started
    assert failures == []
    verdict = verify_chain()
    assert (verdict.problem, verdict.lines) == ("", THREADS * LINES_EACH)
    assert AuditEntry.objects.values("subject").distinct().count() == THREADS * LINES_EACH
    say(
        "audit chain, concurrency",
        threads=THREADS,
        lines=verdict.lines,
        breaks=0,
        a_second=round(verdict.lines / took),
        on=connection.vendor,
    )
