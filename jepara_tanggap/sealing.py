"""Changes what encrypted columns hold, in small transactions: for migrations and for rotation.

Works on the tables themselves: rows that may not be changed through their model (history) are
sealed anew all the same, and nobody's clock, version or hook is touched. Every batch finds its
rows by what they hold, so that a run that was killed goes on where it ended.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from django.apps import apps
from django.db import models, transaction
from django.db.backends.base.base import BaseDatabaseWrapper

from jepara_tanggap.encrypted_fields import list_encrypted_fields
from jepara_tanggap.encryption import (
    CannotDecrypt,
    decrypt_text,
    encrypt_text,
    is_sealed,
    newest_prefix,
    reencrypt_text,
)

BATCH = 500
# Eight digits of a key id, and the version byte every Fernet token begins with.
SEALED_LIKE = "e1.________.gAAAAA%"
SEALED_WORD = re.compile(r"e1\.[0-9a-f]{8}\.gAAAAA[A-Za-z0-9_=-]+")
# JSON of other libraries with sealed words in it: second factors of staff.
SEALED_INSIDE_JSON = (("mfa", "authenticator", "data"),)


@dataclass(frozen=True)
class Table:
    """A table with encrypted columns; `key` is its primary key."""

    name: str
    key: str
    columns: tuple[str, ...]


@dataclass(frozen=True)
class Work:
    """What to change: the rows where `todo` holds for any column, and how.

    `todo` is SQL with {column} in it and a %s for each of `values`.
    """

    todo: str
    values: tuple[str, ...]
    change: Callable[[str], str]


def seal_open_text() -> Work:
    """Seal what is stored in the open."""
    return Work(
        "{column} <> '' AND {column} NOT LIKE %s",
        (SEALED_LIKE,),
        lambda stored: stored if is_sealed(stored) else encrypt_text(stored),
    )


def open_sealed_text() -> Work:
    """Store in the open what is sealed: the way back of a migration."""
    return Work(
        "{column} LIKE %s", (SEALED_LIKE,), lambda stored: decrypt_text(stored) if is_sealed(stored) else stored
    )


def move_to_newest_key() -> Work:
    """Seal with the newest key what an older one sealed."""
    return Work("{column} <> '' AND {column} NOT LIKE %s", (newest_prefix() + "%",), reencrypt_text)


def move_inside_json() -> Work:
    """The same for sealed words inside of JSON that another library lays out."""
    todo = "REPLACE(CAST({column} AS text), %s, '') LIKE %s"
    values = (newest_prefix(), f"%{SEALED_LIKE}")
    return Work(todo, values, lambda stored: SEALED_WORD.sub(lambda word: reencrypt_text(word[0]), stored))


def list_tables(all_models: Sequence[type[models.Model]]) -> list[Table]:
    """Return the tables of these models that have encrypted columns."""
    return [
        Table(model._meta.db_table, str(model._meta.pk.column), tuple(str(field.column) for field in fields))
        for model in all_models
        if model._meta.managed and (fields := list_encrypted_fields(model))
    ]


def list_json_tables() -> list[Table]:
    """Return the tables of installed libraries whose JSON holds sealed words."""
    return [
        Table(model._meta.db_table, str(model._meta.pk.column), (column,))
        for app, name, column in SEALED_INSIDE_JSON
        if apps.is_installed(f"allauth.{app}")
        for model in (apps.get_model(app, name),)
    ]


def count_left(connection: BaseDatabaseWrapper, table: Table, work: Work) -> int:
    """Return how many rows of a table are still to be changed."""
    quote = connection.ops.quote_name
    condition, values = _condition(connection, table, work)
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT count(*) FROM {quote(table.name)} WHERE {condition}", values)  # noqa: S608  # nosec B608 # our names
        return cursor.fetchone()[0]


def change_table(
    connection: BaseDatabaseWrapper, table: Table, work: Work, *, batch: int = BATCH
) -> Iterator[tuple[int, list[str]]]:
    """Change a table in transactions of `batch` rows; yield after each (rows changed, what could not be opened).

    A value that cannot be opened stays as it is, and the walk goes on behind it.
    """
    last: Any = None
    while True:
        with transaction.atomic(using=connection.alias):
            rows = _read_batch(connection, table, work, last, batch)
            changed, broken = _change_rows(table, rows, work)
            _write_rows(connection, table, changed)
        if rows:
            last = rows[-1][0]
            yield len(changed), broken
        if len(rows) < batch:
            return


def _condition(connection: BaseDatabaseWrapper, table: Table, work: Work) -> tuple[str, list[Any]]:
    columns = [connection.ops.quote_name(column) for column in table.columns]
    parts = [f"({work.todo.format(column=column)})" for column in columns]
    return f"({' OR '.join(parts)})", [*work.values] * len(columns)


def _read_batch(
    connection: BaseDatabaseWrapper, table: Table, work: Work, last: Any, batch: int
) -> list[tuple[Any, ...]]:
    quote = connection.ops.quote_name
    condition, values = _condition(connection, table, work)
    if last is not None:
        condition, values = f"{condition} AND {quote(table.key)} > %s", [*values, last]
    names = ", ".join(map(quote, (table.key, *table.columns)))
    lock = " FOR UPDATE" if connection.features.has_select_for_update else ""
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT {names} FROM {quote(table.name)} WHERE {condition} "  # noqa: S608  # nosec B608 # our names
            f"ORDER BY {quote(table.key)} LIMIT {batch}{lock}",
            values,
        )
        return cursor.fetchall()


def _change_rows(table: Table, rows: list[tuple[Any, ...]], work: Work) -> tuple[list[tuple[Any, ...]], list[str]]:
    changed, broken = [], []
    for key, *stored in rows:
        try:
            changed.append((*(work.change(value) if value else value for value in stored), key))
        except CannotDecrypt as error:
            broken.append(f"{table.name} {key}: {error}")
    return changed, broken


def _write_rows(connection: BaseDatabaseWrapper, table: Table, changed: list[tuple[Any, ...]]) -> None:
    if not changed:
        return
    quote = connection.ops.quote_name
    settings = ", ".join(f"{quote(column)} = %s" for column in table.columns)
    with connection.cursor() as cursor:
        cursor.executemany(
            f"UPDATE {quote(table.name)} SET {settings} WHERE {quote(table.key)} = %s",  # noqa: S608  # nosec B608 # our names
            changed,
        )
