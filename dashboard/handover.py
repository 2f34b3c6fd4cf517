"""What a shift hands to the next: what is open, and who waits for what. In words, as they stay written down."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db.models import Count, Q
from django.utils import timezone

from calls.choices import Callback, Stage
from calls.models import Call
from calls.waiting import OPEN, find_stage
from complaints.choices import UNFINISHED, Status
from complaints.models import MajorIncident
from dashboard.bare import is_bare, select_undecided
from dashboard.board import BoardRow, read_open
from dashboard.words import describe_moment
from dispatch.models import Visibility

MOST_ROWS = 200
# What is waited for in each state; the agency stands before it.
WAITS = {
    Status.RECEIVED: "menunggu diserahkan ke OPD",
    Status.ASSIGNED: "{agency} belum menerima",
    Status.ACKNOWLEDGED: "{agency} belum berangkat",
    Status.EN_ROUTE: "{agency} di jalan, belum tiba",
    Status.ON_SCENE: "{agency} di lokasi, belum selesai",
    Status.IN_PROGRESS: "{agency} menangani, belum selesai",
    Status.NEEDS_INFO: "pelapor diminta keterangan",
}
CALL_WAITS = {
    Stage.RINGING: "berdering, belum dijawab",
    Stage.ON_HANDSET: "dijawab di pesawat telepon, belum dipegang meja",
    Stage.TAKEN: "dipegang {taker}",
    Stage.UNSORTED: "selesai, jenisnya belum ditentukan",
}
_FLAGGED = (
    "category__name",
    "number",
    "agency__short_name",
    "village__name",
    "flagged_at",
    "filed_at",
    "visibility",
    "about_agency",
)
# It stands on the board still because of a crew.
OVER = "laporannya sendiri sudah berakhir"


def describe_room(now: datetime | None = None) -> list[dict[str, Any]]:
    """Return the sections of a handover, in at most seven statements. Callers' numbers are not in it."""
    now = now or timezone.now()
    running, missed = _list_calls(now)
    return [
        _describe_emergencies(now),
        {"title": "Kejadian besar yang terbuka", "rows": _list_incidents(now)},
        {"title": "Panggilan yang belum selesai", "rows": running},
        {"title": "Perlu ditelepon balik", "rows": missed},
        {"title": "Laporan yang perlu dilihat dispatcher", "rows": _list_flagged(now)},
    ]


def _describe_emergencies(now: datetime) -> dict[str, Any]:
    rows, total = read_open(now)
    left_out = total - sum(not row.is_drill for row in rows)
    # Whoever takes over must not believe that these are all.
    more = f"{left_out} darurat terbuka lainnya hanya ada di papan." if left_out else ""
    return {"title": "Darurat terbuka", "rows": [_describe_emergency(row, now) for row in rows], "more": more}


def _list_incidents(now: datetime) -> list[dict[str, str]]:
    """Return the open major incidents, with how many of their reports still wait."""
    stays = Q(members__released_at=None, members__complaint__about_agency=None)
    stays &= ~Q(members__complaint__visibility=Visibility.SECRET)
    unfinished = Count("members", filter=stays & Q(members__complaint__status__in=sorted(UNFINISHED)))
    incidents = MajorIncident.objects.filter(closed_at=None, is_drill=False).defer("description")
    counted = incidents.annotate(total=Count("members", filter=stays), unfinished=unfinished)
    return [
        {
            "what": one.name,
            "where": one.area,
            "waits": f"{one.unfinished} dari {one.total} laporan belum selesai",
            "since": describe_moment(one.opened_at, now),
        }
        for one in counted.order_by("-pk")[:MOST_ROWS]
    ]


def _describe_emergency(row: BoardRow, now: datetime) -> dict[str, str]:
    waits = WAITS.get(Status(row.status), OVER).format(agency=row.agency)
    late = ", lewat batas" if row.is_late else ""
    taker = f"; diikuti {row.taker}" if row.taker else ""
    drill = "Latihan: " if row.is_drill else ""
    needs = "".join(f"{one.need.label}: {one.agency}; " for one in row.agencies.needs) if row.agencies else ""
    return {
        "what": f"{drill}{row.kind}",
        "number": row.number,
        "where": row.place,
        "waits": f"{needs}{waits}{late}{taker}",
        "since": describe_moment(row.filed_at, now),
    }


def _list_calls(now: datetime) -> tuple[list[dict[str, str]], list[dict[str, str]]]:
    """Return the calls that are not over, and those to be called back."""
    calls = Call.objects.filter(OPEN | Q(callback=Callback.WAITING), is_drill=False)
    running, missed = [], []
    for call in reversed(calls.select_related("taker").order_by("-rang_at")[:MOST_ROWS]):
        since = describe_moment(call.rang_at, now)
        if call.callback == Callback.WAITING:
            missed.append({"what": "Panggilan putus", "waits": "belum ditelepon balik", "since": since})
        else:
            waits = CALL_WAITS[find_stage(call, now=now)].format(taker=call.taker)
            running.append({"what": "Panggilan masuk", "waits": waits, "since": since})
    return running, missed


def _list_flagged(now: datetime) -> list[dict[str, str]]:
    """Return what the strip shows, in its order; what is a bare line there is one here."""
    return [_describe_flagged(row, now) for row in select_undecided().values(*_FLAGGED)[:MOST_ROWS]]


def _describe_flagged(row: dict[str, Any], now: datetime) -> dict[str, str]:
    is_hidden = is_bare(row)
    return {
        "what": "Laporan rahasia" if is_hidden else row["category__name"],
        "number": "" if is_hidden else row["number"],
        "where": "" if is_hidden else row["village__name"] or "",
        "waits": f"ditandai mirip darurat, di {row['agency__short_name']}",
        "since": describe_moment(row["flagged_at"] or row["filed_at"], now),
    }
