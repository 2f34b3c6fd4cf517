"""Whom to call right now: 112 with its hours, the short numbers, and an agency's own."""

from __future__ import annotations

from dataclasses import dataclass

from dispatch.hours import HoursNow, describe_hours
from dispatch.models import Category, DirectNumber


@dataclass(frozen=True)
class EmergencyHelp:
    """What an emergency notice shows."""

    hours: HoursNow
    numbers: list[DirectNumber]
    agency_name: str = ""
    agency_phone: str = ""
    direct_number: str = ""

    @property
    def is_closed(self) -> bool:
        """Whether nobody answers 112 now, so that the direct numbers come first."""
        return not self.hours.is_open


def get_emergency_help(*, category: Category | None = None) -> EmergencyHelp:
    """Return the numbers to call, and for a category those of its own agency too."""
    agency = category.agency if category else None
    return EmergencyHelp(
        hours=describe_hours(),
        numbers=list(DirectNumber.objects.filter(is_active=True)),
        agency_name=agency.short_name if agency else "",
        agency_phone=agency.phone if agency else "",
        direct_number=category.direct_number if category else "",
    )
