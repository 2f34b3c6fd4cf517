"""manage.py bench_areas: how many points a second find their village."""

from __future__ import annotations

import random
import time
from argparse import ArgumentParser

from django.core.management.base import BaseCommand, CommandError
from django.db.models import Max, Min

from dispatch.areas import find_place
from dispatch.models import Village


class Command(BaseCommand):
    """Looks up random points of the regency's surroundings, always the same ones."""

    help = "Measure point-to-village look-ups."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Declare how many points."""
        parser.add_argument("--count", type=int, default=100_000)

    def handle(self, *args: object, count: int, **options: object) -> None:
        """Print look-ups per second, the time to build the index, and where the points lay."""
        span = Village.objects.aggregate(south=Min("lat"), north=Max("lat"), west=Min("lng"), east=Max("lng"))
        if span["south"] is None:
            raise CommandError("No villages: run manage.py seed_jepara first.")
        started = time.perf_counter()
        find_place(lat=span["south"], lng=span["west"])
        built = time.perf_counter() - started
        dice = random.Random(1)
        points = [
            (dice.uniform(span["south"], span["north"]), dice.uniform(span["west"], span["east"])) for _ in range(count)
        ]
        started = time.perf_counter()
        inside = sum(not find_place(lat=lat, lng=lng).is_outside for lat, lng in points)
        seconds = time.perf_counter() - started
        self.stdout.write(
            f"{count} look-ups in {seconds:.2f} s: {count / seconds:.0f} per second "
            f"({inside} inside; index built in {built * 1000:.0f} ms)"
        )
