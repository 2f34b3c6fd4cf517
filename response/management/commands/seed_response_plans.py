"""manage.py seed_response_plans: loads the draft plans of who goes out to what."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from jepara_tanggap.seed_command import SeedCommand
from response.plan_seeding import seed_response_plans


class Command(SeedCommand):
    """Adds plans of kinds that have none. Needs what seed_jepara loads."""

    help = "Load the draft response plans. What was edited in the admin stays, unless --reset."
    reset_help = "put every plan back to what the file says"

    def load(self, *, path: Path, reset: bool) -> Iterable[str]:
        """Load and return how many were added."""
        return [f"response plans: {seed_response_plans(folder=path, reset=reset)} added"]
