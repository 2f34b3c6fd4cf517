"""Text as people type or paste it: what cannot be read is found, and can be taken out."""

from __future__ import annotations

import unicodedata

KEPT_CONTROLS = frozenset("\n\t")
# Control characters, lone surrogates, and code points that are no characters at all.
UNREADABLE_KINDS = frozenset({"Cc", "Cs", "Cn"})


def tidy_text(typed: str) -> str:
    """Return the text in one Unicode form, with one kind of line end, without blank edges."""
    text = typed.replace("\r\n", "\n").replace("\r", "\n")
    return unicodedata.normalize("NFC", text).strip()


def find_unreadable(text: str) -> bool:
    """Tell whether the text holds NUL bytes, control characters or broken code points."""
    return any(_is_unreadable(character) for character in text)


def strip_unreadable(text: str) -> str:
    """Return the text without what cannot be read."""
    return "".join(character for character in text if not _is_unreadable(character))


def _is_unreadable(character: str) -> bool:
    return character not in KEPT_CONTROLS and unicodedata.category(character) in UNREADABLE_KINDS
