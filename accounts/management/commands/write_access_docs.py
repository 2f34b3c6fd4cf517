"""Writes docs/access.md from the table of roles."""

from django.core.management.base import BaseCommand

from accounts.role_table import DOCUMENT, render_document


class Command(BaseCommand):
    """After a change in accounts/roles.py."""

    help = "Write docs/access.md from accounts/roles.py."

    def handle(self, *args: object, **options: object) -> None:
        """Write the file."""
        DOCUMENT.write_text(render_document())
        self.stdout.write(f"{DOCUMENT.name} written.")
