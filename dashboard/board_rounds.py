"""Which round of escalation a card of the board waits for, when it comes, and whom it will reach."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from complaints.choices import Status
from dispatch.escalation_plan import Plan, choose_plan, read_plans
from dispatch.models import EscalationStep


@dataclass(frozen=True)
class NextRound:
    """A round that comes unless somebody acknowledges before."""

    number: int
    at: datetime
    whom: str


def find_next_rounds(rows: list[dict[str, Any]]) -> dict[int, NextRound]:
    """Return the next round of each row that waits for one, by its id. One statement in half a minute."""
    waiting = [row for row in rows if row["status"] == Status.ASSIGNED and row["escalate_at"] is not None]
    # Once for all cards: the plans come out of the cache.
    plans = read_plans() if waiting else {}
    found = {row["pk"]: _describe(row, choose_plan(plans, district_id=row["district"])) for row in waiting}
    return {pk: one for pk, one in found.items() if one is not None}


def _describe(row: dict[str, Any], plan: Plan | None) -> NextRound | None:
    if plan is None:
        return None
    number = row["escalation_round"] + 1
    whom = [EscalationStep.Whom(kind).label for kind in plan.find_round(number).whom]
    return NextRound(number, row["escalate_at"], ", ".join(whom))
