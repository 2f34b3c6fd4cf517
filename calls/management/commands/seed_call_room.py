"""manage.py seed_call_room: loads limits, scripts and knowledge of the call room."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from calls.seeding import seed_call_room
from jepara_tanggap.seed_command import SeedCommand


class Command(SeedCommand):
    """Needs what seed_jepara loads."""

    help = "Load the call room's limits, scripts and answers. What was edited in the admin stays, unless --reset."
    reset_help = "put limits and scripts back to what the files say"

    def load(self, *, path: Path, reset: bool) -> Iterable[str]:
        """Load and return one line per kind."""
        return [f"{what}: {added} added" for what, added in seed_call_room(folder=path, reset=reset).items()]
