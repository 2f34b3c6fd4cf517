"""A report while it is taken at the desk: saved as it is typed, by one desk, in one tab."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.utils import timezone

from accounts.roles import Right
from calls.desk import require_drill_leader
from calls.models import Call, DeskDraft
from calls.refusals import CallRefused, NotYours
from complaints.choices import Source
from complaints.typed_text import strip_unreadable, tidy_text

if TYPE_CHECKING:
    from accounts.models import User

# Field and the most letters it holds; what is longer is cut, for a caller does not wait for an error.
TEXT_FIELDS = {
    "category": 20,
    "place": 200,
    "village": 13,
    "landmark": 200,
    "text": 4000,
    "name": 120,
    "phone": 40,
    "notes": 1000,
}
ANSWER_LIMIT = 200
MOST_ANSWERS = 20


class StaleDraft(CallRefused):
    """Another tab has written since; `draft` is what it wrote."""

    def __init__(self, draft: DeskDraft) -> None:
        super().__init__("Laporan ini juga terbuka di tab lain, dan isinya sudah berubah. Muat ulang untuk melihatnya.")
        self.draft = draft


def open_draft(*, call: Call, user: User) -> DeskDraft:
    """Return the draft of this desk's call, begun if need be. Raises NotYours."""
    if call.taker_id != user.pk:
        raise NotYours("Panggilan ini dipegang meja lain.")
    first = {"phone": call.number} if call.number else {}
    draft, _ = DeskDraft.objects.get_or_create(
        call=call, defaults={"owner": user, "data": first, "is_drill": call.is_drill}
    )
    if draft.owner_id != user.pk:
        # The call was taken over from a desk that had gone silent, with all it had typed.
        DeskDraft.objects.filter(pk=draft.pk).update(owner=user)
        draft.owner = user
    return draft


def start_walk_in(*, user: User, is_drill: bool = False) -> DeskDraft:
    """Begin a report of somebody who came in person. Raises NotYours."""
    if not user.may(Right.TAKE_CALLS):
        raise NotYours("Peran Anda tidak menerima laporan di meja.")
    require_drill_leader(user=user, is_drill=is_drill)
    return DeskDraft.objects.create(owner=user, source=Source.WALK_IN, is_drill=is_drill)


def save_draft(*, draft: DeskDraft, user: User, version: int, changes: dict[str, Any]) -> DeskDraft:
    """Keep what was typed. Raises NotYours, or StaleDraft if another tab wrote in between."""
    clean = clean_changes(changes)
    data = {**draft.data, **clean}
    with transaction.atomic():
        written = DeskDraft.objects.filter(pk=draft.pk, owner=user, version=version).update(
            data=data, version=version + 1, updated_at=timezone.now()
        )
        if written and draft.call_id and "notes" in clean:
            # What a call was keeps its notes whatever it leads to; the draft ends with the report.
            Call.objects.filter(pk=draft.call_id, taker=user).update(notes=clean["notes"])
    if not written:
        current = DeskDraft.objects.get(pk=draft.pk)
        if current.owner_id != user.pk:
            raise NotYours("Panggilan ini sudah diambil meja lain; yang Anda ketik sebelumnya ikut tersimpan.")
        raise StaleDraft(current)
    draft.data, draft.version = data, version + 1
    return draft


def clean_changes(changes: dict[str, Any]) -> dict[str, Any]:
    """Return the known fields in one form; anything else falls away."""
    clean: dict[str, Any] = {
        name: _clean_text(changes[name], most) for name, most in TEXT_FIELDS.items() if name in changes
    }
    if "point" in changes:
        clean["point"] = _clean_point(changes["point"])
    if isinstance(changes.get("answers"), dict):
        answers = list(changes["answers"].items())[:MOST_ANSWERS]
        clean["answers"] = {str(key)[:12]: _clean_text(value, ANSWER_LIMIT) for key, value in answers}
    return clean


def lock_draft(*, draft_id: Any, user: User) -> DeskDraft:
    """Return the draft locked for this transaction. Raises NotYours."""
    assert transaction.get_connection().in_atomic_block
    draft = DeskDraft.objects.select_for_update(of=("self",)).filter(pk=draft_id, owner=user).first()
    if draft is None:
        raise NotYours("Laporan ini dipegang meja lain.")
    return draft


def _clean_text(value: Any, most: int) -> str:
    return strip_unreadable(tidy_text(str(value or "")))[:most]


def _clean_point(value: Any) -> list[float] | None:
    try:
        lat, lng = (float(part) for part in value)
    except (TypeError, ValueError):
        return None
    return [lat, lng] if -90 <= lat <= 90 and -180 <= lng <= 180 else None
