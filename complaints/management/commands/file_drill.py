"""manage.py file_drill: files a report for training, marked for ever as one."""

from __future__ import annotations

from argparse import ArgumentParser

from django.core.management.base import BaseCommand, CommandError

from complaints.actors import SYSTEM
from complaints.choices import Source
from complaints.intake import NewReport, file_complaint
from complaints.place_search import find_village
from dispatch.models import Category


class Command(BaseCommand):
    """For exercises of a whole shift. Supervisors begin single drills at the call desk."""

    help = "File a report that is a drill: in no figure, and alerting nobody but the agency's own inbox."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Declare category, village and --text."""
        parser.add_argument("category", help="code of the category, for instance D-BAKAR")
        parser.add_argument("village", nargs="?", default="", help="Kemendagri code of the village")
        parser.add_argument("--text", default="Latihan.", help="what is reported")

    def handle(self, *args: object, category: str, village: str, text: str, **options: object) -> None:
        """File it and print its number."""
        kind = Category.objects.select_related("agency").filter(code=category, is_active=True).first()
        place = find_village(village) if village else None
        if kind is None or (place is None and (village or kind.needs_place)):
            raise CommandError("no such active category, or no such village")
        report = NewReport(category=kind, text=text, village=place)
        filed = file_complaint(report=report, source=Source.WALK_IN, actor=SYSTEM, is_drill=True)
        self.stdout.write(f"Drill {filed.complaint.grouped_number} at {filed.complaint.agency.short_name}.")
