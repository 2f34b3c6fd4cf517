"""The lifecycle as data: every arrow, who may take it, and what must be given.

received → assigned → acknowledged → in_progress → resolved → closed
                          │              ▲
                          └ en_route → on_scene        (emergencies)

transfer: back to assigned, with another agency
raise_to_emergency: a routine report back to assigned, on the other track
side exits: needs_info (the clock stops), rejected, merged, cancelled, forwarded
an objection within 10 working days: resolved → assigned
"""

from __future__ import annotations

from dataclasses import dataclass

from accounts.roles import Right, roles_with
from complaints.choices import Audience, Status

S = Status

OFFICERS = roles_with(Right.HANDLE)
DECIDERS = roles_with(Right.DECIDE)
COUNTY = roles_with(Right.DISPATCH)
TRANSFERRERS = DECIDERS | COUNTY
REPORTERS = frozenset({"reporter"})
TYPISTS = frozenset({"system"})
MACHINES = frozenset({"system", "wadul"})

OPEN = frozenset({S.RECEIVED, S.ASSIGNED, S.ACKNOWLEDGED, S.EN_ROUTE, S.ON_SCENE, S.IN_PROGRESS, S.NEEDS_INFO})
WORKING = OPEN - {S.RECEIVED, S.NEEDS_INFO}


@dataclass(frozen=True)
class Transition:
    """One arrow. `needs` names the fields that must be given; `proof` is met by photos or by a reason."""

    action: str
    label: str
    sources: frozenset[Status]
    target: Status
    actors: frozenset[str]
    needs: tuple[str, ...] = ()
    takes: tuple[str, ...] = ("text",)
    only: str = ""  # "emergency" or "other"; empty for both
    audience: Audience = Audience.PUBLIC
    tone: str = "quiet"  # "primary" for the usual next step, "danger" for an ending
    is_answer: bool = False

    def fits_track(self, is_emergency: bool) -> bool:
        """Tell whether this arrow exists on the complaint's track."""
        return not self.only or (self.only == "emergency") == is_emergency


def _arrow(action: str, label: str, sources, target: Status, actors: frozenset[str], **more) -> Transition:
    return Transition(action, label, frozenset(sources), target, actors, **more)


TRANSITIONS: tuple[Transition, ...] = (
    _arrow("assign", "Serahkan ke OPD", {S.RECEIVED}, S.ASSIGNED, COUNTY | {"system"}, tone="primary"),
    _arrow(
        "acknowledge",
        "Terima laporan",
        {S.ASSIGNED},
        S.ACKNOWLEDGED,
        OFFICERS | {"dispatcher", "wadul"},
        tone="primary",
    ),
    _arrow(
        "depart",
        "Petugas berangkat",
        {S.ACKNOWLEDGED},
        S.EN_ROUTE,
        OFFICERS | {"dispatcher"},
        only="emergency",
        tone="primary",
    ),
    _arrow(
        "arrive",
        "Petugas tiba di lokasi",
        {S.ACKNOWLEDGED, S.EN_ROUTE},
        S.ON_SCENE,
        OFFICERS | {"dispatcher"},
        only="emergency",
        tone="primary",
    ),
    # Wadul Bupati may skip the steps between: its own staff may have started already.
    _arrow("start", "Mulai tangani", {S.ACKNOWLEDGED, S.EN_ROUTE, S.ON_SCENE}, S.IN_PROGRESS, OFFICERS, tone="primary"),
    _arrow("wadul_start", "Ditangani di Wadul Bupati", {S.ASSIGNED, S.ACKNOWLEDGED}, S.IN_PROGRESS, MACHINES),
    _arrow(
        "ask",
        "Minta keterangan pelapor",
        {S.ASSIGNED, S.ACKNOWLEDGED, S.IN_PROGRESS},
        S.NEEDS_INFO,
        OFFICERS | {"wadul"},
        needs=("text",),
        audience=Audience.REPORTER,
        is_answer=True,
    ),
    # Back to the agency's first step: what the reporter says may change who must act.
    _arrow(
        "give_info",
        "Kirim keterangan",
        {S.NEEDS_INFO},
        S.ASSIGNED,
        REPORTERS,
        needs=("text",),
        audience=Audience.REPORTER,
        tone="primary",
    ),
    # A reporter who never answers must not keep the agency from going on.
    _arrow("resume", "Lanjutkan tanpa keterangan", {S.NEEDS_INFO}, S.IN_PROGRESS, OFFICERS | MACHINES),
    _arrow(
        "resolve",
        "Tandai selesai",
        {S.ON_SCENE, S.IN_PROGRESS},
        S.RESOLVED,
        OFFICERS,
        needs=("text", "proof"),
        takes=("text", "proof", "no_proof_reason"),
        tone="primary",
        is_answer=True,
    ),
    _arrow("wadul_resolve", "Selesai di Wadul Bupati", OPEN, S.RESOLVED, MACHINES, is_answer=True),
    # Typed in after an outage, with the times that stand on the paper.
    _arrow("paper_acknowledge", "Diterima OPD menurut formulir kertas", {S.ASSIGNED}, S.ACKNOWLEDGED, TYPISTS),
    _arrow("paper_resolve", "Selesai menurut formulir kertas", {S.ACKNOWLEDGED}, S.RESOLVED, TYPISTS, is_answer=True),
    _arrow("confirm", "Ya, sudah selesai", {S.RESOLVED}, S.CLOSED, REPORTERS, takes=("rating", "text"), tone="primary"),
    _arrow("close_silent", "Ditutup tanpa tanggapan", {S.RESOLVED}, S.CLOSED, MACHINES),
    _arrow("object", "Belum selesai", {S.RESOLVED}, S.ASSIGNED, REPORTERS, needs=("text",), takes=("rating", "text")),
    _arrow(
        "reject",
        "Tidak dapat ditindaklanjuti",
        OPEN,
        S.REJECTED,
        DECIDERS | {"dispatcher", "wadul"},
        needs=("text",),
        tone="danger",
        is_answer=True,
    ),
    _arrow(
        "forward",
        "Teruskan ke luar kabupaten",
        OPEN,
        S.FORWARDED,
        DECIDERS | {"dispatcher", "wadul"},
        needs=("forwarded_to", "text"),
        takes=("forwarded_to", "text"),
        is_answer=True,
    ),
    # "Not our authority" is what people are sent round with: it takes a reason, and each time is counted and shown.
    _arrow(
        "transfer",
        "Alihkan ke OPD lain",
        OPEN,
        S.ASSIGNED,
        TRANSFERRERS,
        needs=("to_agency", "text"),
        takes=("to_agency", "text"),
    ),
    # What a person at the dispatch board decides; the next agency must acknowledge anew.
    _arrow(
        "raise_to_emergency",
        "Naikkan menjadi darurat",
        OPEN | {S.RESOLVED},
        S.ASSIGNED,
        COUNTY,
        needs=("emergency_category",),
        takes=("emergency_category", "text"),
        only="other",
        audience=Audience.REPORTER,
    ),
    _arrow(
        "merge",
        "Gabungkan dengan laporan lain",
        OPEN,
        S.MERGED,
        DECIDERS | {"dispatcher"},
        needs=("merged_into",),
        takes=("merged_into", "text"),
    ),
    _arrow(
        "cancel",
        "Batalkan laporan",
        {S.RECEIVED, S.ASSIGNED, S.ACKNOWLEDGED, S.NEEDS_INFO},
        S.CANCELLED,
        REPORTERS,
        tone="danger",
        audience=Audience.REPORTER,
    ),
)

BY_ACTION: dict[str, Transition] = {transition.action: transition for transition in TRANSITIONS}
