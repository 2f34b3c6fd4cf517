"""How a table of reference data is filled: what is missing is added, and put back only where that was asked for."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.db import models


@dataclass(frozen=True)
class Loaded:
    """How many rows of one kind were added and put back, and how many there are now."""

    what: str
    added: int
    restored: int
    total: int


def load_rows(model: type[models.Model], key: str, rows: list[Any], reset: bool) -> Loaded:
    """Add the rows whose key is new; with `reset`, write all fields of the others anew."""
    known = set(model._default_manager.values_list(key, flat=True))
    missing = [row for row in rows if getattr(row, key) not in known]
    if reset:
        fields = [field.name for field in model._meta.concrete_fields if not field.primary_key and field.name != key]
        model._default_manager.bulk_create(
            rows, batch_size=100, update_conflicts=True, unique_fields=[key], update_fields=fields
        )
    elif missing:
        # Another process may be seeding at the same time.
        model._default_manager.bulk_create(missing, batch_size=100, ignore_conflicts=True)
    return count_rows(model, len(missing), restored=len(rows) - len(missing) if reset else 0)


def is_to_be_filled(model: type[models.Model], reset: bool) -> bool:
    """Tell whether the table is empty; `reset` empties it."""
    if reset:
        model._default_manager.all().delete()
    return not model._default_manager.exists()


def count_rows(model: type[models.Model], added: int, *, restored: int = 0) -> Loaded:
    """Return what is told of a table that was loaded."""
    what = str(model._meta.verbose_name_plural)
    return Loaded(what=what, added=added, restored=restored, total=model._default_manager.count())
