"""What every test shares: Jepara's data, and what happens where PostgreSQL or Redis is absent.

Every test that uses the database finds Jepara's reference data (agencies, areas,
categories, routing, hours) loaded once per run. A test inside a transaction rolls
its own changes back; after a test with `transaction=True`, which empties every
table, the same rows are put back before the next one.
"""

from __future__ import annotations

import os
import shutil
import socket
import uuid
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from django.apps import apps
from django.contrib.auth.signals import user_logged_in
from django.db import models, transaction

from jepara_tanggap.preparation import load_reference_data

ROOT = Path(__file__).parent
# Written by Django itself after every flush.
MADE_BY_DJANGO = {"contenttypes.ContentType", "auth.Permission"}
IN_CI = os.environ.get("CI", "").lower() in ("1", "true", "yes")

_reference_rows: list[tuple[type[models.Model], list[models.Model]]] = []
_database_access = None


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup, django_db_blocker) -> None:
    """Create the test database and load Jepara's reference data into it."""
    global _database_access
    _database_access = django_db_blocker
    with django_db_blocker.unblock():
        load_reference_data()
        _remember_reference_rows()


def _remember_reference_rows() -> None:
    for model in apps.get_models(include_auto_created=True):
        if model._meta.label not in MADE_BY_DJANGO and model._meta.managed:
            rows = list(model._base_manager.all())
            if rows:
                _reference_rows.append((model, rows))


def _restore_reference_rows() -> None:
    # A test that was skipped has emptied nothing.
    if _reference_rows[0][0]._base_manager.exists():
        return
    # Foreign keys are checked at the end of the transaction, so the order does not matter.
    with transaction.atomic():
        for model, rows in _reference_rows:
            model._base_manager.bulk_create(rows, batch_size=200)


def _empties_tables(item: pytest.Item) -> bool:
    marker = item.get_closest_marker("django_db")
    asked = marker is not None and marker.kwargs.get("transaction", False)
    return asked or bool({"transactional_db", "live_server"} & set(getattr(item, "fixturenames", ())))


@pytest.hookimpl(wrapper=True)
def pytest_runtest_teardown(item: pytest.Item, nextitem: pytest.Item | None) -> Iterator[None]:
    """Put the reference data back after a test that emptied the tables."""
    result = yield
    # After the last test the database itself is gone.
    if nextitem is not None and _database_access is not None and _empties_tables(item):
        with _database_access.unblock():
            _restore_reference_rows()
    return result


@pytest.fixture(autouse=True)
def _own_counters(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let no test run into limits that another one used up; all come from one address."""
    monkeypatch.setattr("jepara_tanggap.limits.KEY_PREFIX", f"limits-{uuid.uuid4().hex}")


@pytest.fixture(autouse=True, scope="session")
def _let_forced_logins_stand_for_whole_ones() -> None:
    """Let `client.force_login` stand for somebody who has gone through every step of signing in.

    A sign-in through the pages, which carries a real request, still has to show its second factor.
    """
    user_logged_in.connect(_accept_forced_login, weak=False)


def _accept_forced_login(sender, request, user, **more) -> None:
    from accounts.second_factor import accept

    if "REMOTE_ADDR" not in request.META:
        accept(request)


# --- services ---------------------------------------------------------------


@cache
def _missing_servers() -> str:
    """Return which of the two servers does not answer; empty when both do."""
    postgres = urlsplit(os.environ.get("DATABASE_URL", ""))
    if not postgres.scheme.startswith("postgres"):
        postgres = urlsplit("postgres://127.0.0.1:5432")
    redis = urlsplit(os.environ.get("REDIS_URL") or "redis://127.0.0.1:6379")
    wanted = {"PostgreSQL": (postgres, 5432), "Redis": (redis, 6379)}
    return ", ".join(
        f"{name} at {url.hostname}:{url.port or port}"
        for name, (url, port) in wanted.items()
        if not _answers(url.hostname or "127.0.0.1", url.port or port)
    )


def _answers(host: str, port: int) -> bool:
    try:
        socket.create_connection((host, port), timeout=2).close()
    except OSError:
        return False
    return True


@cache
def _missing_programs() -> str:
    """Return which server programs are not installed; the fault tests start their own."""
    found = {
        "postgresql": shutil.which("initdb") or any(Path("/usr/lib/postgresql").glob("*/bin/initdb")),
        "redis-server": shutil.which("redis-server"),
    }
    return ", ".join(f"the package {name}" for name, path in found.items() if not path)


def pytest_runtest_setup(item: pytest.Item) -> None:
    """Skip what needs an absent service, with its name; in CI that is a failure."""
    if item.get_closest_marker("services") is None:
        return
    starts_its_own = any(item.path.is_relative_to(ROOT / name) for name in ("tests_faults", "tests_security"))
    missing = _missing_programs() if starts_its_own else _missing_servers()
    if missing and IN_CI:
        pytest.fail(f"needs {missing}; in CI this may not be skipped", pytrace=False)
    if missing:
        pytest.skip(f"needs {missing}")


def pytest_sessionfinish(session: pytest.Session) -> None:
    """Drop the wake-up calls that the suite left in a real Redis; no worker waits for them."""
    is_worker = hasattr(session.config, "workerinput")
    address = os.environ.get("REDIS_URL")
    if is_worker or not address or not _answers(urlsplit(address).hostname or "", urlsplit(address).port or 6379):
        return
    import redis

    redis.Redis.from_url(address).delete("emergency", "wadul", "default")
