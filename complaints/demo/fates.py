"""What becomes of an invented report: the steps, who takes them, and when.

Steps that would lie in the future are left out, so recent reports are still open.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import datetime, time, timedelta
from random import Random
from typing import Any

from django.utils import timezone

from complaints.deadlines import add_working_days, is_working_day
from complaints.demo import texts

OFFICE_OPENS, OFFICE_CLOSES = time(7, 30), time(15, 30)
# Reporters have this many working days to object before silence closes a report.
SILENT_WORKING_DAYS = 10
SETTLED_AFTER = timedelta(days=6)


@dataclass(frozen=True)
class Step:
    """One action at one time. "answer", "note" are messages; everything else is of the lifecycle."""

    action: str
    actor: str
    at: datetime
    given: dict[str, Any] = field(default_factory=dict)


Plan = Iterator[tuple[str, str, timedelta, dict[str, Any]]]


def plan_steps(
    *, dice: Random, filed_at: datetime, now: datetime, is_emergency: bool, fate: str, done: str
) -> list[Step]:
    """Return the steps of a fate that have happened by `now`, in order."""
    plan = _PLANS[fate](dice, done)
    at, steps = filed_at, []
    for action, actor, delay, given in plan:
        at = at + delay
        if action == "close_silent":
            at = add_working_days(at, SILENT_WORKING_DAYS) + timedelta(hours=2)
        elif not is_emergency and actor != "reporter":
            at = _wait_for_office(at, dice)
        if at > now:
            break
        steps.append(Step(action, actor, at, given))
    return steps


def choose_fate(*, dice: Random, is_emergency: bool, category: str, age: timedelta) -> str:
    """Return how a report ends, or where it hangs; few old ones hang."""
    if category == "N-LAIN":
        return "forwarded"
    chances = EMERGENCY_CHANCES if is_emergency else ROUTINE_CHANCES
    rest = 0.25 if age > SETTLED_AFTER else 1.0
    weights = [chance * (rest if fate in HANGING else 1.0) for fate, chance in chances.items()]
    return dice.choices(list(chances), weights=weights)[0]


def _wait_for_office(moment: datetime, dice: Random) -> datetime:
    local = timezone.localtime(moment)
    if is_working_day(local.date()) and OFFICE_OPENS <= local.time() < OFFICE_CLOSES:
        return moment
    day = local.date() if local.time() < OFFICE_OPENS else local.date() + timedelta(days=1)
    while not is_working_day(day):
        day += timedelta(days=1)
    opening = timezone.make_aware(datetime.combine(day, OFFICE_OPENS))
    return opening + timedelta(minutes=dice.uniform(0, 200))


# --- routine ----------------------------------------------------------------


def _hours(dice: Random, least: float, most: float) -> timedelta:
    return timedelta(hours=dice.uniform(least, most))


def _nothing(dice: Random, done: str) -> Plan:
    yield from ()


def _acknowledged(dice: Random, done: str) -> Plan:
    yield "acknowledge", "officer", _hours(dice, 0.2, 9), {}


def _started(dice: Random, done: str) -> Plan:
    yield from _acknowledged(dice, done)
    if dice.random() < 0.4:
        yield "note", "officer", _hours(dice, 0.2, 5), {"text": dice.choice(texts.NOTES)}
    if dice.random() < 0.4:
        yield "answer", "officer", _hours(dice, 0.5, 8), {"text": dice.choice(texts.ANSWERS)}
    yield "start", "officer", _hours(dice, 1, 40), {}


def _resolved(dice: Random, done: str) -> Plan:
    yield from _started(dice, done)
    yield "resolve", "officer", _hours(dice, 4, 90), {"text": done, "no_proof_reason": dice.choice(texts.NO_PROOF)}


def _confirmed(dice: Random, done: str) -> Plan:
    yield from _resolved(dice, done)
    rating = dice.choices((3, 4, 5), weights=(1, 3, 5))[0]
    yield "confirm", "reporter", _hours(dice, 1, 60), {"rating": rating, "text": dice.choice(texts.THANKS)}


def _closed_in_silence(dice: Random, done: str) -> Plan:
    yield from _resolved(dice, done)
    yield "close_silent", "system", timedelta(0), {}


def _objected(dice: Random, done: str) -> Plan:
    yield from _resolved(dice, done)
    yield "object", "reporter", _hours(dice, 3, 50), {"rating": 2, "text": dice.choice(texts.OBJECTIONS)}


def _asked(dice: Random, done: str) -> Plan:
    yield from _acknowledged(dice, done)
    yield "ask", "officer", _hours(dice, 0.5, 10), {"text": dice.choice(texts.ASKS)}


def _told(dice: Random, done: str) -> Plan:
    yield from _asked(dice, done)
    yield "give_info", "reporter", _hours(dice, 1, 30), {"text": dice.choice(texts.REPLIES)}


def _told_and_done(dice: Random, done: str) -> Plan:
    yield from _told(dice, done)
    yield from _confirmed(dice, done)


def _rejected(dice: Random, done: str) -> Plan:
    yield from _acknowledged(dice, done)
    yield "reject", "lead", _hours(dice, 4, 40), {"text": texts.REJECTION}


def _forwarded(dice: Random, done: str) -> Plan:
    given = {"text": texts.FORWARDING, "forwarded_to": texts.FORWARDED_TO}
    yield "forward", "dispatcher", _hours(dice, 2, 30), given


def _merged(dice: Random, done: str) -> Plan:
    yield "merge", "dispatcher", _hours(dice, 0.5, 10), {}


def _cancelled(dice: Random, done: str) -> Plan:
    yield "cancel", "reporter", _hours(dice, 0.2, 20), {}


# --- emergencies ------------------------------------------------------------


def _minutes(dice: Random, least: float, most: float) -> timedelta:
    return timedelta(minutes=dice.uniform(least, most))


def _noticed(dice: Random, done: str) -> Plan:
    yield "acknowledge", "officer", _minutes(dice, 0.6, 5), {}


def _under_way(dice: Random, done: str) -> Plan:
    yield from _noticed(dice, done)
    yield "depart", "officer", _minutes(dice, 1, 4), {}


def _on_scene(dice: Random, done: str) -> Plan:
    yield from _under_way(dice, done)
    yield "arrive", "officer", _minutes(dice, 2, 11), {}


def _rescued(dice: Random, done: str) -> Plan:
    yield from _on_scene(dice, done)
    reason = dice.choice(texts.NO_PROOF)
    yield "resolve", "officer", _minutes(dice, 20, 150), {"text": done, "no_proof_reason": reason}


def _rescued_and_thanked(dice: Random, done: str) -> Plan:
    yield from _rescued(dice, done)
    yield "confirm", "reporter", _hours(dice, 1, 40), {"rating": 5, "text": dice.choice(texts.THANKS)}


def _rescued_in_silence(dice: Random, done: str) -> Plan:
    yield from _rescued(dice, done)
    yield "close_silent", "system", timedelta(0), {}


def _false_alarm(dice: Random, done: str) -> Plan:
    yield from _noticed(dice, done)
    yield "reject", "dispatcher", _minutes(dice, 8, 40), {"text": texts.REJECTION}


def _called_off(dice: Random, done: str) -> Plan:
    yield "cancel", "reporter", _minutes(dice, 1, 4), {}


_PLANS: dict[str, Callable[[Random, str], Plan]] = {
    "nothing": _nothing,
    "acknowledged": _acknowledged,
    "started": _started,
    "resolved": _resolved,
    "confirmed": _confirmed,
    "closed_in_silence": _closed_in_silence,
    "objected": _objected,
    "asked": _asked,
    "told": _told,
    "told_and_done": _told_and_done,
    "rejected": _rejected,
    "forwarded": _forwarded,
    "merged": _merged,
    "cancelled": _cancelled,
    "noticed": _noticed,
    "under_way": _under_way,
    "on_scene": _on_scene,
    "rescued_and_thanked": _rescued_and_thanked,
    "rescued_in_silence": _rescued_in_silence,
    "false_alarm": _false_alarm,
    "called_off": _called_off,
}
ROUTINE_CHANCES = {
    "confirmed": 30,
    "closed_in_silence": 16,
    "started": 12,
    "acknowledged": 9,
    "told_and_done": 6,
    "asked": 6,
    "objected": 5,
    "nothing": 4,
    "told": 4,
    "rejected": 4,
    "merged": 2,
    "cancelled": 2,
}
# An agency still has something to do at the end of these.
HANGING = frozenset({"nothing", "acknowledged", "started", "asked", "told", "objected"})
EMERGENCY_CHANCES = {"rescued_and_thanked": 40, "rescued_in_silence": 50, "false_alarm": 7, "called_off": 3}
