"""The complaints app."""

from django.apps import AppConfig


class ComplaintsConfig(AppConfig):
    """Names the app for Django and for the admin."""

    name = "complaints"
    verbose_name = "Laporan"
