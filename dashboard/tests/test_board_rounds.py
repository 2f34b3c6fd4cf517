"""The next round of escalation on a card of the board: which, when, whom, and which clock is the large one."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from django.core.cache import cache
from django.urls import reverse
from django.utils import timezone

from accounts.models import Role
from complaints.choices import Status
from complaints.escalation import escalate_due
from complaints.models import Complaint
from dashboard.tests.board import read
from dispatch.models import EscalationStep

pytestmark = pytest.mark.django_db

FIRE = "D-BAKAR"
Whom = EscalationStep.Whom


@pytest.fixture
def board(sign_in):
    cache.clear()
    return sign_in(Role.DISPATCHER)


@pytest.fixture(autouse=True)
def _plan():
    EscalationStep.objects.all().delete()
    EscalationStep.objects.create(round=1, after_minutes=2, whom=Whom.LEAD)
    EscalationStep.objects.create(round=2, after_minutes=6, whom=Whom.SUPPORTING)
    EscalationStep.objects.create(round=2, after_minutes=6, whom=Whom.COORDINATOR)


def stamp(moment) -> str:
    return str(int(moment.timestamp()))


def read_large_clock(page: str) -> str:
    return (
        re.search(r'<p class="clock[^>]*>', page)[0] + re.search(r'<p class="clock[^>]*>(.*?)</p>', page, re.DOTALL)[1]
    )


def test_a_round_that_comes_before_the_limit_has_the_large_clock(board, file_report):
    fire = file_report(FIRE)
    page = read(board)
    clock = read_large_clock(page)
    assert "Eskalasi 1" in clock
    assert f'data-round-at="{stamp(fire.escalate_at)}"' in clock
    assert Whom.LEAD.label in page
    assert f'data-limit-at="{stamp(fire.respond_due_at)}"' in page


def test_the_limit_has_it_once_it_is_nearer_and_the_round_stands_below_with_all_it_reaches(board, file_report):
    fire = file_report(FIRE)
    escalate_due(now=fire.escalate_at)
    Complaint.objects.update(respond_due_at=fire.filed_at + timedelta(minutes=3))
    fire.refresh_from_db()
    page = read(board)
    assert f'data-limit-at="{stamp(fire.respond_due_at)}"' in read_large_clock(page)
    below = re.search(r'next-round">(.*?)</p>', page)[1]
    assert "Eskalasi 2" in below
    assert f'data-round-at="{stamp(fire.escalate_at)}"' in below
    assert f"{Whom.SUPPORTING.label}, {Whom.COORDINATOR.label}" in below


def test_a_secret_emergency_names_its_round_too(board, file_report):
    file_report("D-KDRT")
    assert "Eskalasi 1" in read(board)


@pytest.mark.parametrize("status", [Status.ACKNOWLEDGED, Status.ON_SCENE])
def test_what_an_agency_has_waits_for_no_round(board, file_report, status):
    fire = file_report(FIRE)
    Complaint.objects.filter(pk=fire.pk).update(status=status, acknowledged_at=timezone.now())
    assert "Eskalasi" not in read(board)


def test_where_no_plan_is_kept_the_limit_is_all_there_is(board, file_report):
    EscalationStep.objects.all().delete()
    cache.clear()
    fire = file_report(FIRE)
    Complaint.objects.filter(pk=fire.pk).update(escalate_at=timezone.now() + timedelta(minutes=1))
    page = read(board)
    assert "Eskalasi" not in page
    assert f'data-limit-at="{stamp(fire.respond_due_at)}"' in page


def test_rounds_of_many_cards_cost_one_statement(board, file_report, django_assert_max_num_queries):
    for _ in range(12):
        file_report(FIRE)
    cache.clear()
    with django_assert_max_num_queries(8):
        page = board.get(reverse("dashboard:board")).content.decode()
    assert page.count("Eskalasi 1") == 12
