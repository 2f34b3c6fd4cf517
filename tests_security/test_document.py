"""docs/security.md claims nothing that is not there."""

import re

from bin.processes import ROOT
from jepara_tanggap.limits import LIMITS

TEXT = (ROOT / "docs" / "security.md").read_text()


def test_every_test_it_names_exists():
    named = set(re.findall(r"`((?:\w+/)+test_\w+\.py)`", TEXT))
    assert len(named) > 10
    assert [name for name in sorted(named) if not (ROOT / name).is_file()] == []


def test_the_numbers_of_its_limits_are_those_of_the_table():
    for name, words in {
        "filing_noisy": "30; 300 in 10 minutes", "filing": "30; 300 in 10 minutes", "drafts": "600 in 10 minutes",
        "photos": "300 in 10 minutes", "reporter_writes": "60 in 10 minutes", "pin_tries": "5 in 15 minutes, 20 a day",
        "pin_tries_day": "5 in 15 minutes, 20 a day", "track_misses": "60 in 10 minutes",
        "callbacks": "6,000 in a minute",
    }.items():  # fmt: skip
        assert words in TEXT
        assert str(LIMITS[name].most) in words.replace(",", "", 1) or f"{LIMITS[name].most:,}" in words


def test_every_chapter_of_the_standard_is_answered():
    assert [number for number in range(1, 18) if f"| V{number} " not in TEXT] == []


def test_every_chapter_that_holds_names_the_test_that_shows_it():
    chapters = re.findall(r"^\| (V\d+) [^|]*\| ([✓◐✗–]) \|([^|]*)\|", TEXT, re.MULTILINE)
    assert len(chapters) == 17
    assert [name for name, sign, holds in chapters if sign in "✓◐" and "/test_" not in holds] == []
