"""Legal hold: while it stands, nothing of a complaint is erased, neither by time nor on request."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction
from django.utils import timezone

from accounts.audit import record_access
from accounts.models import AuditAction
from accounts.roles import Right
from complaints.models import Complaint

if TYPE_CHECKING:
    from accounts.models import User

LONGEST_REASON = 500


class HoldRefused(Exception):
    """This person may not, or the reason is missing; the message says it, in Indonesian."""


def set_hold(*, complaint_id: int, user: User, reason: str, address: str | None = None) -> None:
    """Put a complaint under legal hold, or give a standing hold another reason. Raises HoldRefused."""
    _require_right(user)
    reason = reason.strip()[:LONGEST_REASON]
    if not reason:
        raise HoldRefused("Tulis alasan penahanan, misalnya nomor surat permintaannya.")
    changes = {"hold_reason": reason, "hold_by": user, "hold_since": timezone.now()}
    _write(complaint_id, user, changes, "set", address)


def lift_hold(*, complaint_id: int, user: User, address: str | None = None) -> None:
    """Lift a legal hold; what is due is erased by the next nightly run. Raises HoldRefused."""
    _require_right(user)
    _write(complaint_id, user, {"hold_reason": "", "hold_by": None, "hold_since": None}, "lifted", address)


def _require_right(user: User) -> None:
    if not user.may(Right.HOLD):
        raise HoldRefused("Anda tidak bertugas menahan data untuk proses hukum.")


@transaction.atomic
def _write(complaint_id: int, user: User, changes: dict, what: str, address: str | None) -> None:
    complaint = Complaint.objects.select_for_update().only("number").get(pk=complaint_id)
    Complaint.objects.filter(pk=complaint_id).update(**changes)
    # Why it is held may name people, so the record says only that it is.
    record_access(
        user=user,
        action=AuditAction.HOLD_CHANGED,
        subject=f"complaint:{complaint.number}",
        detail={"hold": what},
        address=address,
    )
