"""`manage.py verify_audit_chain`: is the record of access whole?"""

from __future__ import annotations

import sys
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from accounts.audit_chain import check_chain


class Command(BaseCommand):
    """Recompute every line; leave with 1 and name the first one that is broken."""

    help = "Memeriksa rantai hash catatan akses. Keluar dengan 1 bila ada baris yang rusak."

    def add_arguments(self, parser: CommandParser) -> None:
        """Take the head that was kept outside."""
        parser.add_argument("--head", default="", help="ujung yang pernah dicatat di luar, sebagai NOMOR:HASH")

    def handle(self, *args: Any, **options: Any) -> None:
        """Verify, telling how far it is on a terminal."""
        try:
            verdict = check_chain(head=options["head"], report=self._show_progress)
        except ValueError as error:
            raise CommandError("--head ditulis sebagai NOMOR:HASH, misalnya 120:9f86d0…") from error
        if verdict.problem:
            raise CommandError(f"{verdict.problem} Utuh sampai baris {verdict.last_id} ({verdict.lines} baris).")
        self.stdout.write(f"Utuh: {verdict.lines} baris. Ujung {verdict.head}")

    def _show_progress(self, lines: int) -> None:
        if sys.stderr.isatty():
            self.stderr.write(f"\r{lines} baris", ending="")
