"""On every screen of staff a drill says what it is, and no count or alarm has it."""

from __future__ import annotations

import pytest
from django.core.cache import cache
from django.urls import reverse
from django.utils import timezone

from accounts.models import Role
from calls.models import Call, DeskDraft
from calls.responses import Responses, measure_responses
from complaints.choices import Source
from complaints.intake import NewReport, file_complaint
from complaints.models import Complaint
from dashboard.selectors import count_all
from dispatch.models import Category, Village

pytestmark = pytest.mark.django_db
MARK = "LATIHAN"


@pytest.fixture(autouse=True)
def _fresh_fragments():
    cache.clear()


@pytest.fixture
def drill() -> Complaint:
    category = Category.objects.select_related("agency").get(code="D-BAKAR")
    village = Village.objects.select_related("district").order_by("code").first()
    report = NewReport(category=category, text="Api latihan", village=village)
    return file_complaint(report=report, source=Source.CALL, is_drill=True).complaint


def test_the_board_shows_a_drill_last_marked_and_silent(sign_in, drill, file_report):
    real = file_report("D-BAKAR")
    page = sign_in(Role.DISPATCHER).get(reverse("dashboard:board_list")).content.decode()
    assert "<b>1</b> terbuka · <b>1</b> belum diterima OPD" in page
    assert page.index(f"d-{real.number}") < page.index(f"d-{drill.number}")
    mine = page[page.index(f"d-{drill.number}") :]
    assert MARK in mine
    assert "data-new" not in mine
    assert "data-unanswered" not in mine
    assert MARK not in page[: page.index(f"d-{drill.number}")]


@pytest.mark.parametrize("name", ["dashboard:ticket", "dashboard:ticket_print", "dashboard:board_voice"])
def test_every_page_of_a_drill_says_so_and_none_of_a_real_report_does(sign_in, drill, file_report, name):
    client = sign_in(Role.DISPATCHER)
    assert MARK in client.get(reverse(name, args=[drill.number])).content.decode()
    assert MARK not in client.get(reverse(name, args=[file_report("D-BAKAR").number])).content.decode()


def test_a_drill_lies_on_a_pile_of_its_own_and_is_counted_on_no_other(sign_in, drill):
    client = sign_in(Role.OFFICER, drill.agency.code)
    counts = count_all(client.user, timezone.now())
    assert counts == dict.fromkeys(counts, "0")
    inbox = reverse("dashboard:inbox")
    for pile in ("perlu", "baru", "semua"):
        assert (
            reverse("dashboard:ticket", args=[drill.number])
            not in client.get(inbox, {"tumpukan": pile}).content.decode()
        )
    page = client.get(inbox, {"tumpukan": "latihan"}).content.decode()
    assert reverse("dashboard:ticket", args=[drill.number]) in page
    assert MARK in page
    assert "data-emergency" not in page


def test_no_figure_of_emergencies_has_a_drill(drill, file_report):
    today = timezone.localdate()
    assert measure_responses(first=today, last=today) == Responses()
    file_report("D-BAKAR")
    assert [row.count for row in measure_responses(first=today, last=today).agencies] == [1]


def test_the_wall_counts_no_drill(sign_in, drill, file_report):
    client = sign_in(Role.DISPATCHER)
    empty = client.get(reverse("dashboard:wall_part")).content.decode()
    file_report("D-BAKAR")
    cache.clear()
    assert client.get(reverse("dashboard:wall_part")).content.decode() != empty
    Complaint.objects.update(is_drill=True)
    cache.clear()
    assert client.get(reverse("dashboard:wall_part")).content.decode() == empty


def test_a_drill_begun_at_the_desk_is_marked_while_it_is_taken_down(sign_in):
    client = sign_in(Role.DISPATCHER)
    assert 'name="drill"' in client.get(reverse("dashboard:desk")).content.decode()
    page = client.post(reverse("dashboard:walk_in_new"), {"drill": "1"}, follow=True)
    assert MARK in page.content.decode()
    assert DeskDraft.objects.get().is_drill
    page = client.post(reverse("dashboard:call_new"), {"drill": "1"}, follow=True)
    assert page.content.decode().count(MARK) >= 2
    assert Call.objects.get().is_drill


def test_a_call_taker_is_not_offered_a_drill_and_cannot_begin_one(sign_in):
    client = sign_in(Role.CALL_TAKER)
    assert 'name="drill"' not in client.get(reverse("dashboard:desk")).content.decode()
    client.post(reverse("dashboard:call_new"), {"drill": "1"})
    client.post(reverse("dashboard:walk_in_new"), {"drill": "1"})
    assert not Call.objects.exists()
    assert not DeskDraft.objects.exists()
