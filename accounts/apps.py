"""The accounts app."""

from django.apps import AppConfig


class AccountsConfig(AppConfig):
    """Names the app for Django and for the admin."""

    name = "accounts"
    verbose_name = "Akun petugas"

    def ready(self) -> None:
        """Listen to sign-ins, and check the settings that name roles."""
        from accounts import checks, receivers

        checks.register_checks()
        receivers.connect()
