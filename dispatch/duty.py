"""Who of an agency is alerted at a given time, in order."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime, time, timedelta
from typing import Any

from django.utils import timezone

from dispatch.alert_drills import tell_last_doubt
from dispatch.models import Agency, AgencyContact


@dataclass(frozen=True)
class Standing:
    """An agency's contacts by id: those on duty, all active ones, and those whose last alert test is in doubt."""

    on_duty: list[int]
    everybody: list[int]
    doubtful: set[int]


@dataclass
class _Standing:
    """One active contact: `place` is by shift, then by the contact's own order; None while off duty."""

    contact_id: int
    order: int
    has_rota: bool = False
    place: int | None = field(default=None)
    is_doubtful: bool = False


def list_on_duty(*, agency: Agency, now: datetime | None = None) -> list[AgencyContact]:
    """Return the agency's contacts on duty, in order; all its active ones if it keeps no rota."""
    ids = [one.contact_id for one in _choose_on_duty(_read_standings([agency], now)[agency.pk])]
    return _fetch(ids)


def list_alerted(*, agency: Agency, now: datetime | None = None) -> list[AgencyContact]:
    """Return whom a first alert reaches now, in order."""
    return _fetch(find_alerted(agencies=[agency], now=now))


def find_alerted(*, agencies: Iterable[Agency], now: datetime | None = None) -> list[int]:
    """Return the ids of the contacts a first alert reaches: those on duty.

    Where nobody is on duty all active contacts of that agency are alerted, so that no alert is silent. One statement.
    """
    chosen: list[int] = []
    for standings in _read_standings(agencies, now).values():
        chosen += [one.contact_id for one in _choose_on_duty(standings) or standings]
    return chosen


def find_standing(*, agencies: Iterable[Agency], now: datetime | None = None) -> dict[int, Standing]:
    """Return by agency who is on duty, who is there at all, and whose last alert test is in doubt. One statement."""
    doubt = {"doubt": tell_last_doubt(now=now)}
    return {agency: _sum_up(standings) for agency, standings in _read_standings(agencies, now, doubt).items()}


def find_in_order(*, agency: Agency, now: datetime | None = None) -> list[int]:
    """Return the ids of all active contacts, those on duty first. One statement."""
    standings = _read_standings([agency], now)[agency.pk]
    on_duty = [one.contact_id for one in _choose_on_duty(standings)]
    return on_duty + [one.contact_id for one in standings if one.contact_id not in on_duty]


def is_within(*, moment: datetime, weekday: int | None, starts: time, ends: time) -> bool:
    """Tell whether a local moment lies in a shift; what runs past midnight belongs to the day it began on."""
    clock, today = moment.time(), moment.weekday()
    if starts < ends:
        return starts <= clock < ends and weekday in (None, today)
    if clock >= starts and weekday in (None, today):
        return True
    yesterday = (moment - timedelta(days=1)).weekday()
    # Equal times end where they began, a day later.
    return clock < ends and weekday in (None, yesterday)


def _sum_up(standings: list[_Standing]) -> Standing:
    on_duty = [one.contact_id for one in _choose_on_duty(standings)]
    doubtful = {one.contact_id for one in standings if one.is_doubtful}
    return Standing(on_duty, [one.contact_id for one in standings], doubtful)


def _read_standings(
    agencies: Iterable[Agency], now: datetime | None, more: dict[str, Any] | None = None
) -> dict[int, list[_Standing]]:
    moment = timezone.localtime(now)
    agencies = list(agencies)
    found: dict[int, dict[int, _Standing]] = {agency.pk: {} for agency in agencies}
    # The address is sealed and not asked for here.
    rows = AgencyContact.objects.filter(agency__in=agencies, is_active=True).order_by("order", "pk")
    wanted = ("pk", "agency_id", "order", "shifts__weekday", "shifts__starts", "shifts__ends", "shifts__order")
    for row in rows.annotate(**(more or {})).values(*wanted, *(more or {})):
        new = _Standing(row["pk"], row["order"], is_doubtful=bool(row.get("doubt")))
        standing = found[row["agency_id"]].setdefault(row["pk"], new)
        _add_shift(standing, row, moment)
    return {agency: list(standings.values()) for agency, standings in found.items()}


def _add_shift(standing: _Standing, row: dict[str, Any], moment: datetime) -> None:
    if row["shifts__starts"] is None:
        return
    standing.has_rota = True
    if is_within(moment=moment, weekday=row["shifts__weekday"], starts=row["shifts__starts"], ends=row["shifts__ends"]):
        places = [place for place in (standing.place, row["shifts__order"]) if place is not None]
        standing.place = min(places)


def _choose_on_duty(standings: list[_Standing]) -> list[_Standing]:
    if not any(one.has_rota for one in standings):
        return standings
    return sorted((one for one in standings if one.place is not None), key=lambda one: (one.place, one.order))


def _fetch(ids: list[int]) -> list[AgencyContact]:
    found = AgencyContact.objects.defer("address").in_bulk(ids)
    return [found[pk] for pk in ids if pk in found]
