"""manage.py seed_notices: loads the versions of the privacy notice."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from complaints.privacy.notice import load_notices
from jepara_tanggap.seed_command import SeedCommand


class Command(SeedCommand):
    """Adds the versions that are missing; one that is there is never changed."""

    help = "Load the versions of the privacy notice from files. A version that is stored stays as it is."
    source = "data/jepara/privacy"

    def load(self, *, path: Path, reset: bool) -> Iterable[str]:
        """Load and return how many were added."""
        return [f"privacy notices: {load_notices(folder=path)} added"]
