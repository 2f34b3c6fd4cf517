"""Lets somebody in again who cannot: for an administrator who lost the password, the app, or both."""

from argparse import ArgumentParser

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.urls import reverse

from accounts.audit import record_staff_change
from accounts.invitations import make_invitation
from accounts.models import User
from accounts.sessions import end_all_sessions
from accounts.staff import drop_second_factor, unlock


class Command(BaseCommand):
    """Run on the server, by whoever may. What it did stands in the record of access."""

    help = "Forget wrong passwords typed for a name; --password prints a one-time link, --second-factor takes it away."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Declare the name and what else to do."""
        parser.add_argument("username")
        parser.add_argument("--password", action="store_true", help="print a one-time link for a new password")
        parser.add_argument("--second-factor", action="store_true", help="remove app, passkeys and recovery codes")

    def handle(self, *args: object, username: str, password: bool, second_factor: bool, **options: object) -> None:
        """Do it, and say what was done."""
        user = User.objects.filter(username__iexact=username).first()
        if user is None:
            raise CommandError(f"There is no {username}.")
        done = ["unlocked"]
        unlock(username=user.username)
        if second_factor:
            drop_second_factor(user)
            done.append("second_factor_reset")
        if password:
            user.set_unusable_password()
            user.save(update_fields=["password"])
            end_all_sessions(user)
            link = settings.BASE_URL + reverse("accounts:invitation", args=[make_invitation(user=user, by=None)])
            self.stdout.write(f"Good for three days, once: {link}")
            done.append("password_reset")
        record_staff_change(by=None, person_id=user.pk, what=done)
        self.stdout.write(f"{user.username}: {', '.join(done)}.")
