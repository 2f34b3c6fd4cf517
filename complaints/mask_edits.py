"""Staff mend the masks of a complaint: add words that no rule found, release what a rule hid for nothing.

The words themselves stand on the complaint alone, sealed, and go when it is erased. History and the record
of access say who changed what kind of thing, and why.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import TYPE_CHECKING

from django.db import transaction
from django.db.models import F
from django.utils import timezone

from accounts.audit import record_access
from accounts.models import AuditAction
from accounts.roles import Right
from complaints.actors import actor_for_user
from complaints.choices import EventKind
from complaints.models import Complaint
from complaints.permissions import is_responsible, require_sight
from complaints.public_texts import is_public_line, list_public_texts, mask_for_record, read_edits
from complaints.refusals import MissingField, NotAllowed
from complaints.staff_lines import build_staff_line

if TYPE_CHECKING:
    from accounts.models import User

MOST_PHRASES = 20
SHORTEST_PHRASE = 2
LONGEST_PHRASE = 120
MOST_EDITS = 200
SHORTEST_REASON = 5
REASON_LIMIT = 300


def may_add_masks(*, user: User, complaint: Complaint) -> bool:
    """Tell whether this person may mask more: those who handle or decide, at the responsible agency."""
    can = user.may(Right.HANDLE) or user.may(Right.DECIDE)
    return can and is_responsible(complaint=complaint, actor=actor_for_user(user))


def may_lift_masks(*, user: User, complaint: Complaint) -> bool:
    """Tell whether this person may show again what a rule hid."""
    return user.may(Right.DECIDE) and is_responsible(complaint=complaint, actor=actor_for_user(user))


def add_masks(*, complaint_id: int, user: User, phrases: Sequence[str], address: str | None = None) -> int:
    """Mask these phrases in every public text of the complaint; return how many are new.

    Raises NotAllowed, or MissingField for a phrase that is too short, too long, or in none of its texts.
    """
    with transaction.atomic():
        complaint = _lock(complaint_id, user)
        if not may_add_masks(user=user, complaint=complaint):
            raise NotAllowed("Samaran laporan ini tidak dapat Anda ubah.")
        wanted = _check_phrases(complaint, phrases)
        edits = read_edits(complaint)
        known = {phrase.casefold() for phrase in edits["extra"]}
        new = [phrase for phrase in wanted if phrase.casefold() not in known]
        if len(edits["extra"]) + len(new) > MOST_EDITS:
            raise MissingField("phrases", "Samaran laporan ini sudah terlalu banyak.")
        edits["extra"] += new
        edits["lifted"] = [one for one in edits["lifted"] if one.casefold() not in {new.casefold() for new in wanted}]
        if new:
            _write(complaint, user, edits, f"Samaran ditambah: {len(new)} frasa.", {"added": len(new)}, "", address)
    return len(new)


def lift_mask(*, complaint_id: int, user: User, phrase: str, reason: str, address: str | None = None) -> None:
    """Show again what was masked for nothing. Raises NotAllowed, or MissingField without a reason."""
    reason = reason.strip()[:REASON_LIMIT]
    if len(reason) < SHORTEST_REASON:
        raise MissingField("reason", "Tulis alasannya dengan singkat. Alasan ini dicatat.")
    with transaction.atomic():
        complaint = _lock(complaint_id, user)
        if not may_lift_masks(user=user, complaint=complaint):
            raise NotAllowed("Samaran laporan ini tidak dapat Anda buka.")
        phrase = " ".join(phrase.split())
        if phrase.casefold() not in {_fold(one) for one in list_hidden(complaint)}:
            raise MissingField("phrase", "Pilih bagian yang sekarang disamarkan.")
        edits = read_edits(complaint)
        edits["extra"] = [one for one in edits["extra"] if _fold(one) != phrase.casefold()]
        edits["lifted"] = [*edits["lifted"], phrase][-MOST_EDITS:]
        _write(complaint, user, edits, f"Satu samaran dibuka: {reason}", {"lifted": 1}, reason, address)


def list_hidden(complaint: Complaint) -> dict[str, str]:
    """Return what is masked in the public texts, each phrase once, with the mask it has."""
    texts = list_public_texts(complaint=complaint, events=complaint.events.order_by("-id"))
    return {words: mask for text in texts for words, mask in text.hidden.items()}


def _lock(complaint_id: int, user: User) -> Complaint:
    complaint = Complaint.objects.select_for_update(of=("self",)).with_relations().get(pk=complaint_id)
    require_sight(complaint=complaint, actor=actor_for_user(user))
    return complaint


def _check_phrases(complaint: Complaint, phrases: Sequence[str]) -> list[str]:
    wanted = list(dict.fromkeys(" ".join(phrase.split()) for phrase in phrases if phrase.strip()))
    if not wanted:
        raise MissingField("phrases", "Tulis kata yang harus disamarkan.")
    if len(wanted) > MOST_PHRASES:
        raise MissingField("phrases", f"Paling banyak {MOST_PHRASES} baris sekali simpan.")
    texts = [complaint.text] + [event.text for event in complaint.events.all() if is_public_line(event)]
    for phrase in wanted:
        if not SHORTEST_PHRASE <= len(phrase) <= LONGEST_PHRASE:
            raise MissingField("phrases", f"Setiap baris {SHORTEST_PHRASE} sampai {LONGEST_PHRASE} huruf.")
        if not any(_holds(text, phrase) for text in texts):
            raise MissingField("phrases", f"“{phrase}” tidak ada di teks laporan ini. Salin persis seperti tertulis.")
    return wanted


def _holds(text: str, phrase: str) -> bool:
    pattern = r"\s+".join(map(re.escape, phrase.split()))
    return re.search(rf"(?<![^\W_]){pattern}(?![^\W_])", text, re.IGNORECASE) is not None


def _fold(words: str) -> str:
    return " ".join(words.casefold().split())


def _write(
    complaint: Complaint, user: User, edits: dict, told: str, detail: dict, reason: str, address: str | None
) -> None:
    now, actor = timezone.now(), actor_for_user(user)
    Complaint.objects.filter(pk=complaint.pk).update(mask_edits=edits, version=F("version") + 1, updated_at=now)
    build_staff_line(
        complaint_id=complaint.pk,
        kind=EventKind.MASK,
        text=told,
        actor=actor,
        now=now,
    ).save()
    record_access(
        user=user,
        action=AuditAction.MASK_CHANGED,
        subject=f"complaint:{complaint.number}",
        reason=mask_for_record(complaint=complaint, text=reason),
        detail=detail,
        address=address,
    )
