"""Reads a text by the rules: signs of an emergency, what takes their force, and what is left."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

from complaints.urgency.rules import MOST_BETWEEN, SHORTEST_MISSPELT, Phrase, Rules
from complaints.urgency.tokens import Token, split_words

# A report may be long; what is urgent is said within this many letters.
LONGEST = 4000
REACH_OF_NEXT = 3
REACH_OF_AFTER = 15

Index = Mapping[str, tuple[Phrase, ...]]


@dataclass(frozen=True)
class Sign:
    """Words that speak of an emergency: their place, their group, and why they do not count, if so."""

    start: int
    end: int
    group: str
    is_strong: bool
    damped: str = ""


@dataclass(frozen=True)
class Reading:
    """What was found. `signs` are those that count, in order; `damped` those that do not."""

    signs: list[Sign] = field(default_factory=list)
    damped: list[Sign] = field(default_factory=list)

    @property
    def is_urgent(self) -> bool:
        """Whether a person should look at it now."""
        return bool(self.signs)


@dataclass(frozen=True, slots=True)
class _Match:
    """A phrase in the text: the numbers of its words, without those that only stand between."""

    places: tuple[int, ...]
    phrase: Phrase

    @property
    def first(self) -> int:
        return self.places[0]

    @property
    def last(self) -> int:
        return self.places[-1]


def read_urgency(text: str, *, rules: Rules) -> Reading:
    """Return the signs of an emergency in a text. Pure, and within a few milliseconds for the longest text."""
    tokens = [_mend(token, rules) for token in split_words(text[:LONGEST], rules.spelling)]
    idioms = _list_places(_find(tokens, rules.idioms))
    signs = [match for match in _find(tokens, rules.signs) if not idioms & set(match.places)]
    dampers = _find_dampers(tokens, signs, rules)
    now = _find_now(tokens, rules)
    judged = [_judge(tokens, match, dampers, now, rules) for match in signs]
    sentences = {sign.start: tokens[match.first].sentence for sign, match in zip(judged, signs, strict=True)}
    urgent = {tokens[match.first].sentence for match in _find(tokens, rules.urgent)}
    live = [sign for sign in judged if not sign.damped]
    counted = [sign for sign in live if sign.is_strong or _is_backed(sign, live, sentences, urgent)]
    return Reading(counted, [sign for sign in judged if sign.damped])


# --- finding ------------------------------------------------------------------


def _mend(token: Token, rules: Rules) -> Token:
    """Return the word with one letter put back or taken out, where a strong sign comes out: "kebakarn"."""
    word = token.low
    if len(word) < SHORTEST_MISSPELT - 1 or word in rules.signs or word in rules.dampers or word in rules.spelling:
        return token
    known = rules.misspelt.get(word)
    if known is None and len(word) > SHORTEST_MISSPELT:
        shorter = (word[:at] + word[at + 1 :] for at in range(1, len(word)))
        known = next((one for one in shorter if one in rules.whole), None)
    return replace(token, low=known) if known and known[0] == word[0] else token


def _find(tokens: Sequence[Token], index: Index) -> list[_Match]:
    found: list[_Match] = []
    place = 0
    while place < len(tokens):
        match = next((m for p in index.get(tokens[place].low, ()) if (m := _match(tokens, place, p))), None)
        if match:
            found.append(match)
        # A phrase with a gap may hold others; only what is one run of words is passed over.
        place = match.last + 1 if match and None not in match.phrase.slots else place + 1
    return found


def _find_dampers(tokens: Sequence[Token], signs: Sequence[_Match], rules: Rules) -> list[_Match]:
    """Return what may take a sign's force: not what is itself part of a sign, nor what only looks like it."""
    neutral = _list_places(_find(tokens, rules.neutral))
    own = [set(sign.places) for sign in signs]
    found = _find(tokens, rules.dampers)
    return [m for m in found if not set(m.places) & neutral and not any(set(m.places) <= places for places in own)]


def _find_now(tokens: Sequence[Token], rules: Rules) -> set[int]:
    """Return the clauses in which something is said to be happening: "masih", but not "masih bisa"."""
    neutral = _list_places(_find(tokens, rules.not_now))
    return {tokens[match.first].clause for match in _find(tokens, rules.now) if not set(match.places) & neutral}


def _list_places(matches: Sequence[_Match]) -> set[int]:
    return {place for match in matches for place in match.places}


def _match(tokens: Sequence[Token], place: int, phrase: Phrase) -> _Match | None:
    at, room = place, 0
    places: list[int] = []
    for slot in phrase.slots:
        if slot is None:
            room = MOST_BETWEEN
            continue
        for step in range(room + 1):
            here = at + step
            if here < len(tokens) and tokens[here].sentence == tokens[place].sentence and tokens[here].low in slot:
                places.append(here)
                at, room = here + 1, 0
                break
        else:
            return None
    return _Match(tuple(places), phrase)


# --- judging ------------------------------------------------------------------


def _judge(tokens: Sequence[Token], sign: _Match, dampers: Sequence[_Match], now: set[int], rules: Rules) -> Sign:
    reasons = (rules.damping[one.phrase.name] for one in dampers if _reaches(tokens, one, sign, rules))
    reasons = (one for one in reasons if not (one.is_weak_only and sign.phrase.is_strong))
    clauses = {tokens[place].clause for place in sign.places}
    reason = next((one for one in reasons if not (one.is_lifted_by_now and clauses & now)), None)
    return Sign(
        start=tokens[sign.first].start,
        end=tokens[sign.last].end,
        group=sign.phrase.name,
        is_strong=sign.phrase.is_strong,
        damped=reason.code if reason else "",
    )


def _reaches(tokens: Sequence[Token], damper: _Match, sign: _Match, rules: Rules) -> bool:
    scope = rules.damping[damper.phrase.name].scope
    # What stands within the sign ("pohon bisa tumbang") is as near as can be, and takes the word behind it.
    is_within = sign.first < damper.first < sign.last
    by, on = tokens[damper.first], tokens[sign.last if is_within else sign.first]
    if scope in ("sentence", "after") and by.turns < on.turns:
        # "I only meant to ask, but his head is stuck": what comes after the turn is told, not asked.
        return False
    if scope == "sentence":
        return by.sentence == on.sentence
    if scope == "clause":
        return by.clause == on.clause
    if scope == "before":
        return by.sentence == on.sentence and sign.first < damper.first
    is_within = is_within or bool(set(damper.places) & set(sign.places))
    words = 1 if is_within else sign.first - damper.last
    if words <= 0 or by.sentence != on.sentence:
        return False
    if scope == "after":
        return words <= REACH_OF_AFTER
    return by.clause == on.clause and (scope == "clause_after" or words <= REACH_OF_NEXT)


def _is_backed(one: Sign, live: Sequence[Sign], sentences: Mapping[int, int], urgent: set[int]) -> bool:
    """Tell whether a weak sign counts: something urgent, or another sign, is said in the same sentence."""
    sentence = sentences[one.start]
    beside = (other for other in live if other.start != one.start and sentences[other.start] == sentence)
    return sentence in urgent or any(True for _ in beside)
