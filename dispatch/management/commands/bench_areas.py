"""manage.py bench_areas: how many points a second find their village."""

from __future__ import annotations

import random
import time
from argparse import ArgumentParser
from collections.abc import Iterator

from django.core.management.base import BaseCommand, CommandError

from dispatch.areas import find_place
from dispatch.models import Village


class Command(BaseCommand):
    """Looks up random points within some 2 km of villages, always the same ones."""

    help = "Measure point-to-village look-ups."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Declare how many points."""
        parser.add_argument("--count", type=int, default=100_000)

    def handle(self, *args: object, count: int, **options: object) -> None:
        """Print look-ups per second, the time to build the index, and where the points lay."""
        centres = list(Village.objects.order_by("code").values_list("lat", "lng"))
        if not centres:
            raise CommandError("No villages: run manage.py seed_jepara first.")
        started = time.perf_counter()
        find_place(lat=centres[0][0], lng=centres[0][1])
        built = time.perf_counter() - started
        points = list(_scatter(centres, count))
        started = time.perf_counter()
        inside = sum(not find_place(lat=lat, lng=lng).is_outside for lat, lng in points)
        seconds = time.perf_counter() - started
        self.stdout.write(
            f"{count} look-ups in {seconds:.2f} s: {count / seconds:.0f} per second "
            f"({inside} inside; index built in {built * 1000:.0f} ms)"
        )


def _scatter(centres: list[tuple[float, float]], count: int) -> Iterator[tuple[float, float]]:
    dice = random.Random(1)
    for _ in range(count):
        lat, lng = dice.choice(centres)
        yield lat + dice.uniform(-0.015, 0.015), lng + dice.uniform(-0.015, 0.015)
