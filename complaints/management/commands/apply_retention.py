"""manage.py apply_retention: erases what is older than its rule, or counts it."""

from __future__ import annotations

from argparse import ArgumentParser

from django.core.management.base import BaseCommand, CommandError

from complaints.retention import apply_retention


class Command(BaseCommand):
    """What the nightly task does, by hand."""

    help = "Erase personal data that is older than its period; a legal hold keeps it. --dry-run only counts."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Declare --dry-run."""
        parser.add_argument("--dry-run", action="store_true", help="count, and change nothing")

    def handle(self, *args: object, dry_run: bool, **options: object) -> None:
        """Run and print one line per kind; fail if something could not be erased."""
        run = apply_retention(dry_run=dry_run)
        for kind, counts in run.results.items():
            figures = ", ".join(f"{name} {count}" for name, count in counts.items())
            self.stdout.write(f"{kind}: {figures}")
        if any(counts["failed"] for counts in run.results.values()):
            raise CommandError("Something could not be erased; the log says what. The next run tries again.")
