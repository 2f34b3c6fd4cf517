"""What production never starts with."""

from __future__ import annotations

from django.core.exceptions import ImproperlyConfigured

SHORTEST_KEY = 50
# Beginnings of keys that stand in documents and tests, where everybody can read them.
_EXAMPLES = ("<", "only-for-tests-", "django-insecure-", "changeme", "change-me")


def refuse_unsafe_production(*, secret_key: str, debug: bool, allowed_hosts: list[str]) -> None:
    """Raise ImproperlyConfigured with one sentence for what would leave a real installation open."""
    if debug:
        raise ImproperlyConfigured("Setting JT_DEBUG is true: production never shows the insides of an error.")
    if "*" in allowed_hosts:
        raise ImproperlyConfigured("Setting JT_ALLOWED_HOSTS holds *: name the host names that people type.")
    if secret_key.startswith(_EXAMPLES):
        raise ImproperlyConfigured("Setting JT_SECRET_KEY is an example: make one of your own, as .env.example says.")
    if len(secret_key) < SHORTEST_KEY:
        raise ImproperlyConfigured(f"Setting JT_SECRET_KEY is too short: it needs {SHORTEST_KEY} random characters.")
