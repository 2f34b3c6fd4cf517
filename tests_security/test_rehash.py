"""A new look-up key: thousands of rows, the real command killed half way and run again, people found all the while."""

from __future__ import annotations

import re
import subprocess

import pytest
from django.core.exceptions import ImproperlyConfigured
from django.utils import timezone

from calls.blocks import count_nuisance
from calls.callers import describe_caller
from calls.models import Call
from calls.numbers import hash_number
from complaints.models import Reporter
from complaints.privacy.confirmation import hash_contact, list_complaints
from complaints.tests.helpers import file_report
from jepara_tanggap.key_check import check_keys_fit
from jepara_tanggap.rehash import list_columns, rehash
from tests_security.figures import say
from tests_security.test_rotation import finish, start_command

pytestmark = pytest.mark.django_db(transaction=True)
OLD, NEW = "l" * 60, "n" * 60
PEOPLE, CALLS = 4_000, 2_000


@pytest.fixture
def _old_key(settings) -> None:
    settings.LOOKUP_KEY, settings.OLDER_LOOKUP_KEYS = OLD, []
    rehash(tell=lambda *told: None)


def start(settings, *arguments: str) -> subprocess.Popen[str]:
    return start_command(
        *arguments, keys=list(settings.DATA_KEYS), command="rehash_lookups", JT_LOOKUP_KEY=f"{NEW},{OLD}"
    )


def kill_half_way(command: subprocess.Popen[str]) -> None:
    assert command.stdout is not None
    for line in command.stdout:
        told = re.match(r"complaints_reporter: (\d+) looked at", line)
        if told and int(told[1]) >= PEOPLE // 2:
            break
    command.kill()
    command.wait()


@pytest.mark.usefixtures("_old_key")
def test_thousands_are_hashed_anew_though_killed_half_way_and_everybody_is_found_meanwhile(settings):
    now = timezone.now()
    phones = [f"+62811{place:07}" for place in range(PEOPLE)]
    first = file_report("N-JALAN", reporter_name="Siti", phone="+6281299990001")
    Reporter.objects.bulk_create(
        [Reporter(name="Warga", phone=phone, email=f"w{phone[1:]}@contoh.test") for phone in phones], batch_size=500
    )
    Call.objects.bulk_create(
        [
            Call(number=phone, number_hash=hash_number(phone), rang_at=now, kind="prank", direction="in")
            for phone in phones[:CALLS]
        ],
        batch_size=500,
    )
    kill_half_way(start(settings))
    settings.LOOKUP_KEY, settings.OLDER_LOOKUP_KEYS = NEW, [OLD]
    left = rehash(tell=lambda *told: None, only_count=True)
    assert 0 < left < PEOPLE + CALLS
    for phone in (phones[0], phones[-1]):
        assert Reporter.objects.with_phone(phone).count() == 1
        assert Reporter.objects.with_email(f"W{phone[1:]}@contoh.test").count() == 1
    for stored in (Call.objects.order_by("pk").first(), Call.objects.order_by("pk").last()):
        assert count_nuisance(stored.number_hash) == 1
    caller = Call.objects.create(number=phones[1], number_hash=hash_number(phones[1]), rang_at=now, direction="in")
    assert describe_caller(number_hash=caller.number_hash, user=_nobody(), but=caller.pk).calls == 1
    assert list_complaints(contact=hash_contact(kind="phone", value="+6281299990001")) == [first]
    check_keys_fit()
    code, said = finish(start(settings, "--check"))
    assert (code, f"{left} are still under an older key" in said) == (1, True), said
    code, said = finish(start(settings))
    assert (code, "only the first key may stay" in said) == (0, True), said
    settings.OLDER_LOOKUP_KEYS = []
    assert all(Reporter.objects.with_phone(phone).count() == 1 for phone in phones[:: PEOPLE // 20])
    assert rehash(tell=lambda *told: None, only_count=True) == 0
    check_keys_fit()
    settings.LOOKUP_KEY = OLD
    with pytest.raises(ImproperlyConfigured):
        check_keys_fit()
    say("look-up key changed, killed and resumed", rows=PEOPLE + CALLS + 2, left_after_kill=left, lost=0)


def test_every_keyed_hash_of_a_number_or_an_address_is_hashed_anew():
    found = {(column.model._meta.db_table, column.name) for column in list_columns()}
    assert found == {
        ("complaints_reporter", "phone_hash"),
        ("complaints_reporter", "email_hash"),
        ("calls_call", "number_hash"),
        ("calls_numberblock", "number_hash"),
    }


def _nobody():
    from accounts.models import Role, User

    return User.objects.create_user("penerima", role=Role.CALL_TAKER)
