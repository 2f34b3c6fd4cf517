"""The response app."""

from django.apps import AppConfig


class ResponseConfig(AppConfig):
    """Names the app for Django and for the admin, and tells the clean-up what it holds of persons."""

    name = "response"
    verbose_name = "Tanggapan lapangan"

    def ready(self) -> None:
        """Let retention, erasure and the clock of emergencies reach into this room."""
        from complaints.emergency_clock import register_duty
        from complaints.erasure import register_eraser
        from complaints.models import RetentionKind
        from complaints.retention import register_handler
        from response.crew_checks import ask_crews
        from response.erasure import erase_old_words, forget_field_words

        register_handler(RetentionKind.FIELD, erase_old_words)
        register_eraser(forget_field_words)
        register_duty(ask_crews)
