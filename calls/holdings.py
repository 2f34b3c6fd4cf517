"""What the call room holds about a reporter: their own calls, and what the desk typed. Never those of who joined."""

from __future__ import annotations

from calls.models import Call, DeskDraft
from calls.phone_reports import is_own, list_answers
from complaints.models import Complaint
from complaints.privacy.holdings import Held

_TYPED = {
    "category": "Kode jenis",
    "place": "Tempat",
    "village": "Kode desa",
    "point": "Titik",
    "landmark": "Patokan",
    "text": "Kejadian",
    "name": "Nama",
    "phone": "Telepon",
}


def list_held(complaint: Complaint) -> list[Held]:
    """Return the calls that led to this complaint and the drafts it came from, as far as anything is left of them."""
    calls = Call.objects.filter(complaint=complaint, has_joined=False).order_by("rang_at")
    drafts = DeskDraft.objects.filter(complaint=complaint).select_related("call", "complaint").order_by("created_at")
    found = [_describe_call(call) for call in calls]
    found += [_describe_draft(draft) for draft in drafts if is_own(draft)]
    return [one for one in found if one.parts]


def _describe_call(call: Call) -> Held:
    parts = {
        "Nomor": call.number,
        "Catatan": call.notes,
        "Acuan rekaman": call.recording,
        "Telepon balik": call.callback_note,
    }
    return Held("Panggilan 112", call.rang_at, {label: value for label, value in parts.items() if value})


def _describe_draft(draft: DeskDraft) -> Held:
    parts = {label: str(draft.data[name]) for name, label in _TYPED.items() if draft.data.get(name)}
    parts |= {one["question"]: one["answer"] for one in list_answers(draft)}
    return Held("Yang diketik di meja 112", draft.created_at, parts)
