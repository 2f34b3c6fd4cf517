"""manage.py seed_retention: loads how long each kind of data is kept."""

from __future__ import annotations

from argparse import ArgumentParser
from pathlib import Path

from django.core.management.base import BaseCommand, CommandError

from complaints.retention_rules import FILE, RetentionFileError, load_rules


class Command(BaseCommand):
    """Adds the kinds that are missing; one that is there keeps its period."""

    help = "Load the periods of retention from a file. What was edited in the admin stays."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Declare --from."""
        parser.add_argument(
            "--from", dest="path", type=Path, default=FILE, help="the file (default: data/jepara/retention.csv)"
        )

    def handle(self, *args: object, path: Path, **options: object) -> None:
        """Load and print how many were added."""
        try:
            added = load_rules(path=path)
        except RetentionFileError as error:
            raise CommandError(str(error)) from error
        self.stdout.write(f"retention rules: {added} added")
