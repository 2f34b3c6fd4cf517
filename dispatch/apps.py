"""The dispatch app."""

from django.apps import AppConfig


class DispatchConfig(AppConfig):
    """Names the app for Django and for the admin."""

    name = "dispatch"
    verbose_name = "OPD dan pengiriman"
