"""Moves everything that is sealed to the newest key. What is still under an older one is found by asking
the database, so a run that was killed goes on where it ended, and a run with nothing to do changes nothing.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

from django.apps import apps
from django.conf import settings
from django.db import connection

from jepara_tanggap.encryption import key_id
from jepara_tanggap.sealing import (
    Table,
    Work,
    change_table,
    count_left,
    list_json_tables,
    list_tables,
    move_inside_json,
    move_to_newest_key,
)

# Processes that still have the old list may seal with the old key while we go.
PASSES = 3
# By this table a start judges the keys, so it moves when all the others have.
LAST = "dispatch_keycanary"

# Told the table, how many of its rows are done, and how many there were to do.
Tell = Callable[[str, int, int], None]


@dataclass
class Rotation:
    """What a run did: rows moved and left under an older key, and what could not be opened."""

    moved: int = 0
    left: int = 0
    broken: list[str] = field(default_factory=list)


def rotate(*, tell: Tell, only_count: bool = False) -> Rotation:
    """Move all rows to the newest key; `only_count` changes nothing."""
    rotation = Rotation()
    jobs = _list_jobs()
    for _ in range(0 if only_count else PASSES):
        rotation.broken.clear()
        for table, work in jobs[:-1]:
            _move_table(table, work, rotation, tell)
        rotation.left = _count_all(jobs[:-1])
        if rotation.left <= len(rotation.broken):
            break
    if not only_count and not rotation.left:
        _move_table(*jobs[-1], rotation, tell)
    rotation.left = _count_all(jobs)
    return rotation


def list_key_ids() -> list[str]:
    """Return the ids of all keys of this process, the newest first."""
    return [key_id(key) for key in settings.DATA_KEYS]


def _list_jobs() -> list[tuple[Table, Work]]:
    jobs = [(table, move_to_newest_key()) for table in list_tables(apps.get_models())]
    jobs += [(table, move_inside_json()) for table in list_json_tables()]
    return sorted(jobs, key=lambda job: (job[0].name == LAST, job[0].name))


def _count_all(jobs: list[tuple[Table, Work]]) -> int:
    return sum(count_left(connection, table, work) for table, work in jobs)


def _move_table(table: Table, work: Work, rotation: Rotation, tell: Tell) -> None:
    todo, done = count_left(connection, table, work), 0
    for moved, broken in change_table(connection, table, work):
        done += moved
        rotation.moved += moved
        rotation.broken += broken
        tell(table.name, done, max(todo, done))
