"""manage.py seed_jepara: loads the regency's reference data."""

from __future__ import annotations

from argparse import ArgumentParser
from pathlib import Path

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from dispatch.seeding import Loaded, SeedFileError, seed_reference_data


class Command(BaseCommand):
    """Adds missing reference data; what is there stays as it is unless --reset is given."""

    help = "Load areas, agencies, categories, routing and hours. What was edited in the admin stays, unless --reset."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Declare --reset and --from."""
        parser.add_argument("--reset", action="store_true", help="put everything the files know back to what they say")
        parser.add_argument(
            "--from",
            dest="folder",
            type=Path,
            default=settings.BASE_DIR / "data" / "jepara",
            help="the folder with the files (default: data/jepara)",
        )

    def handle(self, *args: object, folder: Path, reset: bool, **options: object) -> None:
        """Load and print one line per kind."""
        try:
            report = seed_reference_data(folder=folder, reset=reset)
        except SeedFileError as error:
            raise CommandError(str(error)) from error
        for loaded in report:
            self.stdout.write(describe(loaded))


def describe(loaded: Loaded) -> str:
    """Return one line such as "agencies: 50 (3 added)"."""
    changes = [f"{loaded.added} added"] if loaded.added else []
    changes += [f"{loaded.restored} put back"] if loaded.restored else []
    return f"{loaded.what}: {loaded.total} ({', '.join(changes) or 'nothing to do'})"
