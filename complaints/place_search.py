"""From what a person types to a village: "bandengan", "Desa Bandengan, Kec. Jepara"."""

from __future__ import annotations

import difflib
import re
import time
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache

from dispatch.models import Village

MOST_FOUND = 40
# Villages hardly ever change; an edit shows after this long at the latest.
KEPT_SECONDS = 60
# Words that say what a place is, not which.
KIND_WORDS = frozenset({"desa", "ds", "kelurahan", "kel", "kecamatan", "kec", "kab", "kabupaten"})


@dataclass(frozen=True)
class Found:
    """Villages that fit, the closest first; `is_certain` when there is one and no doubt about it."""

    villages: list[Village]
    is_certain: bool


class _NoVillages(Exception):
    """The reference data is not loaded yet, which is nothing to remember."""


def list_villages() -> list[Village]:
    """Return every village with its district, without boundaries; at most one statement a minute."""
    try:
        return list(_read_villages(int(time.monotonic() // KEPT_SECONDS)).values())
    except _NoVillages:
        return []


def find_village(code: str) -> Village | None:
    """Return the village of this code with its district, without its boundary."""
    try:
        return _read_villages(int(time.monotonic() // KEPT_SECONDS)).get(code) if code else None
    except _NoVillages:
        return None


@lru_cache(maxsize=1)
def _read_villages(minute: int) -> dict[str, Village]:
    fields = ("code", "name", "kind", "district__name")
    rows = Village.objects.select_related("district").only(*fields).order_by("name", "code")
    villages = {village.code: village for village in rows}
    if not villages:
        raise _NoVillages
    return villages


def label_village(village: Village) -> str:
    """Return the village in full: "Desa Bandengan, Kec. Jepara"."""
    return f"{village}, {village.district}"


def search_villages(*, typed: str, villages: Iterable[Village]) -> Found:
    """Return the villages that fit what was typed.

    The full label or a village's whole name decides; otherwise every word must begin
    a word of the village or its district. Spelling mistakes get the nearest names,
    never a certain one.
    """
    words = _split(typed)
    known = [(village, _split(village.name), _split(village.district.name)) for village in villages]
    if not words:
        return Found([], False)
    exact = [village for village, name, district in known if words in (name, name + district)]
    fitting = exact or [village for village, name, district in known if _fits(words, name + district)]
    if fitting:
        return Found(fitting[:MOST_FOUND], len(fitting) == 1)
    return Found(_guess(words, known), False)


def _fits(words: list[str], name: list[str]) -> bool:
    return all(any(part.startswith(word) for part in name) for word in words)


def _guess(words: list[str], known: list[tuple[Village, list[str], list[str]]]) -> list[Village]:
    names = {" ".join(name) for _, name, _ in known}
    near = difflib.get_close_matches(" ".join(words), sorted(names), n=4, cutoff=0.7)
    return [village for guess in near for village, name, _ in known if " ".join(name) == guess][:MOST_FOUND]


def _split(text: str) -> list[str]:
    plain = unicodedata.normalize("NFKD", text.casefold())
    return [word for word in re.findall(r"[a-z0-9]+", plain[:200]) if word not in KIND_WORDS]
