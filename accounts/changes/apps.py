"""Comes last of all apps, when the admin of every app is known."""

from django.apps import AppConfig


class ChangesConfig(AppConfig):
    """Starts to follow what is edited in the admin."""

    name = "accounts.changes"
    label = "changes"
    verbose_name = "Perubahan data acuan"

    def ready(self) -> None:
        """Follow every edited model, and put our own page in the place of django-auditlog's."""
        from accounts.changes import admin_page, recording, registration

        registration.register_edited_models()
        recording.connect()
        admin_page.replace_page()
