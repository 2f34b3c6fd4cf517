"""manage.py seed_demo_calls: fills an empty call room with invented calls."""

from __future__ import annotations

from argparse import ArgumentParser

from django.conf import settings
from django.core.management.base import BaseCommand
from django.utils import timezone

from calls.demo import invent_calls


class Command(BaseCommand):
    """Does nothing unless JT_DEMO is on, nor where there are calls. Run it after seed_demo."""

    help = "Fill an empty call room with the invented calls of the last days. Needs JT_DEMO=true."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Declare --days, --per-day and --seed."""
        parser.add_argument("--days", type=int, default=30, help="how many days back (default 30)")
        parser.add_argument("--per-day", type=int, default=30, help="calls a day beside those of reports (default 30)")
        parser.add_argument("--seed", type=int, default=112, help="the same seed invents the same calls")

    def handle(self, *args: object, days: int, per_day: int, seed: int, **options: object) -> None:
        """Add the calls and print how many."""
        if not settings.DEMO:
            self.stdout.write("Nothing done: JT_DEMO is off.")
            return
        added = invent_calls(days=days, per_day=per_day, now=timezone.now(), seed=seed)
        self.stdout.write(f"{added} invented calls added.")
