"""What a reporter wrote for a step that is gone since: nothing is typed twice, there is a way to use it now."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from complaints.models import Complaint
from complaints.transitions import Transition

ADD = "add"


@dataclass(frozen=True)
class UnsavedWords:
    """The words, and where they can go: `action` of the reporter's own page; empty for a new report."""

    text: str
    action: str
    label: str
    why: str


def rescue_words(
    *, complaint: Complaint, action: str, typed: str, choices: Sequence[Transition], can_add: bool
) -> UnsavedWords | None:
    """Return what was typed for an action that is none of those on the page, `choices` and adding; None otherwise."""
    offered = {choice.action for choice in choices} | ({ADD} if can_add else set())
    if not typed.strip() or action in offered:
        return None
    if can_add:
        why = "Laporan ini sudah berubah, tetapi tulisan Anda masih dapat dikirim sebagai keterangan."
        return UnsavedWords(typed, ADD, "Kirim sebagai keterangan", why)
    asked = next((choice for choice in choices if "text" in choice.needs), None)
    if asked:
        why = "Petugas sedang menunggu jawaban Anda. Tulisan ini dapat dikirim sebagai jawabannya."
        return UnsavedWords(typed, asked.action, asked.label, why)
    why = "Laporan ini sudah berakhir. Bila masih ada yang perlu ditangani, kirim tulisan ini sebagai laporan baru."
    return UnsavedWords(f"Lanjutan laporan {complaint.grouped_number}:\n{typed}", "", "Buat laporan baru", why)
