"""manage.py seed_jepara: loads the regency's reference data."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from dispatch.seeding import Loaded, seed_reference_data
from jepara_tanggap.seed_command import SeedCommand


class Command(SeedCommand):
    """Everything else that is loaded stands on this."""

    help = "Load areas, agencies, categories, routing and hours. What was edited in the admin stays, unless --reset."
    reset_help = "put everything the files know back to what they say"

    def load(self, *, path: Path, reset: bool) -> Iterable[str]:
        """Load and return one line per kind."""
        return [describe(loaded) for loaded in seed_reference_data(folder=path, reset=reset)]


def describe(loaded: Loaded) -> str:
    """Return one line such as "agencies: 50 (3 added)"."""
    changes = [f"{loaded.added} added"] if loaded.added else []
    changes += [f"{loaded.restored} put back"] if loaded.restored else []
    return f"{loaded.what}: {loaded.total} ({', '.join(changes) or 'nothing to do'})"
