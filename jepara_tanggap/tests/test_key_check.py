"""A process whose keys are not those of its database does not start, and changes nothing there."""

from __future__ import annotations

import re
import sqlite3

import pytest

from jepara_tanggap.encryption import make_key
from jepara_tanggap.tests.processes import find_free_port, run_python

STARTS = {
    "gunicorn": ["-m", "gunicorn", "-c", "jepara_tanggap/gunicorn_conf.py", "jepara_tanggap.wsgi"],
    "worker": ["-m", "celery", "-q", "-A", "jepara_tanggap", "worker", "-P", "solo", "-l", "ERROR"],
    "preparation": ["-m", "jepara_tanggap.preparation"],
    "check": ["manage.py", "check", "--database", "default"],
    "migrate": ["manage.py", "migrate"],
}
ADD_CONTACT = """
from dispatch.models import Agency, AgencyContact
agency = Agency.objects.create(code="DISKOMINFO", short_name="X", name="X")
AgencyContact.objects.create(agency=agency, name="Piket", address="mailto://rahasia@example.id")
"""


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    """A data folder whose database was written with the key kept there."""
    folder = tmp_path_factory.mktemp("keys")
    for command in (["migrate", "--verbosity", "0"], ["shell", "-v", "0", "-c", ADD_CONTACT]):
        result = run_python("manage.py", *command, JT_DATA_DIR=str(folder))
        assert result.returncode == 0, result.stderr
    return folder


def run(folder, command, **settings):
    port = str(find_free_port())
    return run_python(*STARTS[command], JT_DATA_DIR=str(folder), JT_BIND=f"127.0.0.1:{port}", **settings)


def read_all(folder):
    with sqlite3.connect(folder / "jepara.sqlite3") as database:
        return list(database.iterdump())


@pytest.mark.parametrize("command", STARTS)
@pytest.mark.parametrize(
    "settings", [{"JT_DATA_KEYS": make_key()}, {"JT_LOOKUP_KEY": "another"}], ids=["data", "lookup"]
)
def test_a_foreign_key_stops_the_start_with_one_sentence(folder, command, settings):
    before = read_all(folder)
    result = run(folder, command, **settings)
    assert result.returncode != 0
    said = result.stdout + result.stderr
    assert re.search(r"JT_DATA_KEYS does not fit|JT_LOOKUP_KEY is not the one", said), said
    assert "Traceback" not in said
    assert "e1." not in said
    assert read_all(folder) == before


def test_the_right_key_behind_a_newer_one_fits(folder):
    key = (folder / "data_keys").read_text()
    assert run(folder, "check", JT_DATA_KEYS=f"{make_key()},{key}").returncode == 0


def test_a_lost_canary_is_not_replaced_by_a_foreign_one(folder):
    with sqlite3.connect(folder / "jepara.sqlite3") as database:
        kept = database.execute("SELECT id, word, word_hash FROM dispatch_keycanary").fetchall()
        database.execute("DELETE FROM dispatch_keycanary")
    try:
        assert run(folder, "check", JT_DATA_KEYS=make_key()).returncode != 0
        assert run(folder, "check").returncode == 0
    finally:
        with sqlite3.connect(folder / "jepara.sqlite3") as database:
            database.execute("DELETE FROM dispatch_keycanary")
            database.executemany("INSERT INTO dispatch_keycanary VALUES (?, ?, ?)", kept)


def test_any_key_fits_an_empty_database(tmp_path):
    assert run(tmp_path, "check", JT_DATA_KEYS=make_key()).returncode == 0
    assert run(tmp_path, "migrate", JT_DATA_KEYS=make_key()).returncode == 0
