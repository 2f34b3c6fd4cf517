"""A text as words spelled the way the rules spell them, each with its place and its clause."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass

# Letters, or digits, each by themselves: "orang2" is "orang" and "2".
_WORD = re.compile(r"[^\W\d_]+|\d+")
_REPEATED = re.compile(r"(.)\1{2,}")
_CLAUSE_ENDS = frozenset(",;:.!?\n()")
_SENTENCE_ENDS = frozenset(".!?\n")
# Words that begin a clause without a sign before them, and turn from what was said to what is the matter.
_TURNS = frozenset({"tapi", "tp", "tpi", "tetapi", "namun", "nanging", "ning", "ternyata", "lha", "malah"})


@dataclass(frozen=True, slots=True)
class Token:
    """One word: where it stands, its spelling in the rules, its clause, its sentence, and the turns so far."""

    start: int
    end: int
    low: str
    clause: int
    sentence: int
    turns: int = 0


def split_words(text: str, spelling: Mapping[str, str]) -> list[Token]:
    """Return the words of a text, spelled as the rules spell them."""
    tokens: list[Token] = []
    clause = sentence = turns = last_end = 0
    for found in _WORD.finditer(text):
        gap = text[last_end : found.start()]
        raw = found[0].casefold()
        turns += raw in _TURNS
        clause += bool(_CLAUSE_ENDS & set(gap)) or raw in _TURNS
        sentence += bool(_SENTENCE_ENDS & set(gap))
        tokens.append(Token(found.start(), found.end(), spell(raw, spelling), clause, sentence, turns))
        last_end = found.end()
    return tokens


def spell(raw: str, spelling: Mapping[str, str]) -> str:
    """Return a word without decoration: "KEBAKARAAAN" is "kebakaran", "tlg" is what the rules say."""
    plain = unicodedata.normalize("NFKD", raw.casefold())
    plain = "".join(character for character in plain if not unicodedata.combining(character))
    plain = _REPEATED.sub(r"\1", plain)
    return spelling.get(plain, plain)
