"""A kept change in words."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from auditlog.models import LogEntry
from django.core.exceptions import FieldDoesNotExist

NOTHING = "(kosong)"
_M2M = {"add": "ditambah", "delete": "dihapus"}


@dataclass(frozen=True)
class Change:
    """One field, before and after."""

    field: str
    before: str
    after: str


def describe_changes(entry: LogEntry) -> list[Change]:
    """Return each changed field under the name that the admin shows."""
    model = entry.content_type.model_class()
    return [_describe(model, name, value) for name, value in sorted((entry.changes or {}).items())]


def _describe(model: Any, name: str, value: Any) -> Change:
    label = _find_label(model, name)
    if isinstance(value, dict):
        return Change(label, _M2M.get(value.get("operation", ""), ""), ", ".join(value.get("objects", [])))
    before, after = (_write(part) for part in value)
    return Change(label, before, after)


def _find_label(model: Any, name: str) -> str:
    try:
        return str(model._meta.get_field(name).verbose_name) if model else name
    except (FieldDoesNotExist, AttributeError):
        return name


def _write(value: Any) -> str:
    return NOTHING if value in (None, "", "None") else str(value)
