"""Celery tasks of the field: thin, and safe to run twice."""

from celery import shared_task

from response.crew_checks import ask_crews


@shared_task
def check_crews() -> int:
    """Ask the crews whose time has come whether they are well."""
    return ask_crews()
