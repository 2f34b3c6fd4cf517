"""The pages of filing, in order, and which of them still miss an answer."""

from __future__ import annotations

from dataclasses import dataclass

from complaints.models import Draft
from dispatch.models import Category

STORY, KIND, DETAILS, PLACE, CONTACT, REVIEW = "cerita", "jenis", "rincian", "lokasi", "kontak", "periksa"

TITLES = {
    STORY: "Apa yang terjadi?",
    KIND: "Apa jenisnya?",
    DETAILS: "Beberapa pertanyaan singkat",
    PLACE: "Di mana?",
    CONTACT: "Bagaimana kami menghubungi Anda?",
    REVIEW: "Periksa, lalu kirim",
}


@dataclass(frozen=True)
class Position:
    """Where a page stands among the others; `number` counts from 1."""

    slug: str
    title: str
    number: int
    count: int
    previous: str | None
    next: str | None

    @property
    def follows_kind(self) -> bool:
        """Whether this is the first page after the kind was chosen."""
        return self.previous == KIND


def list_steps(category: Category | None) -> list[str]:
    """Return the pages in order; questions are asked only where the category has any."""
    asks = category is not None and category.has_questions  # type: ignore[attr-defined]
    return [slug for slug in TITLES if slug != DETAILS or asks]


def locate_step(*, slug: str, category: Category | None) -> Position:
    """Return where this page stands; one that the category does not have stands after its kind."""
    steps = list_steps(category)
    place = steps.index(slug) if slug in steps else steps.index(KIND)
    return Position(
        slug=slug,
        title=TITLES[slug],
        number=place + 1,
        count=len(steps),
        previous=steps[place - 1] if place else None,
        next=steps[place + 1] if place + 1 < len(steps) else None,
    )


def find_missing_step(*, draft: Draft, category: Category | None) -> str | None:
    """Return the first page whose needed answer is missing; None when the report can be sent."""
    data = draft.data
    if not data.get("text"):
        return STORY
    if category is None:
        return KIND
    if category.needs_place and not (data.get("village") or data.get("point")):
        return PLACE
    if category.needs_contact and not (data.get("phone") or data.get("email")):
        return CONTACT
    return None


def is_too_early(*, slug: str, missing: str | None) -> bool:
    """Tell whether an earlier page must be answered before this one."""
    order = list(TITLES)
    return missing is not None and order.index(missing) < order.index(slug)
