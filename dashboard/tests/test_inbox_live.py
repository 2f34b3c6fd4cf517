"""What looking at the inbox costs, and the list that keeps itself up to date."""

from __future__ import annotations

import re

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from accounts.models import Role
from complaints.choices import Status
from dashboard.tests.lists import INBOX, LIST, copy_rows, link_of, put, rows_of

pytestmark = pytest.mark.django_db


# --- what looking costs ---------------------------------------------------------


def count_statements(client: Client, path: str, **query: str) -> int:
    with CaptureQueriesContext(connection) as captured:
        assert client.get(path, query).status_code == 200
    return len(captured)


@pytest.mark.parametrize("pile", ["perlu", "mendukung", "selesai", "semua"])
@pytest.mark.parametrize("role", [Role.OFFICER, Role.COORDINATOR])
def test_the_inbox_costs_at_most_eight_statements_however_many_rows(sign_in, file_report, role, pile):
    desk = sign_in(role, "DISHUB" if role == Role.OFFICER else "")
    put(file_report(), status=Status.CLOSED if pile == "selesai" else Status.ASSIGNED)
    copy_rows(9)
    few = count_statements(desk, INBOX, tumpukan=pile, q="lampu")
    copy_rows(90)
    assert count_statements(desk, INBOX, tumpukan=pile, q="lampu") == few <= 8


def test_a_poll_costs_less_than_the_page(dishub, file_report):
    file_report()
    copy_rows(60)
    assert count_statements(dishub, LIST) <= 5


# --- the list that keeps itself up to date --------------------------------------


def test_an_open_list_asks_every_second(dishub):
    assert 'hx-trigger="every 1s"' in dishub.get(INBOX).content.decode()


def test_an_unchanged_list_is_not_sent_again(dishub, file_report):
    file_report()
    tag = dishub.get(LIST)["ETag"]
    with_tag = {"headers": {"If-None-Match": tag}}
    again = dishub.get(LIST, **with_tag)
    # The minute may turn between the two; ages are told in minutes.
    if again.status_code == 200:
        again = dishub.get(LIST, headers={"If-None-Match": again["ETag"]})
    assert again.status_code == 304
    assert again.content == b""


def test_a_new_emergency_and_a_change_both_show_in_the_next_poll(sign_in, file_report):
    desk = sign_in(Role.OFFICER, "BPBD")
    tag = desk.get(LIST)["ETag"]
    flood = file_report("D-BENCANA")
    answer = desk.get(LIST, headers={"If-None-Match": tag})
    assert answer.status_code == 200
    assert f'id="laporan-{flood.pk}"' in answer.content.decode()
    assert 'data-emergency="' in answer.content.decode()
    put(flood, status=Status.ACKNOWLEDGED, version=flood.version + 1)
    assert desk.get(LIST, headers={"If-None-Match": answer["ETag"]}).status_code == 200


def test_a_change_that_moves_no_count_still_shows(sign_in, file_report):
    desk, flood = sign_in(Role.OFFICER, "BPBD"), file_report("D-BENCANA")
    put(flood, status=Status.EN_ROUTE)
    tag = desk.get(LIST)["ETag"]
    put(flood, status=Status.ON_SCENE, version=flood.version + 1)
    assert "Petugas di lokasi" in desk.get(LIST, headers={"If-None-Match": tag}).content.decode()


def test_an_emergency_that_is_over_no_longer_stands_on_red(sign_in, file_report):
    desk, flood = sign_in(Role.OFFICER, "BPBD"), file_report("D-BENCANA")
    assert 'class="row emergency"' in desk.get(INBOX, {"tumpukan": "semua"}).content.decode()
    put(flood, status=Status.CLOSED)
    assert 'class="row emergency"' not in desk.get(INBOX, {"tumpukan": "semua"}).content.decode()


def test_the_poll_keeps_the_filters_of_the_page(dishub, file_report):
    lamp, _ = file_report(), file_report("N-LALIN")
    page = dishub.get(INBOX, {"kategori": lamp.category_id}).content.decode()
    poll = re.search(r'hx-get="([^"]+)"', page)[1].replace("&amp;", "&")
    assert rows_of(dishub.get(poll).content.decode()) == [lamp.pk]


def test_a_later_page_and_a_search_stand_still(dishub, file_report):
    file_report()
    copy_rows(60)
    page = dishub.get(INBOX).content.decode()
    assert "hx-trigger" in page
    assert "hx-trigger" not in dishub.get(link_of(page, "next")).content.decode()
    assert "hx-trigger" not in dishub.get(INBOX, {"q": "lampu"}).content.decode()
