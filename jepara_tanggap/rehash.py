"""Moves the hashes by which people are found to the newest look-up key.

Nothing in a hash says which key made it, so every row is looked at and hashed again from what is sealed beside it.
A run that was killed leaves whole batches done; the next one passes over them and writes what is left.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.apps import apps
from django.db import models, transaction

from jepara_tanggap.encrypted_fields import HashField
from jepara_tanggap.key_check import hash_canary

BATCH = 500
# Told the table, how many of its rows were looked at, and how many were hashed anew.
Tell = Callable[[str, int, int], None]


@dataclass(frozen=True)
class HashColumn:
    """A hash in a row, and how it is made from the row."""

    model: type[models.Model]
    name: str
    source: str
    compute: Callable[[str], str]


_MORE: list[HashColumn] = []


def register_hash(column: HashColumn) -> None:
    """Add a hash that its own room writes, not a HashField."""
    _MORE.append(column)


def list_columns() -> list[HashColumn]:
    """Return every hash there is."""
    fields = [
        HashColumn(model, field.attname, field.of, field.hash)
        for model in apps.get_models()
        for field in model._meta.local_concrete_fields
        if isinstance(field, HashField) and field.of
    ]
    return [*fields, *_MORE]


def rehash(*, tell: Tell, only_count: bool = False) -> int:
    """Hash every row anew under the newest key; return how many were not yet. `only_count` changes nothing."""
    columns = list_columns()
    found = 0
    for model in dict.fromkeys(column.model for column in columns):
        mine = [column for column in columns if column.model is model]
        found += _walk(model, mine, tell, only_count)
    return found + _move_canary(only_count)


def _walk(model: type[models.Model], columns: list[HashColumn], tell: Tell, only_count: bool) -> int:
    last, seen, found = None, 0, 0
    names = [name for column in columns for name in (column.name, column.source)]
    while True:
        with transaction.atomic():
            rows = model._base_manager.order_by("pk").only("pk", *names).select_for_update(of=("self",))
            batch = list((rows if last is None else rows.filter(pk__gt=last))[:BATCH])
            stale = [row for row in batch if _is_stale(row, columns)]
            if stale and not only_count:
                model._base_manager.bulk_update(stale, [column.name for column in columns])
        if not batch:
            return found
        last, seen, found = batch[-1].pk, seen + len(batch), found + len(stale)
        tell(model._meta.db_table, seen, found)


def _is_stale(row: Any, columns: list[HashColumn]) -> bool:
    """Write the right hashes into the row in memory; tell whether any differed."""
    stale = False
    for column in columns:
        right = column.compute(getattr(row, column.source) or "")
        stale = stale or getattr(row, column.name) != right
        setattr(row, column.name, right)
    return stale


def _move_canary(only_count: bool) -> int:
    # Last: by it a start judges the key, and until here both keys are needed.
    rows = apps.get_model("dispatch", "KeyCanary")._base_manager.exclude(word_hash=hash_canary())
    return rows.count() if only_count else rows.update(word_hash=hash_canary())
