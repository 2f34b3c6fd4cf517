"""Whether the keys of this process are those of this database; asked before anything is served.

A process with a foreign key would show errors for what it cannot open, and worse, seal new
rows that nobody else can open. So it does not start.
"""

from __future__ import annotations

import sys
from typing import Any

from django.apps import apps
from django.core.checks import CheckMessage, Error, Tags, register
from django.core.exceptions import ImproperlyConfigured
from django.db import DatabaseError, OperationalError, connections, models
from django.db.models.functions import Cast

from jepara_tanggap.encrypted_fields import list_encrypted_fields
from jepara_tanggap.encryption import CannotDecrypt, decrypt_text, hash_lookup, hash_lookups

CANARY = "jepara-tanggap"
_ADVICE = "Put the keys back that this database was written with; see docs/operations.md, Keys."


def hash_canary() -> str:
    """Return the hash of the known word under the look-up key."""
    return hash_lookup(CANARY, "canary")


def check_keys_fit(using: str = "default") -> None:
    """Raise ImproperlyConfigured unless this database's known word opens. An empty database fits every key.

    Raises OperationalError if the database does not answer.
    """
    canary = apps.get_model("dispatch", "KeyCanary")
    if not _has_table(canary, using):
        return
    try:
        row = canary.objects.using(using).first()
        if row is None:
            _adopt_keys(canary, using)
        elif row.word_hash not in hash_lookups(CANARY, "canary"):
            raise ImproperlyConfigured(f"JT_LOOKUP_KEY is not the one of this database. {_ADVICE}")
    except CannotDecrypt as error:
        raise ImproperlyConfigured(f"JT_DATA_KEYS does not fit this database. {error} {_ADVICE}") from None


def stop_unless_keys_fit(*, exit_code: int = 1) -> None:
    """End the process with one sentence if the keys do not fit, or if nobody answers who could tell."""
    try:
        check_keys_fit()
    except ImproperlyConfigured as error:
        _stop(str(error), exit_code)
    except OperationalError as error:
        _stop(f"The database does not answer, so its keys cannot be checked: {str(error).strip()}", exit_code)
    finally:
        connections.close_all()


def _stop(sentence: str, exit_code: int) -> None:
    sys.stderr.write(sentence + "\n")
    sys.stderr.flush()
    sys.exit(exit_code)


def _has_table(model: type[models.Model], using: str) -> bool:
    with connections[using].cursor() as cursor:
        return model._meta.db_table in connections[using].introspection.table_names(cursor)


def _adopt_keys(canary: type[models.Model], using: str) -> None:
    """Keep a known word in a database that lost it, once what else is sealed there opens."""
    for model in apps.get_models():
        for field in list_encrypted_fields(model):
            # A column of text, not the field: the field would open it, with a message of its own.
            raw = Cast(field.name, models.TextField())
            rows = model._base_manager.using(using).exclude(**{field.name: ""}).annotate(raw_value=raw)
            stored = rows.values_list("raw_value", flat=True)[:1]
            for value in stored:
                decrypt_text(value or "")
    canary._base_manager.using(using).get_or_create(pk=1, defaults={"word": CANARY, "word_hash": hash_canary()})


@register(Tags.database)
def check_database_keys(databases: Any = None, **_: Any) -> list[CheckMessage]:
    """Say it in `manage.py check --database default` and before every migration."""
    problems: list[CheckMessage] = []
    for using in databases or []:
        try:
            check_keys_fit(using)
        except ImproperlyConfigured as error:
            problems.append(Error(str(error), id="jepara.E001"))
        except OperationalError as error:
            problems.append(Error(f"The database does not answer: {error}", id="jepara.E002"))
        except DatabaseError:
            # Half a migration: the columns are not there yet.
            continue
    return problems
