"""manage.py seed_notices: loads the versions of the privacy notice."""

from __future__ import annotations

from argparse import ArgumentParser
from pathlib import Path

from django.core.management.base import BaseCommand, CommandError

from complaints.privacy.notice import FOLDER, NoticeFileError, load_notices


class Command(BaseCommand):
    """Adds the versions that are missing; one that is there is never changed."""

    help = "Load the versions of the privacy notice from files. A version that is stored stays as it is."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Declare --from."""
        parser.add_argument(
            "--from", dest="folder", type=Path, default=FOLDER, help="the folder (default: data/jepara/privacy)"
        )

    def handle(self, *args: object, folder: Path, **options: object) -> None:
        """Load and print how many were added."""
        try:
            added = load_notices(folder=folder)
        except NoticeFileError as error:
            raise CommandError(str(error)) from error
        self.stdout.write(f"privacy notices: {added} added")
