"""Django's flush, which the test runner calls after a test with real transactions, on append-only tables."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.core.management.commands import flush
from django.db import connection

APPEND_ONLY = ("accounts_auditentry", "accounts_auditcheckpoint", "accounts_auditcheck", "auditlog_logentry")


class Command(flush.Command):
    """Empty every table; the triggers are back before the next test."""

    def handle(self, **options: Any) -> None:
        """Flush with the triggers off."""
        with triggers_off():
            super().handle(**options)


@contextmanager
def triggers_off() -> Iterator[None]:
    """Do what only the owner of the tables can: take the append-only triggers off for a while."""
    lift, restore = _write_postgres() if connection.vendor == "postgresql" else _write_sqlite()
    _execute(lift)
    try:
        yield
    finally:
        _execute(restore)


def _write_postgres() -> tuple[list[str], list[str]]:
    # Inside a transaction, what constraints still wait for would be in the way.
    settle = ["SET CONSTRAINTS ALL IMMEDIATE", "SET CONSTRAINTS ALL DEFERRED"]
    return (
        [*settle, *(f"ALTER TABLE {table} DISABLE TRIGGER USER" for table in APPEND_ONLY)],
        [*settle, *(f"ALTER TABLE {table} ENABLE TRIGGER USER" for table in APPEND_ONLY)],
    )


def _write_sqlite() -> tuple[list[str], list[str]]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT name, sql FROM sqlite_master WHERE type = 'trigger' AND name LIKE 'audit_keep_%'")
        found = cursor.fetchall()
    return [f"DROP TRIGGER {name}" for name, _ in found], [sql for _, sql in found]


def _execute(statements: list[str]) -> None:
    with connection.cursor() as cursor:
        for statement in statements:
            cursor.execute(statement)
