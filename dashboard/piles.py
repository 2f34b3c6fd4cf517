"""The piles of the inbox: which complaints lie on each, and in what order."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Literal

from django.db.models import Q

from complaints.choices import ACTIVE, UNREAD, Status
from complaints.models import ComplaintSupport
from complaints.querysets import ComplaintQuerySet
from dispatch.models import Track

if TYPE_CHECKING:
    from accounts.models import User

_OPEN = (*sorted(ACTIVE), Status.NEEDS_INFO)

Narrow = Callable[[ComplaintQuerySet, "User", datetime], ComplaintQuerySet]


@dataclass(frozen=True)
class Pile:
    """One pile: `order` is "due" (unread emergencies, other emergencies, then what is due first) or "newest"."""

    slug: str
    label: str
    empty: str
    order: Literal["due", "newest"]
    narrow: Narrow
    is_history: bool = False
    is_for_agencies: bool = False


def _keep_own(rows: ComplaintQuerySet, user: User, is_drill: bool = False) -> ComplaintQuerySet:
    # The plain condition on the agency is what the inbox indexes answer.
    rows = rows.filter(is_drill=is_drill)
    return rows.filter(agency_id=user.agency_id) if user.works_for_agency else rows


def _keep_active(rows: ComplaintQuerySet, user: User, now: datetime) -> ComplaintQuerySet:
    return _keep_own(rows, user).filter(status__in=sorted(ACTIVE))


def _keep_new(rows: ComplaintQuerySet, user: User, now: datetime) -> ComplaintQuerySet:
    return _keep_own(rows, user).filter(status__in=UNREAD)


def _keep_late(rows: ComplaintQuerySet, user: User, now: datetime) -> ComplaintQuerySet:
    unread_emergency = Q(track=Track.EMERGENCY, status__in=UNREAD, respond_due_at__lt=now)
    # An emergency is never verified, so that one has no such time.
    unverified = Q(status__in=UNREAD, verify_due_at__lt=now)
    unanswered = ~Q(track=Track.EMERGENCY) & Q(first_answer_at=None, respond_due_at__lt=now)
    return _keep_active(rows, user, now).filter(Q(due_at__lt=now) | unread_emergency | unverified | unanswered)


def _keep_waiting(rows: ComplaintQuerySet, user: User, now: datetime) -> ComplaintQuerySet:
    return _keep_own(rows, user).filter(status=Status.NEEDS_INFO)


def _keep_done(rows: ComplaintQuerySet, user: User, now: datetime) -> ComplaintQuerySet:
    # Said as "not open": the newest come straight off the index, however long the history.
    return _keep_own(rows, user).exclude(status__in=_OPEN)


def _keep_supported(rows: ComplaintQuerySet, user: User, now: datetime) -> ComplaintQuerySet:
    supported = ComplaintSupport.objects.filter(agency=user.agency_id).values("complaint")
    return rows.real().filter(pk__in=supported, status__in=_OPEN).exclude(agency_id=user.agency_id)


def _keep_drills(rows: ComplaintQuerySet, user: User, now: datetime) -> ComplaintQuerySet:
    return _keep_own(rows, user, is_drill=True)


def _keep_all(rows: ComplaintQuerySet, user: User, now: datetime) -> ComplaintQuerySet:
    return _keep_own(rows, user)


PILES: tuple[Pile, ...] = (
    Pile("perlu", "Perlu ditangani", "Tidak ada laporan yang menunggu Anda.", "due", _keep_active),
    Pile("baru", "Baru", "Tidak ada laporan baru.", "due", _keep_new),
    Pile("terlambat", "Terlambat", "Tidak ada laporan yang terlambat.", "due", _keep_late),
    Pile("menunggu", "Menunggu pelapor", "Tidak ada laporan yang menunggu pelapor.", "due", _keep_waiting),
    Pile("mendukung", "Mendukung", "Tidak ada laporan yang OPD Anda dukung.", "due", _keep_supported, False, True),
    Pile("selesai", "Selesai", "Belum ada laporan yang selesai.", "newest", _keep_done, True),
    Pile("latihan", "Latihan", "Tidak ada laporan latihan.", "newest", _keep_drills, True),
    Pile("semua", "Semua laporan", "Belum ada laporan.", "newest", _keep_all, True),
)
FIRST = PILES[0]
EVERYTHING = PILES[-1]


def list_piles(user: User) -> list[Pile]:
    """Return the piles this member of staff has."""
    return [pile for pile in PILES if user.works_for_agency or not pile.is_for_agencies]


def find_pile(slug: str, user: User) -> Pile:
    """Return the pile of this name, or the first one for a name nobody has."""
    return next((pile for pile in list_piles(user) if pile.slug == slug), FIRST)
