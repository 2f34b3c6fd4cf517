"""Plays a day or a flood night of the call room into an example site, for pictures and for trying screens out.

`python -m bin.room_scenes day|flood`, beside a running `EMPTY=1 make run` and with its JT_DATA_DIR. Everything goes
through the same doors as real calls and reports; the same scene looks the same each time.
"""

from __future__ import annotations

import os
import random
import sys
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

import django

from bin.launch import Addresses
from bin.run_embedded import set_environment

if TYPE_CHECKING:
    from accounts.models import User
    from complaints.intake import NewReport
    from complaints.models import Complaint

SCENES: dict[str, dict[str, Any]] = {
    # Calls since morning; open emergencies; how many of them an agency has acknowledged; ringing now.
    "day": {"calls": 90, "emergencies": 6, "acknowledged": 5, "ringing": 1, "missed": 1, "hours": 6},
    "flood": {"calls": 260, "emergencies": 60, "acknowledged": 34, "ringing": 7, "missed": 9, "hours": 4},
}
KINDS = {
    "day": ["D-KES", "D-LAKA", "D-BAKAR", "D-KES", "D-SELAMAT", "D-LISTRIK"],
    "flood": ["D-BENCANA"] * 7 + ["D-KES", "D-LAUT", "D-LISTRIK", "D-LAKA"],
}
WORDS = {
    "D-BENCANA": "Air masuk rumah setinggi lutut dan terus naik",
    "D-KES": "Orang tua sesak napas",
    "D-LAKA": "Dua sepeda motor bertabrakan",
    "D-BAKAR": "Api dari dapur, sudah sampai atap",
    "D-SELAMAT": "Ular besar masuk rumah",
    "D-LISTRIK": "Tiang miring, kabel menjuntai ke jalan",
    "D-LAUT": "Perahu nelayan hanyut",
}
FLOOD = "Banjir Mayong dan Welahan"
POST = "Posko di kantor Kecamatan Welahan. Perahu karet dari BPBD dan PMI."
ANSWER = "Perahu karet sudah di lokasi dan mendahulukan rumah yang kemasukan air. Hubungi 112 bila air naik lagi."


def main() -> int:
    """Play the scene that is named; return 2 for one that is not known."""
    scene = sys.argv[1] if len(sys.argv) > 1 else ""
    if scene not in SCENES:
        print(f"Which scene: {' or '.join(SCENES)}?", file=sys.stderr)
        return 2
    if "JT_DATA_DIR" not in os.environ:
        print("Set JT_DATA_DIR to the folder of an example site: this fills it with invented calls.", file=sys.stderr)
        return 2
    if "DJANGO_SETTINGS_MODULE" not in os.environ:
        # The site that runs already; nothing listens here.
        set_environment(Addresses("127.0.0.1", int(os.environ.get("PORT") or 8000), None))
    django.setup()
    play(scene)
    return 0


def play(scene: str) -> None:
    """Play calls, and emergencies with what agencies did, up to this moment."""
    from accounts.models import User
    from dispatch.wake import leave_to_sweep

    plan, dice = SCENES[scene], random.Random(112)  # nosec B311 # a scene, no secret
    taker = User.objects.get(username="penerima112")
    with leave_to_sweep():
        play_calls(plan, dice, taker)
        for number in range(plan["emergencies"]):
            play_emergency(scene, number, plan, dice)
        if scene == "flood":
            gather_flood()


def play_calls(plan: dict[str, Any], dice: random.Random, taker: User) -> None:
    """Play answered, abandoned and ringing calls."""
    from django.utils import timezone

    now = timezone.now()
    for number in range(plan["calls"]):
        at = now - timedelta(seconds=dice.uniform(120, plan["hours"] * 3600))
        play_answered_call(f"answered-{number}", at, dice, taker)
    for number in range(plan["missed"]):
        at = now - timedelta(seconds=dice.uniform(120, 5400))
        ring(f"missed-{number}", at, dice, ended=at + timedelta(seconds=dice.randint(20, 50)), ending="abandoned")
    for number in range(plan["ringing"]):
        ring(f"ringing-{number}", now - timedelta(seconds=dice.uniform(1, 14)), dice)


def play_answered_call(name: str, at: datetime, dice: random.Random, taker: User) -> None:
    """Play one call that was answered and closed as what it mostly is: a prank."""
    from calls.choices import CallKind
    from calls.desk import close_call, take_call

    answered = at + timedelta(seconds=min(90, dice.expovariate(1 / 7)))
    call = ring(name, at, dice)
    take_call(call_id=call.pk, user=taker, now=answered)
    kind = dice.choices([CallKind.PRANK, CallKind.GHOST, CallKind.INFORMATION], [6, 2, 3])[0]
    end = answered + timedelta(seconds=dice.uniform(8, 70))
    close_call(call_id=call.pk, user=taker, kind=kind, script_was_read=True, now=end)


def ring(name: str, at: datetime, dice: random.Random, *, ended: datetime | None = None, ending: str = "ended"):
    """Let the exchange tell of a call; returns it."""
    from calls.exchange import Ring, apply_event

    number = f"0812{dice.randint(10_000_000, 99_999_999)}"
    name = f"{name}-{at:%d%H%M%S%f}"
    call, _ = apply_event(event=Ring(f"{name}-r", name, "ringing", at, number=number))
    if ended is not None:
        call, _ = apply_event(event=Ring(f"{name}-e", name, ending, ended))
    return call


def play_emergency(scene: str, number: int, plan: dict[str, Any], dice: random.Random) -> Complaint:
    """File one emergency, and acknowledge it if the scene has so many."""
    from django.utils import timezone

    from complaints.choices import Source
    from complaints.intake import file_complaint

    is_acknowledged = number < plan["acknowledged"]
    minutes = dice.uniform(8, plan["hours"] * 30) if is_acknowledged else dice.uniform(0.5, 12)
    at = timezone.now() - timedelta(minutes=minutes)
    report = invent_report(scene, number, dice)
    complaint = file_complaint(report=report, source=Source.CALL, now=at, is_demo=True).complaint
    if is_acknowledged:
        acknowledge(complaint, at + timedelta(minutes=dice.uniform(0.4, min(6, minutes - 1))), dice)
    return complaint


def invent_report(scene: str, number: int, dice: random.Random) -> NewReport:
    """Invent one report of the scene; a flood keeps to a few districts."""
    from complaints.intake import NewReport
    from dispatch.models import Category, Village

    code = KINDS[scene][number % len(KINDS[scene])]
    villages = Village.objects.select_related("district").defer("boundary").order_by("code")
    villages = villages.filter(district__name__in=["Mayong", "Nalumsari", "Welahan"]) if scene == "flood" else villages
    return NewReport(
        category=Category.objects.get(code=code),
        text=WORDS[code],
        village=dice.choice(list(villages)),
        reporter_name="Pelapor contoh",
    )


def acknowledge(complaint: Complaint, at: datetime, dice: random.Random) -> None:
    """Let the agency acknowledge, and sometimes depart."""
    from accounts.models import Role, User
    from complaints.actors import Actor
    from complaints.lifecycle import apply_transition

    officer = User.objects.filter(agency=complaint.agency, role=Role.OFFICER).first()
    officer = officer or User.objects.filter(role=Role.COORDINATOR).first()
    actor = Actor(officer.role, complaint.agency.short_name, officer, officer.agency)  # type: ignore[union-attr]
    apply_transition(complaint_id=complaint.pk, action="acknowledge", actor=actor, now=at)
    if dice.random() < 0.6:
        apply_transition(complaint_id=complaint.pk, action="depart", actor=actor, now=at + timedelta(seconds=90))


def gather_flood() -> None:
    """Let the supervisor gather what tells of the flood, and answer its reporters."""
    from uuid import uuid4

    from accounts.models import User
    from complaints.actors import actor_for_user
    from complaints.major.answering import write_answer
    from complaints.major.incidents import Words, open_incident
    from complaints.models import Complaint

    actor = actor_for_user(User.objects.get(username="dispatcher"))
    floods = Complaint.objects.real().filter(category__code="D-BENCANA").values_list("pk", flat=True)
    words = Words(kind="flood", name=FLOOD, public_name=FLOOD, area="Mayong, Nalumsari, Welahan", description=POST)
    opened = open_incident(actor=actor, token=uuid4(), words=words, complaint_ids=floods, is_demo=True)
    write_answer(incident_id=opened.incident.pk, actor=actor, token=uuid4(), text=ANSWER)


if __name__ == "__main__":
    sys.exit(main())
