"""What the commands that load reference data from files share."""

from __future__ import annotations

from argparse import ArgumentParser
from collections.abc import Iterable
from pathlib import Path

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from jepara_tanggap.seed_files import SeedFileError


class SeedCommand(BaseCommand):
    """Loads files: adds what is missing, and leaves what was edited in the admin."""

    # Relative to the project: a folder, or one file.
    source = "data/jepara"
    # What --reset does; without words there is no --reset.
    reset_help = ""

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Declare --from and, where it can be done, --reset."""
        parser.add_argument(
            "--from",
            dest="path",
            type=Path,
            default=settings.BASE_DIR / self.source,
            help=f"where the files are (default: {self.source})",
        )
        if self.reset_help:
            parser.add_argument("--reset", action="store_true", help=self.reset_help)

    def handle(self, *args: object, path: Path, reset: bool = False, **options: object) -> None:
        """Load and print what was done. Raises CommandError with what is wrong in which file."""
        try:
            lines = list(self.load(path=path, reset=reset))
        except SeedFileError as error:
            raise CommandError(str(error)) from error
        for line in lines:
            self.stdout.write(line)

    def load(self, *, path: Path, reset: bool) -> Iterable[str]:
        """Load what stands at `path` and return lines that say what was done. Raises SeedFileError."""
        raise NotImplementedError
