"""Whom to call right now: 112 with its hours, the number of the kind, that of the agency, and the other short ones."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from dispatch.hours import HoursNow, describe_hours
from dispatch.models import Agency, Category, DirectNumber

# What a kind's number is called that is none of the short ones.
UNNAMED = "Langsung"


@dataclass(frozen=True)
class CallNumber:
    """A number to call, as people read it, and whose it is."""

    number: str
    label: str

    @property
    def dial(self) -> str:
        """The number as a telephone takes it."""
        return re.sub(r"[^\d+]", "", self.number)


@dataclass(frozen=True)
class EmergencyHelp:
    """What an emergency notice shows: `direct` is for this very report, `numbers` are the rest."""

    hours: HoursNow
    direct: Sequence[CallNumber]
    numbers: Sequence[CallNumber]

    @property
    def is_closed(self) -> bool:
        """Whether nobody answers 112 now, so that the direct numbers come first."""
        return not self.hours.is_open


def get_emergency_help(*, category: Category | None = None, agency: Agency | None = None) -> EmergencyHelp:
    """Return the numbers to call: the kind's own before that of the agency it went to, and the short ones after."""
    short = [CallNumber(one.number, one.label) for one in DirectNumber.objects.filter(is_active=True)]
    direct: dict[str, CallNumber] = {}
    if category and category.direct_number:
        named = next((one.label for one in short if one.number == category.direct_number), UNNAMED)
        own = CallNumber(category.direct_number, named)
        direct[own.dial] = own
    if agency and agency.phone:
        office = CallNumber(agency.phone, agency.short_name)
        direct.setdefault(office.dial, office)
    rest = [one for one in short if one.dial not in direct]
    return EmergencyHelp(hours=describe_hours(), direct=list(direct.values()), numbers=rest)
