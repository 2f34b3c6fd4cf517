"""One clock for all machines that share a database."""

from __future__ import annotations

from datetime import datetime

from django.db import connection
from django.db.models.expressions import Combinable
from django.db.models.functions import Now
from django.utils import timezone

# A time, or the words of SQL that mean one.
Moment = datetime | Combinable


def name_now() -> Moment:
    """Return the time on the database's machine for use within a statement, which costs none of its own."""
    return Now() if connection.vendor == "postgresql" else timezone.now()


def read_database_clock() -> datetime:
    """Return the time on the database's machine; SQLite has no machine but ours."""
    if connection.vendor != "postgresql":
        return timezone.now()
    with connection.cursor() as cursor:
        cursor.execute("SELECT clock_timestamp()")
        return cursor.fetchone()[0]
