"""The dashboard app."""

from django.apps import AppConfig


class DashboardConfig(AppConfig):
    """Names the app for Django and for the admin."""

    name = "dashboard"
    verbose_name = "Meja kerja"
