"""How a security test says what it measured."""

from __future__ import annotations

import os
from pathlib import Path

# The file that `make security` prints at the end: what tests print while they run side by side is not shown.
FIGURES_FILE = "SECURITY_FIGURES_FILE"


def say(name: str, **figures: object) -> None:
    """Say one line: the name, then each figure with its words ("allowed 5, refused 27")."""
    line = f"{name}: " + ", ".join(f"{word.replace('_', ' ')} {value}" for word, value in figures.items())
    print(f"\n{line}", flush=True)
    if path := os.environ.get(FIGURES_FILE):
        with Path(path).open("a", encoding="utf-8") as kept:
            kept.write(f"{line}\n")
