"""The printed pack for the time without a system: numbered forms, whom to call in the next 24 hours, and the plans."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any

from django.contrib.staticfiles import finders
from django.db import transaction
from django.db.models import QuerySet
from django.template.loader import render_to_string
from django.utils import timezone

from accounts.audit import record_access
from accounts.models import AuditAction
from calls.models import CallScript
from calls.paper import reserve_numbers, write_number
from complaints.emergency_help import get_emergency_help
from dispatch.duty import is_within
from dispatch.models import Agency, AgencyContact, Category, EscalationStep, Track
from response.models import ResponsePlan

if TYPE_CHECKING:
    from accounts.models import User

USUAL_FORMS = 20
AHEAD = timedelta(hours=24)
STEP = timedelta(minutes=30)
# An alert's address may hold the key of a provider; only what one can dial leaves this house.
_DIALLED = re.compile(r"(?:^|[/@=,+])(\d{9,15})(?=$|[/?&,@])")


@dataclass(frozen=True)
class Person:
    """One contact of an agency: what to dial, and when they are on duty in the next 24 hours."""

    name: str
    phone: str
    hours: str
    is_on_duty: bool


def render_pack(*, forms: int, user: User | None, address: str | None = None, is_file: bool) -> str:
    """Return the pack as one HTML page, and record that contacts left the house. A file carries its own style."""
    now = timezone.now()
    with transaction.atomic():
        pack = reserve_numbers(forms=forms, user=user, now=now)
        record_access(
            user=user,
            action=AuditAction.EXPORTED,
            subject="paper-pack",
            detail={"first": pack.first, "last": pack.last, "as": "file" if is_file else "page"},
            address=address,
        )
    numbers = [write_number(number) for number in range(pack.first, pack.last + 1)]
    context = {"numbers": numbers, "style": read_style() if is_file else "", **_read_rules(now)}
    return render_to_string("dashboard/paper/pack.html", context)


def _read_rules(now: datetime) -> dict[str, Any]:
    return {
        "now": now,
        "until": now + AHEAD,
        "agencies": list(list_people(now)),
        "short_numbers": get_emergency_help().numbers,
        "steps": EscalationStep.objects.select_related("district"),
        "scripts": CallScript.objects.select_related("category__agency").filter(category__is_active=True),
        "plans": list_plans(),
        "kinds": Category.objects.filter(is_active=True, track=Track.EMERGENCY).values_list("name", flat=True),
    }


def list_people(now: datetime) -> Iterable[tuple[Agency, list[Person]]]:
    """Yield every agency that can be called, with its contacts: those on duty first."""
    contacts: dict[int, list[AgencyContact]] = {}
    rows = AgencyContact.objects.filter(is_active=True).prefetch_related("shifts").order_by("order", "pk")
    for contact in rows:
        contacts.setdefault(contact.agency_id, []).append(contact)
    for agency in Agency.objects.filter(is_active=True).order_by("short_name"):
        people = sorted(
            (_describe(one, now) for one in contacts.get(agency.pk, [])), key=lambda one: not one.is_on_duty
        )
        if people or agency.phone or agency.whatsapp:
            yield agency, people


def find_phone(address: str) -> str:
    """Return what one can dial out of an alert's address; empty where there is nothing, and never a provider's key."""
    scheme, _, rest = address.partition("://")
    if scheme in ("mailto", "mailtos", "tgram", "slack", "json", "jsons"):
        return ""
    # The last one is whom the message goes to; those before it are the sender's.
    found = _DIALLED.findall(rest)
    return found[-1] if found else ""


def list_plans() -> QuerySet[ResponsePlan]:
    """Return the active plans with their steps: which agencies a kind of emergency needs, and for what."""
    active = ResponsePlan.objects.filter(is_active=True, category__is_active=True)
    return active.select_related("category", "district").prefetch_related("steps__agency")


def read_style() -> str:
    """Return the sheet of the pack, for a file that is opened without the site."""
    found = finders.find("css/pack.css")
    return Path(str(found)).read_text() if found else ""


def _describe(contact: AgencyContact, now: datetime) -> Person:
    shifts = list(contact.shifts.all())
    start = timezone.localtime(now)
    moments = [start + STEP * number for number in range(int(AHEAD / STEP))]
    on_duty = [
        one
        for one in shifts
        if any(is_within(moment=at, weekday=one.weekday, starts=one.starts, ends=one.ends) for at in moments)
    ]
    hours = ", ".join(f"{one.starts:%H.%M}–{one.ends:%H.%M}" for one in on_duty)
    words = hours or ("tidak piket dalam 24 jam ini" if shifts else "setiap saat")
    return Person(contact.name, find_phone(contact.address), words, bool(on_duty) or not shifts)
