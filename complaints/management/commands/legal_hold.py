"""Puts a complaint under legal hold, or lifts it, by its number: secret reports are not in the admin."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from accounts.models import User
from complaints.holds import HoldRefused, lift_hold, set_hold
from complaints.models import Complaint


class Command(BaseCommand):
    """legal_hold 123456789012 --by budi --reason "Surat B/12/2026", or --lift."""

    help = "Hold a complaint's data for the law, or let it go again; recorded under the name given with --by."

    def add_arguments(self, parser: CommandParser) -> None:
        """Take the number, the person who decided, and the reason."""
        parser.add_argument("number")
        parser.add_argument("--by", required=True, help="user name of who decided")
        parser.add_argument("--reason", default="", help="why, such as the number of the letter")
        parser.add_argument("--lift", action="store_true")

    def handle(self, *args: Any, number: str, by: str, reason: str, lift: bool, **options: Any) -> None:
        """Do it and say so."""
        user = User.objects.filter(username=by, is_active=True).first()
        digits = "".join(character for character in number if character.isdigit())
        complaint = Complaint.objects.only("pk").filter(number=digits).first()
        if user is None or complaint is None:
            raise CommandError("There is no such " + ("person." if user is None else "complaint."))
        try:
            if lift:
                lift_hold(complaint_id=complaint.pk, user=user)
            else:
                set_hold(complaint_id=complaint.pk, user=user, reason=reason)
        except HoldRefused as refusal:
            raise CommandError(str(refusal)) from None
        self.stdout.write("The hold is lifted." if lift else "The complaint is held.")
