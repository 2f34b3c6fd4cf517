"""What is typed at a call desk while another tab, or another desk, has the same report: nobody's words are lost."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from calls.desk_drafts import StaleDraft, clean_changes, save_draft
from calls.models import DeskDraft
from complaints.place_search import find_village, label_village
from dispatch.models import Category, Question

if TYPE_CHECKING:
    from accounts.models import User

LABELS = {
    "category": "Jenis",
    "village": "Desa",
    "place": "Tempat",
    "landmark": "Patokan",
    "text": "Kejadian",
    "name": "Nama",
    "phone": "Nomor",
    "notes": "Catatan",
}
# Between reading what another tab wrote and writing over it a third may come.
MOST_TRIES = 3


@dataclass(frozen=True)
class Value:
    """One field in words."""

    label: str
    text: str


class TypedTwice(Exception):
    """The same field was filled in differently elsewhere. `draft` is what stands there; `mine` is what came now."""

    def __init__(self, draft: DeskDraft, mine: dict[str, Any], fields: list[str]) -> None:
        super().__init__("Laporan ini juga diubah di tab lain.")
        self.draft, self.mine = draft, mine
        self.theirs = describe_fields(draft.data, fields)


def read_form(post: Mapping[str, str]) -> dict[str, Any]:
    """Return the changes that a form without a script brings along."""
    changes: dict[str, Any] = {name: post[name] for name in LABELS if name in post}
    answers = {name[1:]: value for name, value in post.items() if name.startswith("q")}
    return changes | ({"answers": answers} if answers else {})


def read_version(post: Mapping[str, str], draft: DeskDraft) -> int:
    """Return the version the form was filled in upon; a form that names none speaks of what is there now."""
    sent = post.get("version")
    if sent is None:
        return draft.version
    return int(sent) if sent.isdecimal() and len(sent) < 10 else 0


def keep_typed(
    *, draft: DeskDraft, user: User, version: int, changes: dict[str, Any], seen: dict[str, Any] | None = None
) -> DeskDraft:
    """Save what was typed upon `version`, beside what another tab has written in other fields since.

    `seen` is what stood in those fields when typing began, as far as a script can tell. Raises TypedTwice where both
    tabs filled in the same field, NotYours for another's draft.
    """
    known = None if seen is None else _flatten(clean_changes(seen))
    for _ in range(MOST_TRIES):
        try:
            return save_draft(draft=draft, user=user, version=version, changes=changes)
        except StaleDraft as stale:
            typed = clean_changes(changes)
            if not 0 < version < stale.draft.version:
                raise TypedTwice(stale.draft, typed, []) from stale
            draft, version = stale.draft, stale.draft.version
            changes = _merge(draft, typed, known)
    raise TypedTwice(draft, clean_changes(changes), [])


def describe_fields(data: dict[str, Any], names: list[str]) -> list[Value]:
    """Return these fields of a draft in words; `q` and a number is an answer."""
    flat = _flatten(data)
    return [Value(_label(name), _show(name, flat.get(name, ""))) for name in names]


def list_fields(draft: DeskDraft) -> dict[str, str]:
    """Return what stands in the draft by the names of the form's fields."""
    return _flatten(draft.data)


def list_unsaved(*, draft: DeskDraft, changes: dict[str, Any]) -> list[Value]:
    """Return in words what was typed and does not stand in the draft."""
    mine, theirs = _flatten(clean_changes(changes)), _flatten(draft.data)
    return describe_fields(clean_changes(changes), [name for name in mine if mine[name] not in ("", theirs.get(name))])


def overlay(draft: DeskDraft, mine: dict[str, Any]) -> dict[str, Any]:
    """Return the draft's data with what was typed here above it; an empty field hides nothing."""
    answers = draft.data.get("answers", {}) | {key: one for key, one in mine.get("answers", {}).items() if one}
    return draft.data | {name: value for name, value in mine.items() if value} | {"answers": answers}


def _merge(draft: DeskDraft, typed: dict[str, Any], known: dict[str, str] | None) -> dict[str, Any]:
    mine, theirs = _flatten(typed), _flatten(draft.data)
    # What stands in the field of the place is the village in words, or becomes a landmark.
    fields = [name for name in mine if name != "place"]
    seen = {name: None if known is None else known.get(name, "") for name in fields}
    twice = [name for name in fields if _clashes(mine[name], theirs.get(name, ""), seen[name])]
    if twice:
        raise TypedTwice(draft, typed, twice)
    untouched = {name for name in mine if mine[name] == (known or {}).get(name, "")}
    kept = {name: value for name, value in typed.items() if name not in untouched}
    given = {key: one for key, one in typed.get("answers", {}).items() if f"q{key}" not in untouched}
    return kept | ({"answers": draft.data.get("answers", {}) | given} if "answers" in typed else {})


def _clashes(mine: str, theirs: str, known: str | None) -> bool:
    if known is None:
        return bool(mine and theirs and mine != theirs)
    return theirs not in (mine, known) and mine != known


def _flatten(data: dict[str, Any]) -> dict[str, str]:
    flat = {name: data[name] for name in LABELS if name in data}
    return flat | {f"q{key}": value for key, value in data.get("answers", {}).items()}


def _label(name: str) -> str:
    if name in LABELS:
        return LABELS[name]
    question = Question.objects.filter(pk=int(name[1:])).first() if name[1:].isdecimal() else None
    return question.text if question else "Jawaban"


def _show(name: str, value: str) -> str:
    if name == "category":
        category = Category.objects.filter(code=value).first()
        return category.name if category else value
    village = find_village(value) if name == "village" else None
    return label_village(village) if village else value or "(kosong)"
