"""Rotation of the data keys: ten thousand rows, the real command killed half way and run again."""

from __future__ import annotations

import os
import re
import subprocess
import sys
import time
import uuid
from collections.abc import Iterator

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import TOTP
from django.apps import apps
from django.conf import settings as django_settings
from django.db import connection
from django.utils import timezone

from accounts.models import Role
from accounts.tests.people import SECRET, code_now, give_app, make_person
from bin.processes import ROOT, die_with_parent
from complaints.models import Draft, Reporter
from dispatch.models import Delivery, InboundMessage
from jepara_tanggap.encryption import encrypt_text, key_id, make_key, newest_prefix
from jepara_tanggap.sealing import count_left, list_tables, move_to_newest_key
from tests_security.figures import say

pytestmark = pytest.mark.django_db(transaction=True)
ROWS = 10_000


@pytest.fixture
def keys(settings) -> Iterator[tuple[str, str]]:
    """An old and a new key; what the test database holds already goes by the old one."""
    first = list(settings.DATA_KEYS)
    old, new = make_key(), make_key()
    settings.DATA_KEYS = [old, *first]
    yield old, new
    settings.DATA_KEYS = [old, new, *first]


def write_rows() -> list[tuple[str, str]]:
    """Write ROWS rows of several kinds; return every reporter's name and phone, in order."""
    now = timezone.now()
    people = [(f"Warga {place}", f"+62811{place:07}") for place in range(ROWS * 4 // 10)]
    Reporter.objects.bulk_create([Reporter(name=name, phone=phone) for name, phone in people], batch_size=500)
    Draft.objects.bulk_create(
        [Draft(token=uuid.uuid4(), data={"phone": f"+62{place}"}) for place in range(ROWS // 5)], batch_size=500
    )
    Delivery.objects.bulk_create(
        [
            Delivery(
                channel="wadul", target="wadul", operation="create", subject=f"complaint:{place}", sequence=1,
                payload={"reporter": {"phone": f"+62{place}"}}, idempotency_key=f"rotasi-{place}",
                next_attempt_at=now, created_at=now, state="delivered", delivered_at=now,
            )
            for place in range(ROWS * 3 // 10)
        ],
        batch_size=500,
    )  # fmt: skip
    InboundMessage.objects.bulk_create(
        [
            InboundMessage(channel="wadul", message_id=str(place), body={"n": place}, state="applied", received_at=now)
            for place in range(ROWS // 10)
        ],
        batch_size=500,
    )
    return people


def start_command(
    *arguments: str, keys: list[str], command: str = "rotate_data_keys", **more: str
) -> subprocess.Popen[str]:
    """Start the real command on the test's database."""
    database = connection.settings_dict
    address = f"sqlite:///{database['NAME']}"
    if connection.vendor == "postgresql":
        host = f"{database['HOST'] or '127.0.0.1'}:{database['PORT'] or 5432}"
        address = f"postgres://{database['USER']}:{database['PASSWORD']}@{host}/{database['NAME']}"
    environment = {
        **os.environ,
        "DJANGO_SETTINGS_MODULE": "jepara_tanggap.settings",
        "DATABASE_URL": address,
        "JT_DATA_KEYS": ",".join(keys),
        "JT_LOOKUP_KEY": django_settings.LOOKUP_KEY,
        "PYTHONUNBUFFERED": "1",
        **more,
    }
    return subprocess.Popen(
        [sys.executable, "manage.py", command, *arguments],
        cwd=ROOT, env=environment, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
        preexec_fn=die_with_parent(),
    )  # fmt: skip


def kill_half_way(command: subprocess.Popen[str]) -> int:
    """Kill the command once it has told of half the rows; return how many it told of."""
    assert command.stdout is not None
    done: dict[str, int] = {}
    for line in command.stdout:
        told = re.match(r"(\w+): (\d+) of", line)
        assert told, line
        done[told[1]] = int(told[2])
        if sum(done.values()) >= ROWS // 2:
            break
    command.kill()
    command.wait()
    return sum(done.values())


def count_all_left() -> int:
    """Return the rows of every encrypted column that the newest key has not sealed."""
    return sum(count_left(connection, table, move_to_newest_key()) for table in list_tables(apps.get_models()))


def finish(command: subprocess.Popen[str]) -> tuple[int, str]:
    said = "".join(command.communicate(timeout=300))
    return command.returncode, said


def test_ten_thousand_rows_survive_a_rotation_killed_half_way(settings, keys):
    old, new = keys
    first = django_settings.DATA_KEYS[1:]
    people = write_rows()
    ring = [new, old, *first]
    begun = time.monotonic()
    told = kill_half_way(start_command(keys=ring))
    settings.DATA_KEYS = ring
    left = count_all_left()
    assert 0 < left < ROWS
    assert list(Reporter.objects.order_by("pk").values_list("name", "phone")) == people
    code, said = finish(start_command("--check", keys=ring))
    assert (code, f"{left} are still under an older key" in said) == (1, True), said
    code, said = finish(start_command(keys=ring))
    seconds = time.monotonic() - begun
    assert code == 0, said
    assert "may leave JT_DATA_KEYS now" in said
    assert count_all_left() == 0
    settings.DATA_KEYS = [new]
    assert list(Reporter.objects.order_by("pk").values_list("name", "phone")) == people
    assert {row["phone"] for row in Draft.objects.values_list("data", flat=True)} == {
        f"+62{place}" for place in range(ROWS // 5)
    }
    assert Delivery.objects.count() + InboundMessage.objects.count() == ROWS * 4 // 10
    assert all(row["reporter"] for row in Delivery.objects.values_list("payload", flat=True))
    again_code, again = finish(start_command(keys=[new]))
    assert (again_code, again.startswith("0 rows moved")) == (0, True), again
    say("rotation killed and resumed", rows=ROWS, told_before_kill=told, left_after_kill=left, lost=0,
        under_new_key=ROWS, seconds=round(seconds, 1))  # fmt: skip


def test_what_cannot_be_opened_stays_and_the_command_fails(keys):
    old, new = keys
    good = Reporter.objects.create(name="Sri", phone="+62811")
    bad = Reporter.objects.create(name="Budi")
    stranger = newest_prefix()[:3] + "00000000." + encrypt_text("Budi").split(".", 2)[2]
    with connection.cursor() as cursor:
        cursor.execute("UPDATE complaints_reporter SET name = %s WHERE id = %s", [stranger, bad.pk])
    code, said = finish(start_command(keys=[new, old, *django_settings.DATA_KEYS[1:]]))
    assert code != 0
    assert "1 could not be opened" in said
    assert "00000000, which is not in JT_DATA_KEYS" in said
    with connection.cursor() as cursor:
        cursor.execute("SELECT id, name FROM complaints_reporter")
        stored = dict(cursor.fetchall())
    assert stored[bad.pk] == stranger
    assert stored[good.pk].startswith("e1.")


def test_every_encrypted_column_of_every_model_is_rotated():
    tables = {table.name: set(table.columns) for table in list_tables(apps.get_models())}
    assert tables["complaints_reporter"] >= {"name", "phone", "email", "address"}
    assert {"complaints_complaint", "complaints_event", "dispatch_agencycontact", "dispatch_keycanary"} <= set(tables)


def test_second_factors_are_sealed_and_move_to_the_new_key_with_the_rest(settings, keys):
    old, new = keys
    user = make_person(Role.ADMINISTRATOR)
    give_app(user)
    RecoveryCodes.activate(user)
    codes = RecoveryCodes(Authenticator.objects.get(user=user, type="recovery_codes")).get_unused_codes()
    assert set(read_second_factors()) == {key_id(old)}
    code, said = finish(start_command(keys=[new, old, *django_settings.DATA_KEYS[1:]]))
    assert code == 0, said
    assert set(read_second_factors()) == {key_id(new)}
    settings.DATA_KEYS = [new]
    assert TOTP(Authenticator.objects.get(user=user, type="totp")).validate_code(code_now())
    assert RecoveryCodes(Authenticator.objects.get(user=user, type="recovery_codes")).validate_code(codes[0])


def read_second_factors() -> list[str]:
    """Return, from the table itself, which key sealed each secret; nothing readable may be in it."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT data FROM mfa_authenticator")
        rows = [str(row[0]) for row in cursor.fetchall()]
    assert len(rows) == 2
    assert not any(SECRET in row for row in rows)
    found = [re.findall(r"e1\.([0-9a-f]{8})\.gAAAAA", row) for row in rows]
    assert all(len(ids) == 1 for ids in found), rows
    return [ids[0] for ids in found]
