"""Ends the demo accounts, so that production starts."""

from django.core.management.base import BaseCommand

from accounts.models import User
from accounts.sessions import end_all_sessions


class Command(BaseCommand):
    """What they did stays in the history, so the rows stay too, without any way in."""

    help = "Deactivate every demo account and take its password away."

    def handle(self, *args: object, **options: object) -> None:
        """Close them one by one."""
        for user in User.objects.filter(is_demo=True):
            user.is_active, user.is_demo = False, False
            user.set_unusable_password()
            user.save(update_fields=["is_active", "is_demo", "password"])
            end_all_sessions(user)
            self.stdout.write(f"{user.username}: closed.")
