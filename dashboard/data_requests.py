"""The queue of reporters' requests about their data, as those who answer them see it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from django.db.models import QuerySet

from complaints.models import Complaint, DataRequest, RequestKind, RequestState
from complaints.privacy.clock import ClockWords, describe_clock
from complaints.privacy.erasing import must_wait

if TYPE_CHECKING:
    from accounts.models import User

MOST_OPEN, MOST_ANSWERED = 200, 30
COUNT_CAP = 99
_EFFECTS = {
    RequestKind.RESTRICT: "Bila dikabulkan: laporan tidak tampil untuk umum, dan kontak pelapor tidak dapat dibuka.",
    RequestKind.OBJECT: "Bila dikabulkan: laporan tidak lagi tampil untuk umum. Tulis jawabannya.",
    RequestKind.CORRECT: "Perbaiki dulu yang diminta, misalnya lewat jawaban di laporan, lalu tulis hasilnya.",
    RequestKind.ACCESS: "Pelapor sudah dapat mengunduh datanya. Tulis penjelasan yang ia minta.",
}
_ERASES = "Bila dikabulkan: nama, kontak, cerita, dan lokasi tepat dihapus sekarang, dan tidak dapat dikembalikan."
_ERASES_LATER = "Laporan ini masih ditangani. Bila dikabulkan, datanya dihapus begitu laporan berakhir."


@dataclass(frozen=True)
class RequestRow:
    """One request with its clock in words."""

    request: DataRequest
    clock: ClockWords


def count_open_requests(user: User) -> str:
    """Return how many wait for an answer, capped; empty for those who answer none, or if there are none."""
    found = len(select_open_requests(user).values_list("pk")[: COUNT_CAP + 1])
    return "" if not found else f"{COUNT_CAP}+" if found > COUNT_CAP else str(found)


def list_open(user: User, now: datetime) -> list[RequestRow]:
    """Return what waits, the one that is due first on top: late ones lead."""
    rows = select_open_requests(user).select_related("complaint__category").defer("text", "answer")[:MOST_OPEN]
    return [RequestRow(row, describe_clock(row.due_at, now)) for row in rows]


def list_answered(user: User) -> list[DataRequest]:
    """Return the last ones that were answered or wait to be carried out."""
    rows = DataRequest.objects.answerable_by(user).exclude(state=RequestState.OPEN).select_related("complaint")
    return list(rows.defer("text", "answer").order_by("-id")[:MOST_ANSWERED])


def describe_effect(request: DataRequest) -> str:
    """Say what granting does."""
    if request.kind == RequestKind.ERASE:
        return _ERASES_LATER if must_wait(request.complaint) else _ERASES
    return _EFFECTS[RequestKind(request.kind)]


def may_open_ticket(*, user: User, request: DataRequest) -> bool:
    """Tell whether this person may read the ticket itself; the request they may read either way."""
    return Complaint.objects.visible_to(user).filter(pk=request.complaint_id).exists()


def select_open_requests(user: User) -> QuerySet[DataRequest]:
    """Return what waits for this person's answer, the one that is due first on top."""
    return DataRequest.objects.answerable_by(user).filter(state=RequestState.OPEN).order_by("due_at", "id")
