"""Our states and Wadul Bupati's, both ways, as data. The table in docs/wadul-bupati.md is this one."""

from __future__ import annotations

TO_WADUL: dict[str, str] = {
    "received": "masuk",
    "assigned": "disposisi",
    "acknowledged": "verifikasi",
    # Wadul Bupati has no word for the steps of a crew in the field.
    "en_route": "proses",
    "on_scene": "proses",
    "in_progress": "proses",
    "needs_info": "menunggu_pelapor",
    "resolved": "selesai",
    "closed": "ditutup",
    "rejected": "ditolak",
    "merged": "digabung",
    "cancelled": "dibatalkan",
    "forwarded": "diteruskan",
}

FROM_WADUL: dict[str, str] = {
    "masuk": "received",
    "disposisi": "assigned",
    "verifikasi": "acknowledged",
    "proses": "in_progress",
    "menunggu_pelapor": "needs_info",
    "selesai": "resolved",
    "ditutup": "closed",
    "ditolak": "rejected",
    "digabung": "merged",
    "dibatalkan": "cancelled",
    "diteruskan": "forwarded",
}


def to_wadul(status: str) -> str:
    """Return Wadul Bupati's word for our state. Raises KeyError for a state we do not have."""
    return TO_WADUL[status]


def same_to_wadul(*, ours: str, theirs: str) -> bool:
    """Tell whether both sides agree, as far as Wadul Bupati's coarser words can say."""
    return TO_WADUL.get(ours) == theirs
