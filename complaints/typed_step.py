"""What somebody typed with a step of the lifecycle: read, looked up, and refused where it is missing."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from complaints.actors import Actor
from complaints.merging import find_merge_target
from complaints.models import Complaint
from complaints.raising import find_emergency_category
from complaints.refusals import MissingField
from complaints.transfers import find_new_agency
from complaints.transitions import Transition

TEXT_LIMIT = 4000
MISSING = {
    "text": "Tulis keterangannya.",
    "proof": "Tambahkan foto bukti, atau tulis alasan mengapa tidak ada foto.",
    "forwarded_to": "Tulis ke mana laporan ini diteruskan.",
    "merged_into": "Tulis nomor laporan tujuan.",
    "to_agency": "Pilih OPD tujuan.",
    "emergency_category": "Pilih jenis darurat.",
}


@dataclass(frozen=True)
class TypedStep:
    """As it came: nothing of it has been looked at. `rating` is 1 to 5."""

    text: str = ""
    proof_photo_ids: Sequence[UUID] = ()
    no_proof_reason: str = ""
    forwarded_to: str = ""
    merged_into_number: str = ""
    to_agency_id: int | None = None
    emergency_category: str = ""
    rating: int | None = None


def read_typed_step(complaint: Complaint, transition: Transition, actor: Actor, typed: TypedStep) -> dict[str, Any]:
    """Return what the step is given, by the names in the table. Raises MissingField for what it needs and has not."""
    given = {
        "text": typed.text.strip()[:TEXT_LIMIT],
        "proof": list(typed.proof_photo_ids) or typed.no_proof_reason.strip(),
        "forwarded_to": typed.forwarded_to.strip()[:160],
        "merged_into": _find_target(complaint, actor, typed),
        **_find_choices(complaint, transition, typed),
    }
    for name in transition.needs:
        if not given[name]:
            raise MissingField(name, MISSING[name])
    return given


def _find_target(complaint: Complaint, actor: Actor, typed: TypedStep) -> Complaint | None:
    if not typed.merged_into_number:
        return None
    return find_merge_target(complaint=complaint, number=typed.merged_into_number, actor=actor)


def _find_choices(complaint: Complaint, transition: Transition, typed: TypedStep) -> dict[str, Any]:
    """Return what was chosen from a list; a step that takes no such choice does not look at it."""
    found: dict[str, Any] = {"to_agency": None, "emergency_category": None}
    if typed.to_agency_id and "to_agency" in transition.takes:
        found["to_agency"] = find_new_agency(complaint=complaint, agency_id=typed.to_agency_id)
    if typed.emergency_category and "emergency_category" in transition.takes:
        found["emergency_category"] = find_emergency_category(complaint=complaint, code=typed.emergency_category)
    return found
