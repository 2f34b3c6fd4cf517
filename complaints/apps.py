"""The complaints app."""

from django.apps import AppConfig


class ComplaintsConfig(AppConfig):
    """Names the app for Django and for the admin."""

    name = "complaints"
    verbose_name = "Laporan"

    def ready(self) -> None:
        """Let erasures take the words of data requests along, and `manage.py check` read the rules of urgency."""
        from complaints.checks import register_checks
        from complaints.erasure import register_eraser
        from complaints.privacy.erasing import forget_request_words

        register_eraser(forget_request_words)
        register_checks()
