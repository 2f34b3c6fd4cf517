"""manage.py seed_call_room: loads limits, scripts and knowledge of the call room."""

from __future__ import annotations

from argparse import ArgumentParser
from pathlib import Path

from django.conf import settings
from django.core.management.base import BaseCommand

from calls.seeding import seed_call_room


class Command(BaseCommand):
    """Adds what is missing; what was edited in the admin stays unless --reset is given. Needs seed_jepara first."""

    help = "Load the call room's limits, scripts and answers. What was edited in the admin stays, unless --reset."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Declare --reset and --from."""
        parser.add_argument("--reset", action="store_true", help="put limits and scripts back to what the files say")
        parser.add_argument(
            "--from",
            dest="folder",
            type=Path,
            default=settings.BASE_DIR / "data" / "jepara",
            help="the folder with the files (default: data/jepara)",
        )

    def handle(self, *args: object, folder: Path, reset: bool, **options: object) -> None:
        """Load and print one line per kind."""
        for what, added in seed_call_room(folder=folder, reset=reset).items():
            self.stdout.write(f"{what}: {added} added")
