"""A place as the desk typed it: the village it names, or words that say where, when they name none."""

from __future__ import annotations

from typing import Any

from complaints.place_search import find_village, label_village, list_villages, search_villages

LANDMARK_LIMIT = 200


def settle_place(*, changes: dict[str, Any], known: dict[str, Any]) -> tuple[dict[str, Any], str]:
    """Return the changes with the village that was typed, and the words that became the landmark, if any.

    `known` is what the draft holds already. A form without a script brings the place as words alone.
    """
    if "place" not in changes or changes["place"] == known.get("place"):
        return changes, ""
    typed = str(changes["place"]).strip()
    if not typed:
        return changes | {"village": "", "point": None}, ""
    village = find_village(str(changes.get("village", known.get("village", ""))))
    label = label_village(village) if village else ""
    words = typed.replace(label, "").strip(" ,") if label else typed
    if not words:
        return changes, ""
    found = search_villages(typed=words, villages=list_villages())
    if found.is_certain:
        (chosen,) = found.villages
        return changes | {"village": chosen.code, "place": label_village(chosen), "point": None}, ""
    if found.villages:
        return changes, ""
    return _add_landmark(changes | {"place": label}, known, words)


def _add_landmark(changes: dict[str, Any], known: dict[str, Any], words: str) -> tuple[dict[str, Any], str]:
    landmark = str(changes.get("landmark", known.get("landmark", ""))).strip()
    if words in landmark:
        return changes, ""
    return changes | {"landmark": ", ".join(part for part in (landmark, words) if part)[:LANDMARK_LIMIT]}, words
