"""manage.py rehash_lookups: hashes everything that people are found by anew, with the first key of JT_LOOKUP_KEY."""

from __future__ import annotations

from argparse import ArgumentParser

from django.core.exceptions import ImproperlyConfigured
from django.core.management.base import BaseCommand, CommandError

from jepara_tanggap.encryption import CannotDecrypt
from jepara_tanggap.key_check import check_keys_fit
from jepara_tanggap.rehash import rehash


class Command(BaseCommand):
    """Safe to kill and to run again; says when the older key may go."""

    help = (
        "Hash phone numbers and e-mail addresses anew with the first key of JT_LOOKUP_KEY, in batches. Put the new key "
        "in front and restart all processes first. --check only counts what an older key still finds."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Declare --check."""
        parser.add_argument("--check", action="store_true", help="count what is left, and change nothing")

    def handle(self, *args: object, check: bool, **options: object) -> None:
        """Hash anew; a second pass shows that nothing is left. Fails while something is."""
        try:
            check_keys_fit()
            moved = 0 if check else rehash(tell=self._tell)
            left = rehash(tell=self._stay_silent, only_count=True)
        except (ImproperlyConfigured, CannotDecrypt) as error:
            raise CommandError(f"{error} Keep every key.") from error
        if left:
            raise CommandError(
                f"{moved} rows hashed anew, {left} are still under an older key. Restart all processes with the new "
                "list, then run this again. Keep every key."
            )
        self.stdout.write(f"{moved} rows hashed anew; only the first key may stay in JT_LOOKUP_KEY now.")

    def _tell(self, table: str, seen: int, moved: int) -> None:
        self.stdout.write(f"{table}: {seen} looked at, {moved} hashed anew")
        self.stdout.flush()

    def _stay_silent(self, table: str, seen: int, moved: int) -> None:
        """The second pass only counts."""
