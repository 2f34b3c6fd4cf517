"""Handing over a shift: written by the supervisor who leaves, acknowledged by the one who comes."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.utils import timezone

from accounts.roles import Right
from calls.models import ShiftHandover
from calls.refusals import CallRefused, HandoverChanged, NotYours
from complaints.taking import pass_on

if TYPE_CHECKING:
    from accounts.models import User

NOTES_LIMIT = 4000


def hand_over(
    *, user: User, snapshot: list[dict[str, Any]], notes: str = "", now: datetime | None = None
) -> ShiftHandover:
    """Write down what is handed over. While nobody has taken it, the same supervisor's next one replaces it."""
    _require(user)
    fresh = {"made_at": now or timezone.now(), "snapshot": snapshot, "notes": notes.strip()[:NOTES_LIMIT]}
    handover, _ = ShiftHandover.objects.update_or_create(made_by=user, acknowledged_at=None, defaults=fresh)
    return handover


def take_over(*, handover_id: int, version: str, user: User, now: datetime | None = None) -> ShiftHandover:
    """Acknowledge a handover as it was read; `version` is the one that stood there.

    Raises HandoverChanged where it was written anew since, and CallRefused to who wrote it, and where somebody has it
    already.
    """
    _require(user)
    with transaction.atomic():
        handover = (
            ShiftHandover.objects.select_for_update(of=("self",))
            .select_related("acknowledged_by", "made_by")
            .filter(pk=handover_id)
            .first()
        )
        if handover is None:
            raise CallRefused("Serah terima ini tidak ada.")
        if handover.made_by_id == user.pk:
            raise CallRefused("Serah terima diterima oleh pemimpin sif berikutnya, bukan oleh yang menyerahkan.")
        if handover.acknowledged_at is not None:
            raise CallRefused(f"Sudah diterima oleh {handover.acknowledged_by}.")
        if handover.version != version:
            raise HandoverChanged(
                f"{handover.made_by} menulisnya lagi sejak Anda membacanya. Baca yang ini, lalu terima."
            )
        handover.acknowledged_by, handover.acknowledged_at = user, now or timezone.now()
        handover.save(update_fields=["acknowledged_by", "acknowledged_at"])
        # Whoever goes home follows nothing any more; what they followed must not look as if somebody did.
        pass_on(leaving=handover.made_by, coming=user, now=now)
    return handover


def list_waiting() -> list[ShiftHandover]:
    """Return handovers nobody has taken yet, the newest first."""
    waiting = ShiftHandover.objects.filter(acknowledged_at=None).select_related("made_by")
    return list(waiting.order_by("-made_at")[:5])


def _require(user: User) -> None:
    if not user.may(Right.SUPERVISE_CALLS):
        raise NotYours("Sif diserahkan dan diterima oleh pemimpin sif.")
