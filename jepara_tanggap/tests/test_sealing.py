"""Sealed words inside of other libraries' JSON move to the newest key too, and nothing else in it changes."""

from __future__ import annotations

import json

import pytest
from django.db import connection

from complaints.models import Event
from complaints.tests.helpers import file_report
from jepara_tanggap.encryption import decrypt_text, encrypt_text, make_key, newest_prefix
from jepara_tanggap.sealing import Table, change_table, count_left, move_inside_json

TABLE = Table("complaints_event", "id", ("data",))


@pytest.mark.django_db
def test_a_sealed_word_inside_json_moves_and_its_surroundings_stay(settings):
    event = file_report().events.first()
    secret = {"secret": encrypt_text("JBSWY3DP"), "note": 'kata "e1." biasa', "used": [1, None, True]}
    with connection.cursor() as cursor:
        cursor.execute("UPDATE complaints_event SET data = %s WHERE id = %s", [json.dumps(secret), event.pk])
    settings.DATA_KEYS = [make_key(), *settings.DATA_KEYS]
    assert count_left(connection, TABLE, move_inside_json()) == 1
    assert list(change_table(connection, TABLE, move_inside_json())) == [(1, [])]
    assert count_left(connection, TABLE, move_inside_json()) == 0
    moved = Event.objects.get(pk=event.pk).data
    assert moved["secret"].startswith(newest_prefix())
    assert decrypt_text(moved["secret"]) == "JBSWY3DP"
    assert (moved["note"], moved["used"]) == (secret["note"], secret["used"])
