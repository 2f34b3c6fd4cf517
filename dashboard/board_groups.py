"""The emergencies of a major incident as one row of the board, which unfolds; what is new stands singly still."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from complaints.choices import INCIDENT_ICONS

if TYPE_CHECKING:
    from dashboard.board import BoardRow


@dataclass(frozen=True)
class Membership:
    """The major incident of an emergency; total, waiting and late count all its open emergencies.

    Only the row of the incident tells the counts, so a card stays the same when they change.
    """

    incident: int
    name: str
    icon: str
    total: int = field(compare=False)
    waiting: int = field(compare=False)
    late: int = field(compare=False)


@dataclass
class BoardGroup:
    """The row of a major incident. `rows` fold in; `singly` of its emergencies stand outside."""

    membership: Membership
    is_drill: bool
    rows: list[BoardRow] = field(default_factory=list)
    singly: int = 0
    is_group: bool = True

    @property
    def hidden(self) -> int:
        """How many found no room on the board at all."""
        return self.membership.total - self.singly - len(self.rows)


def read_membership(row: dict[str, Any]) -> Membership | None:
    """Return the incident a row of the board's statement names, if any."""
    if row["incident"] is None:
        return None
    icon = INCIDENT_ICONS[row["incident_kind"]]
    counts = (row["incident_total"], row["incident_waiting"], row["incident_late"])
    return Membership(row["incident"], row["incident_name"], icon, *counts)


def fold_rows(rows: Sequence[BoardRow]) -> list[BoardRow | BoardGroup]:
    """Return what needs or waits for somebody, then the incidents, then the rest; drills below all of them.

    An emergency that calls for somebody is never folded away.
    """
    groups: dict[int, BoardGroup] = {}
    single: list[BoardRow] = []
    for row in rows:
        if row.membership is None:
            single.append(row)
            continue
        group = groups.setdefault(row.membership.incident, BoardGroup(row.membership, row.is_drill))
        if row.is_new or row.is_needing:
            group.singly += 1
            single.append(row)
        else:
            group.rows.append(row)
    found: list[BoardRow | BoardGroup] = [*single, *(group for group in groups.values() if group.rows or group.hidden)]
    # Sorting keeps the order within.
    return sorted(found, key=_rank)


def _rank(item: BoardRow | BoardGroup) -> int:
    if item.is_drill:
        return 4
    if isinstance(item, BoardGroup):
        return 2
    if item.is_needing:
        return 0
    return 1 if item.is_unanswered else 3
