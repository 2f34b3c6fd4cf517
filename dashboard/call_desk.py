"""What the call desk shows: who rings, what is known of them, and the report being taken."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

from django.db.models import Q
from django.template.loader import render_to_string
from django.utils import timezone

from calls.caller_sums import CallerSum, sum_callers
from calls.callers import describe_caller
from calls.choices import Callback, Stage
from calls.desk import is_silent
from calls.limits import read_limit
from calls.models import Call, CallScript, DeskDraft
from calls.nearby import Incident, find_incidents
from calls.phone_reports import is_own
from calls.waiting import RINGING, find_stage, spoken_now, unsorted_by
from complaints.forms.base import format_phone
from complaints.place_search import find_village, label_village
from dispatch.models import Category

if TYPE_CHECKING:
    from accounts.models import User

# The newest of each: a backlog never hides the call that rings now. What is cut is counted.
MOST_OPEN = 30
MOST_MISSED = 20
MOST_UNSORTED = 10
# The visitor stands there; afterwards the keys are the reporter's alone.
SLIP_SHOWN_FOR = timedelta(hours=2)


_TAKES = {Stage.RINGING: "Jawab", Stage.ON_HANDSET: "Pegang di meja ini", Stage.UNSORTED: "Tentukan jenisnya"}


@dataclass(frozen=True)
class OpenCall:
    """One row of the left column."""

    call: Call
    number: str
    state: str
    stage: Stage
    is_silent: bool
    warning: str
    # What the button says; empty where another desk has it.
    takes: str
    # What the number did before, in words; empty once a desk has the call and shows more.
    past: str = ""


def render_open_calls() -> str:
    """Return the left column, the same for every desk: who rings or is spoken to, what was never named, who waits."""
    now = timezone.now()
    ringing, more_ringing = _read_newest(RINGING, MOST_OPEN)
    spoken, more_spoken = _read_newest(spoken_now(now), MOST_OPEN)
    unsorted, more_unsorted = _read_newest(unsorted_by(now), MOST_UNSORTED)
    # What a desk still has in hand is that desk's to call back.
    missed, more_missed = _read_newest(Q(callback=Callback.WAITING, closed_at__isnull=False), MOST_MISSED)
    sums = sum_callers(calls=[call for call in [*ringing, *spoken] if call.taker_id is None], now=now)
    context = {
        "calls": [describe_open_call(call, now, sums.get(call.pk)) for call in [*ringing, *spoken]],
        "more": more_ringing or more_spoken,
        "unsorted": [describe_open_call(call, now) for call in unsorted],
        "more_unsorted": more_unsorted,
        "missed": [(call, show_number(call)) for call in missed],
        "more_missed": more_missed,
        "answer_seconds": read_limit("answer_seconds"),
    }
    return render_to_string("dashboard/calls/open_calls.html", context)


def _read_newest(which: Q, most: int) -> tuple[list[Call], bool]:
    """Return the newest of these calls, the one that has waited longest first, and whether there are more."""
    found = list(Call.objects.filter(which).select_related("taker").order_by("-rang_at", "-id")[: most + 1])
    return found[:most][::-1], len(found) > most


def describe_open_call(call: Call, now: datetime, known: CallerSum | None = None) -> OpenCall:
    """Return how a call stands, in words, with what is known of its number."""
    stage, silent = find_stage(call, now=now), is_silent(call, now=now)
    state, takes = stage.label, _TAKES.get(stage, "")
    if stage == Stage.TAKEN:
        state = f"{call.taker} tidak terlihat, boleh diambil alih" if silent else f"Diambil {call.taker}"
        state = f"Penelepon menutup sebelum dijawab. {state}" if call.callback == Callback.WAITING else state
        takes = "Ambil alih" if silent else ""
    warning, past = (_warn_of(known), _say_past(known)) if known else ("", "")
    return OpenCall(call, show_number(call), state, stage, silent, warning, takes, past)


def show_number(call: Call) -> str:
    """Return the caller's number as people write it."""
    return write_number(call.number) if call.number else "Nomor disembunyikan"


def write_number(number: str) -> str:
    """Return a number as people write it."""
    return format_phone(number) if number.startswith("+") else number


def build_call_page(*, call: Call, draft: DeskDraft, user: User) -> dict[str, Any]:
    """Return everything the desk shows of one call."""
    return {
        **build_report(draft=draft, user=user),
        "call": call,
        "number": show_number(call),
        "caller": describe_caller(number_hash=call.number_hash, user=user, but=call.pk),
        "answer_seconds": read_limit("answer_seconds"),
        "alert_seconds": read_limit("alert_seconds"),
        "block_hours": read_limit("block_hours"),
    }


def build_report(*, draft: DeskDraft, user: User) -> dict[str, Any]:
    """Return what the middle and right columns show of a draft, by phone or across the counter."""
    data = draft.data
    category = find_category(data.get("category", ""))
    village = find_village(data.get("village", ""))
    script = CallScript.objects.filter(category=category).first() if category else None
    return {
        "draft": draft,
        "data": data,
        "complaint": draft.complaint,
        "is_drill": draft.is_drill,
        "category": category,
        "emergencies": list_scripted(),
        "others": Category.objects.filter(is_active=True).exclude(track="emergency"),
        "village_label": label_village(village) if village else data.get("place", ""),
        "questions": _list_questions(category, data.get("answers", {})),
        "advice": script.lines if script else [],
        "incidents": _find_incidents(draft, user),
        "next_field": _choose_next_field(draft),
    }


def _choose_next_field(draft: DeskDraft) -> str:
    """Return the field the next words belong to; none while letters still choose the kind."""
    if draft.complaint_id:
        return "text"
    if not draft.data.get("category"):
        return ""
    return "text" if draft.data.get("village") else "place"


def _find_incidents(draft: DeskDraft, user: User) -> list[Incident]:
    data, point = draft.data, draft.data.get("point")
    return find_incidents(
        user=user,
        village=data.get("village", ""),
        point=tuple(point) if point else None,
        category=data.get("category", ""),
        is_drill=draft.is_drill,
    )


def has_slip(draft: DeskDraft) -> bool:
    """Whether a visitor's draft became a report of its own just now: the keys of one it joined are another's."""
    complaint = draft.complaint
    if draft.call_id is not None or complaint is None or not is_own(draft):
        return False
    return timezone.now() - complaint.filed_at < SLIP_SHOWN_FOR


def find_category(code: str) -> Category | None:
    """Return the active category of this code."""
    return Category.objects.select_related("agency").filter(code=code, is_active=True).first() if code else None


def list_scripted() -> list[dict[str, Any]]:
    """Return the emergencies with the letter that chooses each."""
    letters = dict(CallScript.objects.values_list("category_id", "letter"))
    emergencies = Category.objects.filter(is_active=True, track="emergency")
    return [{"category": one, "letter": letters.get(one.pk, "")} for one in emergencies]


def _list_questions(category: Category | None, answers: dict[str, str]) -> list[dict[str, Any]]:
    if category is None:
        return []
    return [
        {"question": one, "answer": answers.get(str(one.pk), "")}
        for one in category.questions.filter(is_active=True)[:20]
    ]


def _warn_of(known: CallerSum) -> str:
    """Return a word of warning about the number, if there is one."""
    if known.is_blocked:
        return "Nomor diblokir pemimpin sif"
    return f"{known.nuisance_today} kali iseng hari ini" if known.nuisance_today else ""


def _say_past(known: CallerSum) -> str:
    """Return earlier calls by kind, and reports that are still open."""
    parts = [f"{label} {count}" for label, count in known.calls]
    if known.open_reports:
        parts.append(f"{len(known.open_reports)} laporan belum selesai")
    return " · ".join(parts) or "Belum pernah menelepon"
