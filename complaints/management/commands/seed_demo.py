"""manage.py seed_demo: fills an empty database with invented reports and sign-ins."""

from __future__ import annotations

from argparse import ArgumentParser
from pathlib import Path

from django.conf import settings
from django.core.management.base import BaseCommand
from django.utils import timezone

from accounts.demo import preset_second_factors
from complaints.demo.incident import gather_demo_incident
from complaints.demo.phones import connect_demo_phones
from complaints.demo.playing import play_stories
from complaints.demo.readers import name_demo_readers
from complaints.demo.staff import DEMO_PASSWORD, create_staff, list_sign_ins
from complaints.demo.stories import invent_stories, read_world
from complaints.demo.texts import read_samples
from complaints.models import Complaint


class Command(BaseCommand):
    """Does nothing unless JT_DEMO is on: well-known passwords have no place in a real portal."""

    help = "Fill an empty database with invented reports and demo sign-ins. Needs JT_DEMO=true."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Declare --count, --seed and --from."""
        parser.add_argument("--count", type=int, default=300, help="how many reports (default 300)")
        parser.add_argument("--seed", type=int, default=112, help="the same seed invents the same stories")
        parser.add_argument(
            "--from",
            dest="folder",
            type=Path,
            default=settings.BASE_DIR / "data" / "jepara" / "demo",
            help="the folder with reports.csv, names.csv and staff.csv",
        )

    def handle(self, *args: object, folder: Path, count: int, seed: int, **options: object) -> None:
        """Create what is missing and print the sign-ins."""
        if not settings.DEMO:
            self.stdout.write("Nothing done: JT_DEMO is off.")
            return
        if settings.EMBEDDED:
            create_staff(folder)
            preset_second_factors()
            name_demo_readers(folder)
        # Real reports are never mixed with invented ones.
        if Complaint.objects.exists():
            self.stdout.write("There are reports already: none added.")
        else:
            self._invent_reports(folder, count, seed)
        # Production knows no account whose password is printed, and no invented phone.
        if settings.EMBEDDED:
            # After the stories: what was invented calls nobody.
            connect_demo_phones(folder=folder, stand_in=settings.WADUL_BASE_URL)
            self._print_sign_ins(folder)

    def _invent_reports(self, folder: Path, count: int, seed: int) -> None:
        now = timezone.now()
        world = read_world(read_samples(folder))
        stories = invent_stories(world=world, count=count, now=now, seed=seed)
        self.stdout.write(f"{len(play_stories(stories=stories, now=now))} invented reports added.")
        gather_demo_incident(now=now)

    def _print_sign_ins(self, folder: Path) -> None:
        self.stdout.write(f"Sign-ins, each with the password {DEMO_PASSWORD} (a second step shows its code itself):")
        for sign_in in list_sign_ins(folder):
            self.stdout.write(f"  {sign_in.username:<24}{sign_in.what}")
