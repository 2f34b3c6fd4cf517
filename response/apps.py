"""The response app."""

from django.apps import AppConfig


class ResponseConfig(AppConfig):
    """Names the app for Django and for the admin, and tells the clean-up what it holds of persons."""

    name = "response"
    verbose_name = "Tanggapan lapangan"

    def ready(self) -> None:
        """Let every erasure take the names, words and positions of the field with it."""
        from complaints.erasure import register_eraser
        from response.erasure import forget_field_words

        register_eraser(forget_field_words)
