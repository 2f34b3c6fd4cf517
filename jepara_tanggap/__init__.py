"""Wires the apps together; holds no rules."""

from jepara_tanggap.celery import app as celery_app

__all__ = ["celery_app"]
