"""What a crew's page shows: the matter, how to get there, and its own steps."""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from complaints.choices import FINAL
from complaints.looks import may_call_reporter
from response.choices import TapKind
from response.links import FieldVisit
from response.models import Engagement
from response.story import Story, tell_crew

# The thumb's way down the page, and the column that says when it was done.
_STEPS = (
    (TapKind.ACCEPT, "accepted_at", "Kami menerima tugas ini"),
    (TapKind.DEPART, "en_route_at", "Regu meninggalkan pos"),
    (TapKind.ARRIVE, "on_scene_at", "Regu tiba"),
    (TapKind.DONE, "done_at", "Pekerjaan selesai"),
)
SAID: dict[str, str] = {
    TapKind.ACCEPT: "Tercatat: diterima.",
    TapKind.DEPART: "Tercatat: berangkat.",
    TapKind.ARRIVE: "Tercatat: di lokasi.",
    TapKind.DONE: "Tercatat: selesai. Terima kasih.",
    TapKind.HELP: "Permintaan bantuan sudah disampaikan ke OPD Anda, OPD pendukung, dan petugas 112.",
    TapKind.DECLINE: "Tercatat: tidak dapat berangkat. Petugas 112 sudah diberi tahu.",
    TapKind.WELL: "Tercatat: regu aman.",
    TapKind.PHOTO: "Foto tersimpan.",
}
NO_PHOTO = "Foto tidak tersimpan."
NEEDS_PROOF = "Tambahkan foto bukti, atau tulis alasan mengapa tidak ada foto, lalu ketuk Selesai lagi."


@dataclass(frozen=True)
class Step:
    """One button: `at` is when it was done, `is_next` marks the usual next one."""

    kind: str
    label: str
    hint: str
    at: datetime | None
    is_next: bool


def build_page(*, visit: FieldVisit, phone: str = "") -> dict[str, Any]:
    """Return what the page shows; `phone` is the reporter's, once it was asked for and recorded."""
    complaint, contact = visit.complaint, visit.contact
    engagement = Engagement.objects.filter(complaint=complaint, agency=contact.agency_id).first()
    is_over = complaint.status in FINAL
    return {
        "complaint": complaint,
        "contact": contact,
        "engagement": engagement,
        "is_lead": contact.agency_id == complaint.agency_id,
        "is_over": is_over,
        # Who is still out may say so, also after somebody else has ended the report.
        "takes_taps": not is_over or bool(engagement and engagement.is_out),
        "story": Story() if is_over else tell_crew(complaint),
        "landmark": "" if is_over else complaint.landmark,
        "point": None if is_over else _find_point(visit),
        "may_call": not is_over and may_call_reporter(complaint),
        "phone": phone,
        "steps": list_steps(engagement),
        "is_asked": bool(engagement and engagement.check_at),
        "expires_at": visit.expires_at,
        "key": str(uuid.uuid4()),
        "path": "",
    }


def list_steps(engagement: Engagement | None) -> list[Step]:
    """Return the four steps; the first one after the last that was done is the next."""
    done = [getattr(engagement, column) if engagement else None for _, column, _ in _STEPS]
    last = max((place for place, at in enumerate(done) if at), default=-1)
    return [
        Step(kind, kind.label, hint, at, place == last + 1)
        for place, ((kind, _, hint), at) in enumerate(zip(_STEPS, done, strict=True))
    ]


def _find_point(visit: FieldVisit) -> dict[str, Any] | None:
    complaint = visit.complaint
    if complaint.lat is not None and complaint.lng is not None:
        return {"lat": str(complaint.lat), "lng": str(complaint.lng), "exact": True}
    if complaint.village:
        return {"lat": str(complaint.village.lat), "lng": str(complaint.village.lng), "exact": False}
    return None
