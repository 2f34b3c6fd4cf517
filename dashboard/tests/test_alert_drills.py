"""A contact answers an alert test without signing in; the call room sees what came of it."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from django.core.cache import cache
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accounts.models import Role
from complaints.actors import actor_for_user
from dispatch.alert_drills import make_token, start_drill
from dispatch.models import Agency, AgencyContact, AlertDrill, Delivery, DrillAnswer
from response.confirming import ask_agencies

pytestmark = pytest.mark.django_db

CELL = re.compile(r"<td[^>]*>(.*?)</td>", re.DOTALL)
TAG = re.compile(r"<[^>]+>")


@pytest.fixture
def answer() -> DrillAnswer:
    contact = AgencyContact.objects.create(
        agency=Agency.objects.get(code="DISHUB"), name="Piket satu", address="json://x"
    )
    start_drill(slot="uji")
    return DrillAnswer.objects.get(contact=contact)


def test_looking_changes_nothing_and_one_press_answers(answer):
    client = Client()
    page = reverse("contacts:drill_answer", args=[make_token(answer)])
    shown = client.get(page)
    assert "Saya menerima pesan ini" in shown.content.decode()
    assert "LATIHAN" in shown.content.decode()
    client.head(page)
    answer.refresh_from_db()
    assert answer.answered_at is None
    assert "tercatat" in client.post(page, follow=True).content.decode()
    answer.refresh_from_db()
    assert answer.answered_at is not None


def test_the_page_tells_nobodys_name_and_is_kept_by_nobody(answer):
    shown = Client().get(reverse("contacts:drill_answer", args=[make_token(answer)]))
    assert "Piket satu" not in shown.content.decode()
    assert "no-store" in shown["Cache-Control"]


def test_a_wrong_link_opens_nothing(answer):
    assert Client().post(reverse("contacts:drill_answer", args=[f"{answer.pk}:x"])).status_code == 404
    answer.refresh_from_db()
    assert answer.answered_at is None


def test_the_call_room_sees_the_results_in_as_many_statements_however_many_contacts(
    sign_in, answer, django_assert_max_num_queries
):
    client = sign_in(Role.DISPATCHER)
    agency = answer.contact.agency
    AgencyContact.objects.bulk_create(
        [AgencyContact(agency=agency, name=f"Kontak {n}", address="json://x") for n in range(30)]
    )
    start_drill(slot="dua")
    with django_assert_max_num_queries(8):
        page = client.get(reverse("dashboard:drills")).content.decode()
    assert page.count("Sedang dikirim") == 31
    Delivery.objects.update(state="failed")
    assert "<b>31</b> perlu diperiksa" in client.get(reverse("dashboard:drills")).content.decode()


def test_a_dispatcher_begins_a_test_and_others_do_not(sign_in, answer):
    sign_in(Role.CALL_TAKER).post(reverse("dashboard:drill_start"))
    assert AlertDrill.objects.count() == 1
    page = sign_in(Role.DISPATCHER, first_name="Lintang").post(reverse("dashboard:drill_start"), follow=True)
    assert "Uji peringatan dikirim" in page.content.decode()
    assert AlertDrill.objects.count() == 2


# --- the week's story -----------------------------------------------------------------


@pytest.fixture
def room(sign_in):
    """The supervisor, with one contact each at the fire brigade, PLN and Dishub."""
    for code, name in (("SATPOLPP_DAMKAR", "Regu 1"), ("PLN", "Piket PLN"), ("DISHUB", "Piket Dishub")):
        AgencyContact.objects.create(agency=Agency.objects.get(code=code), name=name, address="json://x")
    return sign_in(Role.DISPATCHER, first_name="Lintang")


def read_rows(client: Client, **asked) -> list[str]:
    """Return the table of results as agency, contact, result and wait, a line for each contact."""
    page = client.get(reverse("dashboard:drills"), asked).content.decode()
    table = page.partition("<tbody>")[2].partition("</tbody>")[0]
    return [" | ".join(TAG.sub("", cell).strip() for cell in CELL.findall(row)) for row in table.split("</tr>")[:-1]]


def deliver(name: str, state: str) -> str:
    """Let the message to a contact end like this; return the path its link leads to."""
    row = Delivery.objects.get(operation="drill", target=f"contact:{AgencyContact.objects.get(name=name).pk}")
    Delivery.objects.filter(pk=row.pk).update(state=state)
    return row.payload["path"]


def test_before_the_first_test_the_page_says_when_one_comes_and_that_there_was_none(room, settings):
    settings.ALERT_DRILL_WEEKDAY, settings.ALERT_DRILL_HOUR = 0, 9
    page = room.get(reverse("dashboard:drills")).content.decode()
    assert "Setiap Senin mulai pukul 09.00" in page
    assert "Belum pernah diuji." in page
    settings.ALERT_DRILL_WEEKDAY = 7
    assert "Tidak terjadwal" in room.get(reverse("dashboard:drills")).content.decode()


def test_the_room_begins_a_test_sees_who_answered_and_the_board_then_names_who_may_not_be_reached(
    room, file_report, settings
):
    room.post(reverse("dashboard:drill_start"))
    assert {row.rpartition(" | ")[0] for row in read_rows(room)} == {
        "Satpol PP &amp; Damkar | Regu 1 | Sedang dikirim",
        "PLN | Piket PLN | Sedang dikirim",
        "Dishub | Piket Dishub | Sedang dikirim",
    }
    Client().post(deliver("Regu 1", "delivered"))
    deliver("Piket Dishub", "delivered")
    deliver("Piket PLN", "failed")
    # Whom it did not reach stands first, who answered last.
    assert [row.split(" | ")[1:3] for row in read_rows(room)] == [
        ["Piket PLN", "Gagal dikirim"],
        ["Piket Dishub", "Belum menjawab"],
        ["Regu 1", "Menjawab"],
    ]
    assert read_rows(room)[2].endswith("detik")
    AlertDrill.objects.update(started_at=timezone.now() - timedelta(minutes=settings.ALERT_DRILL_MINUTES))
    page = room.get(reverse("dashboard:drills")).content.decode()
    assert "<b>1</b> menjawab · <b>2</b> perlu diperiksa</p>" in page
    assert "Dishub | Piket Dishub | Tidak menjawab | –" in read_rows(room)
    assert "dimulai Lintang" in page
    fire = file_report("D-BAKAR")
    ask_agencies(
        complaint_id=fire.pk,
        asks={Agency.objects.get(code=code).pk: "Bantu" for code in ("PLN", "DISHUB")},
        actor=actor_for_user(room.user),
    )
    cache.clear()
    board = room.get(reverse("dashboard:board_list")).content.decode()
    assert "PLN uji peringatan terakhir gagal" in board
    assert "Dishub uji peringatan terakhir gagal" in board
    assert "Damkar uji peringatan" not in board


def test_a_test_pressed_twice_is_one_and_earlier_ones_stay_to_be_read(room):
    start_drill(slot="minggu lalu", now=timezone.now() - timedelta(days=7))
    earlier = AlertDrill.objects.get()
    deliver("Regu 1", "failed")
    begin = reverse("dashboard:drill_start")
    room.post(begin)
    assert "baru saja dimulai" in room.post(begin, follow=True).content.decode()
    assert AlertDrill.objects.count() == 2
    assert f"?uji={earlier.pk}" in room.get(reverse("dashboard:drills")).content.decode()
    assert read_rows(room, uji=earlier.pk)[0].split(" | ")[1:3] == ["Piket Dishub", "Gagal dikirim"]
    for unknown in ("999999", "99999999999"):
        assert room.get(reverse("dashboard:drills"), {"uji": unknown}).status_code == 404
