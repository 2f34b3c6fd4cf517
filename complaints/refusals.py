"""Why a change to a complaint was refused, in words for the person who asked for it."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from complaints.models import Event


class TransitionRefused(Exception):
    """The change was not made, and nothing was written."""

    def __init__(self, message: str) -> None:
        super().__init__(message)
        self.message = message


class NotAllowed(TransitionRefused):
    """This actor may not do this now."""


class MissingField(TransitionRefused):
    """Something that must be given is missing or cannot be used."""

    def __init__(self, field: str, message: str) -> None:
        super().__init__(message)
        self.field = field


class StaleVersion(TransitionRefused):
    """Somebody else changed the complaint in between; `last_event` tells what they did."""

    def __init__(self, last_event: Event | None) -> None:
        who = f"{last_event.actor_name}" if last_event else "Petugas lain"
        what = last_event.get_to_status_display() or last_event.get_kind_display() if last_event else "mengubahnya"
        super().__init__(f"{who} sudah lebih dulu mengubah laporan ini: {what}. Periksa dulu, lalu kirim lagi.")
        self.last_event = last_event
