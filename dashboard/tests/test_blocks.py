"""Blocked numbers: a page for who leads the shift, where a block is made, seen and taken back with a reason."""

from __future__ import annotations

import pytest
from django.urls import reverse
from django.utils import timezone

from accounts.models import Role
from calls.blocks import block_number
from calls.choices import CallKind
from calls.desk import close_call, start_call
from calls.limits import forget_limits
from calls.models import Call, NumberBlock, ServiceLimit

pytestmark = pytest.mark.django_db
PAGE, NEW = "dashboard:blocks", "dashboard:block_new"
SHOWN = "0812-3456-7890"


@pytest.fixture
def leader(sign_in):
    return sign_in(Role.DISPATCHER, first_name="Lia")


def play_pranks(user, times: int = 3, number: str = "081234567890") -> Call:
    for _ in range(times):
        call = start_call(user=user, number=number)
        close_call(call_id=call.pk, user=user, kind=CallKind.PRANK)
    return call


def block(leader) -> NumberBlock:
    return block_number(number="081234567890", user=leader.user, reason="Iseng terus")


@pytest.mark.parametrize("role", [Role.CALL_TAKER, Role.COORDINATOR, Role.ADMINISTRATOR])
def test_only_who_leads_the_shift_sees_and_changes_blocks(sign_in, leader, role):
    standing, call = block(leader), play_pranks(leader.user, number="081299990000")
    client = sign_in(role)
    assert client.get(reverse(PAGE)).status_code == 403
    assert client.post(reverse(NEW), {"call": call.pk, "reason": "x"}).status_code == 403
    assert client.post(reverse("dashboard:block_revoke", args=[standing.pk]), {"reason": "x"}).status_code == 403
    assert list(NumberBlock.objects.standing(timezone.now())) == [standing]


def test_a_block_is_seen_with_its_reason_and_taken_back_with_another(leader):
    standing = block(leader)
    page = leader.get(reverse(PAGE)).content.decode()
    assert SHOWN in page
    assert "Iseng terus" in page
    revoke = reverse("dashboard:block_revoke", args=[standing.pk])
    refused = leader.post(revoke, {"reason": " "})
    assert (refused.status_code, "Tulis alasan mencabut" in refused.content.decode()) == (400, True)
    assert leader.post(revoke, {"reason": "Salah nomor"}).status_code == 302
    standing.refresh_from_db()
    assert standing.revoked_by == leader.user
    page = leader.get(reverse(PAGE)).content.decode()
    assert "Tidak ada nomor yang diblokir" in page
    assert "dicabut Lia: Salah nomor" in page


def test_a_number_that_keeps_calling_is_suggested_and_blocked_without_its_call_in_hand(leader, sign_in):
    taker = sign_in(Role.CALL_TAKER)
    play_pranks(taker.user, 2, "081200000001")
    call = play_pranks(taker.user)
    page = leader.get(reverse(PAGE)).content.decode()
    assert SHOWN in page
    assert "0812-0000-0001" not in page
    assert leader.post(reverse(NEW), {"call": call.pk, "reason": "Tiga kali iseng", "hours": "2"}).status_code == 302
    made = NumberBlock.objects.get()
    assert (made.made_by, made.number, (made.until - made.made_at).total_seconds()) == (leader.user, call.number, 7200)
    assert leader.post(reverse(NEW), {"call": call.pk, "reason": "Lagi"}).status_code == 400
    assert "Patut" in (page := leader.get(reverse(PAGE)).content.decode())
    assert "panggilan, terakhir" not in page


@pytest.mark.parametrize(
    "sent",
    [
        {"reason": "Kata yang diketik", "hours": "25"},
        {"reason": "Kata yang diketik", "hours": "0"},
        {"reason": "Kata yang diketik", "hours": "dua"},
        {"reason": "\x00", "hours": "1"},
        {"reason": "Kata yang diketik", "hours": "9" * 400},
    ],
)
def test_what_cannot_be_is_said_and_the_words_are_kept(leader, sent):
    call = play_pranks(leader.user)
    answer = leader.post(reverse(NEW), {"call": call.pk, **sent})
    assert answer.status_code == 400
    assert not NumberBlock.objects.exists()
    assert sent["reason"].strip("\x00") in answer.content.decode()


def test_a_call_that_is_not_there_blocks_nobody(leader):
    assert leader.post(reverse(NEW), {"call": "999999", "reason": "x"}).status_code == 400
    assert leader.post(reverse(NEW), {"call": "satu", "reason": "x"}).status_code == 400


def test_the_desk_offers_a_block_as_long_as_it_will_be_and_only_to_who_may(leader, sign_in):
    ServiceLimit.objects.filter(code="block_hours").update(value=6)
    forget_limits()
    play_pranks(leader.user)
    call = start_call(user=leader.user, number="081234567890")
    assert "Blokir 6 jam" in leader.get(reverse("dashboard:call", args=[call.pk])).content.decode()
    taker = sign_in(Role.CALL_TAKER)
    call = start_call(user=taker.user, number="081234567890")
    page = taker.get(reverse("dashboard:call", args=[call.pk])).content.decode()
    assert "Pemimpin sif dapat memblokir" in page
    assert reverse("dashboard:call_block", args=[call.pk]) not in page
    assert reverse(PAGE) not in page
    forget_limits()


def test_the_page_costs_the_same_however_many_are_blocked(leader, django_assert_max_num_queries):
    for place in range(30):
        block_number(number=f"0812000000{place:02}", user=leader.user, reason="Iseng")
        play_pranks(leader.user, 3, f"0813000000{place:02}")
    with django_assert_max_num_queries(8):
        leader.get(reverse(PAGE))
