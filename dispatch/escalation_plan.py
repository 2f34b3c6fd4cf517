"""When an unacknowledged emergency is raised, and to whom: the rows of EscalationStep, read as plans."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import timedelta

from django.core.cache import cache
from django.db.models import F, Q, Subquery

from dispatch.models import EscalationStep

CACHE_KEY = "dispatch.escalation"
CACHE_SECONDS = 30
# Of a last round without a time of its own, so that an alarm nobody answers is never the last one.
REPEAT_MINUTES = 5
SHORTEST_WAIT = timedelta(minutes=1)


@dataclass(frozen=True)
class Round:
    """One round: how long after the first alert, and the kinds of people it reaches."""

    after: timedelta
    whom: tuple[str, ...]


@dataclass(frozen=True)
class Plan:
    """The rounds of one district in order; the last one repeats for ever."""

    rounds: tuple[Round, ...]
    repeat: timedelta

    def find_round(self, number: int) -> Round:
        """Return round `number`, counted from 1; beyond the last one, the last one."""
        return self.rounds[min(number, len(self.rounds)) - 1]

    def find_wait(self, number: int) -> timedelta:
        """Return how long round `number` waits after the one before it."""
        if number > len(self.rounds):
            return self.repeat
        earlier = self.rounds[number - 2].after if number > 1 else timedelta(0)
        # Rounds typed in a wrong order still take their turns.
        return max(self.rounds[number - 1].after - earlier, SHORTEST_WAIT)


Plans = dict[str | None, Plan]


def find_plan(*, district_id: str | None) -> Plan | None:
    """Return the district's own plan, else the county's; None where no steps are kept.

    Kept in the cache for half a minute.
    """
    return choose_plan(read_plans(), district_id=district_id)


def choose_plan(plans: Plans, *, district_id: str | None) -> Plan | None:
    """Return of these the district's own plan, else the county's."""
    return plans.get(district_id) or plans.get(None)


def select_first_wait(*, district_id: str | None) -> Subquery:
    """Return, to be asked along with something else, the minutes until the district's first round."""
    steps = EscalationStep.objects.filter(Q(district=None) | Q(district=district_id))
    first = steps.order_by(F("district").asc(nulls_last=True), "round", "after_minutes")
    return Subquery(first.values("after_minutes")[:1])


def read_first_wait(minutes: int | None) -> timedelta | None:
    """Return the time until the first round as `Plan.find_wait` gives it; None where no steps are kept."""
    return None if minutes is None else max(timedelta(minutes=minutes), SHORTEST_WAIT)


def find_longest_waits() -> list[timedelta]:
    """Return the longest wait of any plan before round 1, 2 and so on; the last one is that of every later round."""
    plans = read_plans().values()
    rounds = max((len(plan.rounds) for plan in plans), default=-1)
    return [max(plan.find_wait(number) for plan in plans) for number in range(1, rounds + 2)]


def forget_plans() -> None:
    """Let changed steps count at once in processes that share this cache."""
    cache.delete(CACHE_KEY)


def read_plans() -> Plans:
    """Return every plan by its district; the county's own by None. Kept in the cache for half a minute."""
    plans = cache.get(CACHE_KEY)
    return keep_plans(EscalationStep.objects.all()) if plans is None else plans


def keep_plans(steps: Iterable[EscalationStep]) -> Plans:
    """Put all steps together as plans, and keep them for half a minute."""
    rows: dict[str | None, list[EscalationStep]] = {}
    for step in sorted(steps, key=lambda one: (one.round, one.pk)):
        rows.setdefault(step.district_id, []).append(step)
    plans = {district: _build_plan(same) for district, same in rows.items()}
    cache.set(CACHE_KEY, plans, CACHE_SECONDS)
    return plans


def _build_plan(steps: list[EscalationStep]) -> Plan:
    by_round: dict[int, list[EscalationStep]] = {}
    for step in steps:
        by_round.setdefault(step.round, []).append(step)
    rounds = tuple(
        Round(timedelta(minutes=min(one.after_minutes for one in same)), tuple(one.whom for one in same))
        for same in by_round.values()
    )
    last = [one.repeat_minutes for one in list(by_round.values())[-1] if one.repeat_minutes]
    return Plan(rounds, timedelta(minutes=min(last, default=REPEAT_MINUTES)))
