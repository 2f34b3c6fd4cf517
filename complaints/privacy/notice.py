"""The notice at collection (UU 27/2022, articles 5 and 21): which version is in force, and its parts."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

from django.conf import settings
from django.core.cache import cache
from django.utils import timezone
from django.utils.dateparse import parse_datetime

from complaints.models.privacy import PrivacyNotice
from jepara_tanggap.seed_files import SeedFileError

CACHE_KEY = "complaints.notice-version"
CACHE_SECONDS = 30
FOLDER = settings.BASE_DIR / "data" / "jepara" / "privacy"


@dataclass(frozen=True)
class Block:
    """Either a paragraph or a list of points."""

    text: str = ""
    points: tuple[str, ...] = ()


@dataclass(frozen=True)
class Section:
    """One part of the notice."""

    heading: str
    blocks: list[Block] = field(default_factory=list)


def find_notice_in_force(*, now: datetime | None = None) -> PrivacyNotice | None:
    """Return the newest version that is valid; None before any was published."""
    return PrivacyNotice.objects.filter(valid_from__lte=now or timezone.now()).first()


def get_version_in_force() -> str:
    """Return the number of that version, at most half a minute old; empty before any was published."""
    version = cache.get(CACHE_KEY)
    if version is None:
        notice = find_notice_in_force()
        version = notice.version if notice else ""
        cache.set(CACHE_KEY, version, CACHE_SECONDS)
    return version


def split_sections(text: str) -> list[Section]:
    """Return the parts of a notice; what stands before the first heading has an empty one."""
    sections = [Section("")]
    for chunk in text.replace("\r\n", "\n").split("\n\n"):
        lines = [line.strip() for line in chunk.splitlines() if line.strip()]
        if lines and lines[0].startswith("## "):
            sections.append(Section(lines.pop(0)[3:]))
        if lines and all(line.startswith("- ") for line in lines):
            sections[-1].blocks.append(Block(points=tuple(line[2:] for line in lines)))
        elif lines:
            sections[-1].blocks.append(Block(text=" ".join(lines)))
    return [section for section in sections if section.heading or section.blocks]


def load_notices(*, folder: Path = FOLDER) -> int:
    """Store the versions of the folder that are not there yet; return how many. Raises SeedFileError.

    A file is named after its version (1.md): lines "berlaku: <ISO 8601>" and "ringkas: <sentence>",
    an empty line, and the text.
    """
    known = set(PrivacyNotice.objects.values_list("version", flat=True))
    missing = [path for path in sorted(folder.glob("*.md")) if path.stem not in known]
    # Two processes may be seeding at the same time.
    PrivacyNotice.objects.bulk_create([_read_file(path) for path in missing], ignore_conflicts=True)
    return len(missing)


def _read_file(path: Path) -> PrivacyNotice:
    head, _, text = path.read_text(encoding="utf-8").partition("\n\n")
    given = dict(line.split(": ", 1) for line in head.splitlines() if ": " in line)
    moment = parse_datetime(given.get("berlaku", ""))
    if moment is None or timezone.is_naive(moment) or not given.get("ringkas") or not text.strip():
        raise SeedFileError(f"{path}: needs 'berlaku' with a time zone, 'ringkas', an empty line, and the text.")
    return PrivacyNotice(version=path.stem, summary=given["ringkas"], text=text.strip(), valid_from=moment)
