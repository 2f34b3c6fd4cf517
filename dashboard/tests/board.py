"""What several tests of the board do: read it, let crews tap, and settle what one needs."""

from __future__ import annotations

import re
import uuid
from datetime import timedelta

from django.core.cache import cache
from django.urls import reverse

from complaints.models import Complaint
from dispatch.models import AgencyContact
from response.choices import TapKind
from response.crew_checks import ask_crews
from response.taps import FieldTap, record_tap


def read(client) -> str:
    cache.clear()
    return client.get(reverse("dashboard:board_list")).content.decode()


def order(page: str) -> list[str]:
    return re.findall(r'id="d-(\d+)"', page)


def tap(fire: Complaint, crew: AgencyContact, kind: str, *, minutes: float = 1, text: str = "") -> None:
    at = fire.filed_at + timedelta(minutes=minutes)
    word = FieldTap(TapKind(kind), uuid.uuid4(), happened_at=at, text=text)
    record_tap(complaint_id=fire.pk, contact=crew, tap=word, now=at)


def fall_silent(fire: Complaint, crew: AgencyContact) -> None:
    tap(fire, crew, "lokasi", minutes=1)
    for minutes in (21, 41, 61):
        ask_crews(now=fire.filed_at + timedelta(minutes=minutes))


def press(client, fire: Complaint, need: str, **more):
    where = reverse("dashboard:response_need", args=[fire.number, fire.agency_id])
    return client.post(where, {"perlu": need, "kembali": "papan"} | more, follow=True)
