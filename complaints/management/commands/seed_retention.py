"""manage.py seed_retention: loads how long each kind of data is kept."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from complaints.retention_rules import load_rules
from jepara_tanggap.seed_command import SeedCommand


class Command(SeedCommand):
    """Adds the kinds that are missing; one that is there keeps its period."""

    help = "Load the periods of retention from a file. What was edited in the admin stays."
    source = "data/jepara/retention.csv"

    def load(self, *, path: Path, reset: bool) -> Iterable[str]:
        """Load and return how many were added."""
        return [f"retention rules: {load_rules(path=path)} added"]
