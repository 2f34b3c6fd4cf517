"""One clock for all machines that share a database."""

from __future__ import annotations

from datetime import datetime

from django.db import connection
from django.utils import timezone


def read_database_clock() -> datetime:
    """Return the time on the database's machine; SQLite has no machine but ours."""
    if connection.vendor != "postgresql":
        return timezone.now()
    with connection.cursor() as cursor:
        cursor.execute("SELECT clock_timestamp()")
        return cursor.fetchone()[0]
