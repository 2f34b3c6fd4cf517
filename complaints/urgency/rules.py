"""The words of emergencies and of what only sounds like one, read from a file and made quick to look up."""

from __future__ import annotations

import tomllib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from complaints.urgency.tokens import spell

GAP = ".."
# How many words may stand where a phrase has "..".
MOST_BETWEEN = 3
_ENDINGS = ("nya", "ne", "e", "ku", "mu", "lah")
_ROOT_ENDINGS = ("", "i", "kan", "an", "e", "ne", "nya", "ke", "ake", "no", "in", "inya", "kannya")
# Shorter words differ by one letter too often to be the same word.
SHORTEST_MISSPELT = 7
PLAIN = ("urgent", "now", "neutral", "idioms")
SCOPES = ("next", "clause_after", "after", "clause", "sentence", "before")

# One place in a phrase: the words that may stand there; None for a gap.
Slot = frozenset[str] | None


class RulesUnusable(Exception):
    """The file of rules says something that cannot be followed."""


@dataclass(frozen=True)
class Phrase:
    """Words in order, what they stand for, and how much they weigh."""

    slots: tuple[Slot, ...]
    name: str
    is_strong: bool = False


@dataclass(frozen=True)
class Group:
    """One kind of emergency: its name in words, and the code of the category it is usually filed under."""

    code: str
    label: str
    category: str


@dataclass(frozen=True)
class Damping:
    """Why a sign may not count: the label, how far it reaches, and whether a word of now undoes it."""

    code: str
    label: str
    scope: str
    is_lifted_by_now: bool
    # Takes the force of faint signs only.
    is_weak_only: bool = False


@dataclass(frozen=True)
class Rules:
    """Everything the reading needs; phrases by the words they may begin with."""

    groups: Mapping[str, Group]
    damping: Mapping[str, Damping]
    spelling: Mapping[str, str]
    signs: Mapping[str, tuple[Phrase, ...]]
    dampers: Mapping[str, tuple[Phrase, ...]]
    urgent: Mapping[str, tuple[Phrase, ...]]
    now: Mapping[str, tuple[Phrase, ...]]
    not_now: Mapping[str, tuple[Phrase, ...]]
    neutral: Mapping[str, tuple[Phrase, ...]]
    idioms: Mapping[str, tuple[Phrase, ...]]
    # Strong signs of one long word, and the same with one letter left out.
    whole: frozenset[str]
    misspelt: Mapping[str, str]


@cache
def load_rules(path: Path) -> Rules:
    """Read a file of rules. Raises RulesUnusable, or OSError where there is none."""
    try:
        return build_rules(tomllib.loads(path.read_text(encoding="utf-8")))
    except (tomllib.TOMLDecodeError, KeyError, TypeError) as error:
        raise RulesUnusable(f"{path}: {error}") from error


def build_rules(data: Mapping[str, Any]) -> Rules:
    """Return the rules that a parsed file describes."""
    words = _Words(dict(data.get("spelling", {})), data["words"])
    dampers = [phrase for code, one in data["damping"].items() for phrase in words.read(one["words"], code)]
    plain = {name: _index(words.read(data[name]["words"])) for name in PLAIN}
    plain["not_now"] = _index(words.read(data.get("not_now", {}).get("words", "")))
    whole = _list_whole((one["strong"] for one in data["groups"].values()), words.spelling)
    return Rules(
        groups={code: Group(code, one["label"], one["category"]) for code, one in data["groups"].items()},
        damping={code: _read_damping(code, one) for code, one in data["damping"].items()},
        spelling=words.spelling,
        signs=_index(_read_signs(data["groups"], words)),
        dampers=_index(dampers),
        **plain,
        whole=whole,
        misspelt=_list_misspelt(whole),
    )


class _Words:
    """How words are spelt, and the lists that phrases name: with them phrases are read."""

    def __init__(self, spelling: Mapping[str, str], lists: Mapping[str, str]) -> None:
        self.spelling = spelling
        self._lists = {name: frozenset(spell(word, spelling) for word in text.split()) for name, text in lists.items()}

    def read(self, text: str, name: str = "", *, is_strong: bool = False) -> list[Phrase]:
        """Return the phrases of a text, one a line or between semicolons."""
        return [Phrase(slots, name, is_strong) for slots in _read_phrases(text, self.spelling, self._lists)]


def _read_signs(groups: Mapping[str, Any], words: _Words) -> list[Phrase]:
    signs: list[Phrase] = []
    for code, one in groups.items():
        signs += words.read(one["strong"], code, is_strong=True) + words.read(one.get("weak", ""), code)
    return signs


def _read_damping(code: str, one: Mapping[str, Any]) -> Damping:
    if one["scope"] not in SCOPES:
        raise RulesUnusable(f"damping.{code}: scope {one['scope']!r} is none of {', '.join(SCOPES)}")
    return Damping(code, one["label"], one["scope"], bool(one.get("lifted_by_now")), bool(one.get("weak_only")))


def _read_phrases(
    text: str, spelling: Mapping[str, str], lists: Mapping[str, frozenset[str]]
) -> Iterator[tuple[Slot, ...]]:
    for line in text.replace("\n", ";").split(";"):
        slots = tuple(_read_slot(part, spelling, lists) for part in line.split())
        if slots:
            if slots[0] is None or slots[-1] is None:
                raise RulesUnusable(f"{line.strip()!r}: a phrase neither begins nor ends with {GAP}")
            yield slots


def _read_slot(part: str, spelling: Mapping[str, str], lists: Mapping[str, frozenset[str]]) -> Slot:
    if part == GAP:
        return None
    words: set[str] = set()
    for word in part.split("|"):
        if word.startswith("@") and word[1:] not in lists:
            raise RulesUnusable(f"{word}: no such list in [words]")
        words |= lists[word[1:]] if word.startswith("@") else {_spell_root(word, spelling)}
    return frozenset(form for word in words for form in _list_forms(word))


def _spell_root(word: str, spelling: Mapping[str, str]) -> str:
    return word if word.startswith("~") else spell(word, spelling)


def _list_forms(word: str) -> Iterable[str]:
    if word.startswith("~"):
        yield from (begin + end for begin in _list_beginnings(word[1:]) for end in _ROOT_ENDINGS)
        return
    yield word
    if word.isalpha() and len(word) > 2:
        yield from (word + ending for ending in _ENDINGS)


def _list_beginnings(root: str) -> Iterable[str]:
    """Return a root with its prefixes; the active ones melt with its first letter ("tabrak": "menabrak", "nabrak")."""
    first, rest = root[0], root[1:]
    melted = {"p": "m", "t": "n", "k": "ng", "s": "ny", "c": "ny"}.get(first)
    active = melted + rest if melted else {"b": "m", "d": "n", "g": "n", "j": "n"}.get(first, "ng") + root
    full = "me" + active if melted or first not in "lr" else "me" + root
    yield from (root, active, full, "men" + root, "di" + root, "ter" + root, "ke" + root, "pe" + full[2:], "nge" + root)


def _index(phrases: Iterable[Phrase]) -> dict[str, tuple[Phrase, ...]]:
    """Return phrases by first word, the longest first: the most telling one is found."""
    found: dict[str, list[Phrase]] = {}
    for phrase in phrases:
        for word in phrase.slots[0] or ():
            found.setdefault(word, []).append(phrase)
    return {word: tuple(sorted(some, key=_weigh, reverse=True)) for word, some in found.items()}


def _weigh(phrase: Phrase) -> tuple[bool, int]:
    return phrase.is_strong, len(phrase.slots)


def _list_whole(texts: Iterable[str], spelling: Mapping[str, str]) -> frozenset[str]:
    """Return the strong signs of one long word as they stand in the file: only these are found misspelt as well."""
    lines = (line.strip() for text in texts for line in text.replace("\n", ";").split(";"))
    words = {spell(line, spelling) for line in lines if line.isalpha() and len(line) >= SHORTEST_MISSPELT}
    return frozenset(form for word in words for form in _list_forms(word))


def _list_misspelt(words: frozenset[str]) -> dict[str, str]:
    """Return every word with one letter missing, and what it stands for."""
    return {word[:at] + word[at + 1 :]: word for word in sorted(words) for at in range(1, len(word))}
