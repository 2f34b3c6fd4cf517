"""What of a complaint's words others may read: the public, Wadul Bupati, and providers that carry alerts.

Nothing is kept: masking costs about a millisecond for a report, and a rule that is mended holds for all
that was ever written.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from typing import Any

from django.conf import settings

from complaints.actors import REPORTER
from complaints.choices import Audience
from complaints.masking import MASKS, Kind, Masked, mask_text
from complaints.masking.villages import read_place_words
from complaints.models import Complaint, Event
from dispatch.models import Visibility


@dataclass(frozen=True)
class Part:
    """A stretch of a public text; `hidden` is what stands behind a mask, empty where nothing is masked."""

    text: str
    hidden: str = ""


@dataclass(frozen=True)
class PublicText:
    """One text as the public reads it, in parts; `title` names it for staff."""

    title: str
    parts: list[Part]

    @property
    def hidden(self) -> dict[str, str]:
        """What is masked, in order and each once, with what stands in its place."""
        return {" ".join(part.hidden.split()): part.text for part in self.parts if part.hidden}


def mask_for_public(*, complaint: Complaint, text: str) -> Masked:
    """Mask a text of this complaint for anybody to read, with what staff added and lifted."""
    # "Publik, tanpa nama dan alamat": then the street goes as well.
    hides_place = complaint.visibility == Visibility.PUBLIC_MASKED
    return _mask(complaint, text, keep=() if hides_place else (Kind.PLACE,))


def mask_for_wadul(*, complaint: Complaint, text: str) -> str:
    """Mask a text for Wadul Bupati, which needs the matter and where it is, and nobody's neighbours."""
    return _mask(complaint, text, keep=(Kind.PLACE,)).text if settings.WADUL_MASK_TEXT else text


def mask_for_provider(*, complaint: Complaint, text: str) -> str:
    """Mask a text for those who carry an alert; in an emergency they carry the exact house all the same."""
    keep = (Kind.PLACE, Kind.HOUSE) if complaint.is_emergency else (Kind.PLACE,)
    return _mask(complaint, text, keep=keep).text


def mask_for_record(*, complaint: Complaint, text: str) -> str:
    """Mask a reason that staff typed for the record of access: nothing is ever taken out of that again."""
    return mask_text(text, extra=read_edits(complaint)["extra"], places=read_place_words()).text if text else ""


def tell_story(complaint: Complaint) -> str:
    """Return the reporter's story as the public page shows it; empty where it does not."""
    if not (settings.PUBLIC_STORIES and complaint.is_public):
        return ""
    return mask_for_public(complaint=complaint, text=complaint.text).text


def is_public_line(event: Event) -> bool:
    """Tell whether the public reads the text of this line: staff's own words on open lines."""
    return event.audience == Audience.PUBLIC and event.actor_name != REPORTER.name and bool(event.text)


def list_public_texts(*, complaint: Complaint, events: Iterable[Event]) -> list[PublicText]:
    """Return the story and every public line, newest first as `events` are, with their masks to look at."""
    texts = [("Cerita pelapor", complaint.text)]
    texts += [(event.actor_name, event.text) for event in events if is_public_line(event)]
    return [PublicText(title, _split(text, mask_for_public(complaint=complaint, text=text))) for title, text in texts]


def read_edits(complaint: Complaint) -> dict[str, list[str]]:
    """Return the phrases staff added ("extra") and released ("lifted")."""
    edits: dict[str, Any] = complaint.mask_edits or {}
    return {"extra": list(edits.get("extra", [])), "lifted": list(edits.get("lifted", []))}


def _mask(complaint: Complaint, text: str, *, keep: Collection[Kind]) -> Masked:
    if not text:
        return Masked("")
    return mask_text(text, **read_edits(complaint), places=read_place_words(), keep=keep)


def _split(text: str, masked: Masked) -> list[Part]:
    parts: list[Part] = []
    done = 0
    for span in masked.spans:
        parts.append(Part(text[done : span.start]))
        parts.append(Part(MASKS[span.kind], hidden=text[span.start : span.end]))
        done = span.end
    return [part for part in [*parts, Part(text[done:])] if part.text]
