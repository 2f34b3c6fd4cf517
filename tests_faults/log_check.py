"""What no log of the product's processes may show: the keys they were given, and who reported."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from urllib.parse import urlsplit

REPORTER_NAME = "Sumiyati Kartikasari"
REPORTER_PHONE = "+6281277776161"
# As people type it, and as it may stand in a line.
PHONE_WORDS = ("81277776161", "812 7777 6161", "812-7777-6161")
_KEYS = ("JT_SECRET_KEY", "JT_DATA_KEYS", "JT_LOOKUP_KEY", "JT_WADUL_SECRET")
_ADDRESSES = ("DATABASE_URL", "REDIS_URL")


def list_needles(environment: Mapping[str, str]) -> dict[str, str]:
    """Return what must stand in no line, each with its name."""
    passwords = {name: urlsplit(environment.get(name, "")).password or "" for name in _ADDRESSES}
    needles = {name: environment.get(name, "") for name in _KEYS} | passwords
    # Of a part of a name nobody is known; both parts belong to nobody else here.
    needles |= {f"name, {part}": part for part in REPORTER_NAME.split()}
    needles |= {f"phone, as {words}": words for words in PHONE_WORDS}
    return {name: needle for name, needle in needles.items() if needle}


def measure_logs(folder: Path) -> dict[Path, int]:
    """Return how long each log is by now."""
    return {path: path.stat().st_size for path in folder.glob("*.log")}


def find_leaks(folder: Path, needles: Mapping[str, str], *, since: Mapping[Path, int]) -> list[str]:
    """Return where what was logged since then shows a needle, without showing it again."""
    leaks = []
    for path in sorted(folder.glob("*.log")):
        with path.open("rb") as log:
            log.seek(since.get(path, 0))
            text = log.read().decode(errors="replace").casefold()
        leaks += [f"{path.name}: {name}" for name, needle in needles.items() if needle.casefold() in text]
    return leaks
