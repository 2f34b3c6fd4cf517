"""manage.py rotate_data_keys: seals everything anew with the first key of JT_DATA_KEYS."""

from __future__ import annotations

from argparse import ArgumentParser

from django.core.exceptions import ImproperlyConfigured
from django.core.management.base import BaseCommand, CommandError

from jepara_tanggap.key_check import check_keys_fit
from jepara_tanggap.rotation import Rotation, list_key_ids, rotate

MOST_SHOWN = 20


class Command(BaseCommand):
    """Safe to kill and to run again; says when the older keys may go."""

    help = (
        "Seal everything anew with the first key of JT_DATA_KEYS, in batches. Put the new key in front and restart all "
        "processes first. --check only counts what an older key still seals."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Declare --check."""
        parser.add_argument("--check", action="store_true", help="count what is left, and change nothing")

    def handle(self, *args: object, check: bool, **options: object) -> None:
        """Rotate; fail while anything is left under an older key."""
        try:
            check_keys_fit()
        except ImproperlyConfigured as error:
            raise CommandError(str(error)) from error
        rotation = rotate(tell=self._tell, only_count=check)
        for line in rotation.broken[:MOST_SHOWN]:
            self.stderr.write(line)
        self._judge(rotation)

    def _tell(self, table: str, done: int, todo: int) -> None:
        self.stdout.write(f"{table}: {done} of {todo}")
        self.stdout.flush()

    def _judge(self, rotation: Rotation) -> None:
        newest, *older = list_key_ids()
        if rotation.broken:
            raise CommandError(
                f"{rotation.moved} rows moved, {len(rotation.broken)} could not be opened and stay as they are. "
                "Keep every key."
            )
        if rotation.left:
            raise CommandError(
                f"{rotation.moved} rows moved, {rotation.left} are still under an older key. Restart all processes "
                "with the new list, then run this again. Keep every key."
            )
        self.stdout.write(f"{rotation.moved} rows moved; everything is under the key {newest}.")
        if older:
            self.stdout.write(
                f"Older keys ({', '.join(older)}) may leave JT_DATA_KEYS now. Keep them, apart from the database, for "
                "as long as you keep backups from before today."
            )
