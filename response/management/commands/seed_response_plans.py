"""manage.py seed_response_plans: loads the draft plans of who goes out to what."""

from __future__ import annotations

from argparse import ArgumentParser
from pathlib import Path

from django.conf import settings
from django.core.management.base import BaseCommand

from response.plan_seeding import seed_response_plans


class Command(BaseCommand):
    """Adds plans of kinds that have none; what was edited in the admin stays. Needs seed_jepara first."""

    help = "Load the draft response plans. What was edited in the admin stays, unless --reset."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Declare --reset and --from."""
        parser.add_argument("--reset", action="store_true", help="put every plan back to what the file says")
        parser.add_argument(
            "--from",
            dest="folder",
            type=Path,
            default=settings.BASE_DIR / "data" / "jepara",
            help="the folder with the file (default: data/jepara)",
        )

    def handle(self, *args: object, folder: Path, reset: bool, **options: object) -> None:
        """Load and print how many were added."""
        self.stdout.write(f"rencana tanggapan: {seed_response_plans(folder=folder, reset=reset)} added")
