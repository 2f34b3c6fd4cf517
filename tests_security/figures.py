"""How a security test says what it measured."""

from __future__ import annotations


def say(name: str, **figures: object) -> None:
    """Print one line: the name, then each figure with its words ("allowed 5, refused 27")."""
    print(f"\n{name}: " + ", ".join(f"{word.replace('_', ' ')} {value}" for word, value in figures.items()), flush=True)
