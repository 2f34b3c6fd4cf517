"""The dispatch app."""

from django.apps import AppConfig


class DispatchConfig(AppConfig):
    """Names the app for Django and for the admin."""

    name = "dispatch"
    verbose_name = "OPD dan pengiriman"

    def ready(self) -> None:
        """Register the check of the database's keys; its canary is a table of this app."""
        from jepara_tanggap import key_check  # noqa: F401
