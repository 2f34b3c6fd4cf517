"""A shift is handed over: what is open and who waits for what, written down, and taken by the next supervisor."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from accounts.models import Role
from calls.choices import Callback, CallKind
from calls.models import Call, ShiftHandover
from complaints.actors import actor_for_user
from complaints.choices import Status
from complaints.major.incidents import close_incident
from complaints.models import Complaint
from complaints.retention import apply_retention
from complaints.tests.incidents import make_incident
from dashboard.flagged import list_flagged
from dashboard.handover import WAITS, describe_room
from dispatch.models import Visibility

pytestmark = pytest.mark.django_db

FIRE = "D-BAKAR"
PAGE, WRITE = "dashboard:handover", "dashboard:handover_write"


@pytest.fixture
def leaving(sign_in):
    return sign_in(Role.DISPATCHER, first_name="Lia")


@pytest.fixture
def coming(sign_in):
    return sign_in(Role.DISPATCHER, first_name="Bayu")


def take(client, handover: ShiftHandover, **more):
    given = {"versi": handover.version} | more
    return client.post(reverse("dashboard:handover_take", args=[handover.pk]), given, follow=True)


def write(client, notes: str = "Genset menyala sampai 06.00") -> ShiftHandover:
    client.post(reverse(WRITE), {"notes": notes})
    return ShiftHandover.objects.latest("pk")


@pytest.mark.parametrize("role", [Role.CALL_TAKER, Role.COORDINATOR, Role.EXECUTIVE, Role.ADMINISTRATOR])
def test_only_who_leads_a_shift_hands_one_over(sign_in, role):
    client = sign_in(role)
    assert client.get(reverse(PAGE)).status_code == 403
    assert client.post(reverse(WRITE)).status_code == 403
    assert not ShiftHandover.objects.exists()


def test_it_says_what_is_open_and_who_waits_for_what(leaving, file_report):
    waiting, departed = file_report(FIRE), file_report("D-LAKA")
    Complaint.objects.filter(pk=departed.pk).update(status=Status.EN_ROUTE, acknowledged_at=timezone.now())
    Call.objects.create(rang_at=timezone.now(), number="+6281234567890")
    Call.objects.create(
        rang_at=timezone.now(), kind=CallKind.ABANDONED, closed_at=timezone.now(), callback=Callback.WAITING
    )
    page = leaving.get(reverse(PAGE)).content.decode()
    assert waiting.grouped_number in page
    for words in (
        f"{waiting.agency.short_name.replace('&', '&amp;')} belum menerima",
        f"{departed.agency.short_name} di jalan, belum tiba",
        "berdering, belum dijawab",
        "belum ditelepon balik",
    ):
        assert words in page
    assert "81234567890" not in page


def test_every_state_an_open_emergency_can_have_is_said():
    from complaints.choices import UNFINISHED

    assert set(WAITS) == set(UNFINISHED)


def test_a_secret_emergency_stays_a_bare_line(file_report):
    secret = file_report(FIRE)
    Complaint.objects.filter(pk=secret.pk).update(visibility=Visibility.SECRET)
    row = describe_room()[0]["rows"][0]
    assert (row["what"], row["number"], row["where"]) == ("Laporan rahasia", "", "")


def test_what_finds_no_room_is_counted_so_that_nobody_believes_it_is_all(leaving, file_report, monkeypatch):
    monkeypatch.setattr("dashboard.board_query.MOST_SHOWN", 2)
    for _ in range(5):
        file_report(FIRE)
    page = leaving.get(reverse(PAGE)).content.decode()
    assert "3 darurat terbuka lainnya hanya ada di papan." in page


def test_an_open_major_incident_is_handed_over_with_what_still_waits_in_it(leaving, file_report):
    done, waiting, secret = (file_report("D-BENCANA") for _ in range(3))
    open_one, closed = make_incident([done, waiting, secret]), make_incident()
    Complaint.objects.filter(pk=done.pk).update(status=Status.CLOSED)
    Complaint.objects.filter(pk=secret.pk).update(visibility=Visibility.SECRET)
    close_incident(incident_id=closed.pk, version=1, actor=actor_for_user(leaving.user))
    (row,) = describe_room()[1]["rows"]
    assert (row["what"], row["where"], row["waits"]) == (
        open_one.name,
        open_one.area,
        "1 dari 2 laporan belum selesai",
    )
    assert open_one.name in leaving.get(reverse(PAGE)).content.decode()


def test_what_was_written_stays_as_it_was_and_the_next_supervisor_takes_it(leaving, coming, file_report):
    complaint = file_report(FIRE)
    handover = write(leaving)
    Complaint.objects.filter(pk=complaint.pk).update(status=Status.CLOSED)
    page = coming.get(reverse("dashboard:handover_one", args=[handover.pk])).content.decode()
    assert complaint.grouped_number in page
    assert "Genset menyala sampai 06.00" in page
    take(coming, handover)
    handover.refresh_from_db()
    assert (handover.acknowledged_by, handover.made_by) == (coming.user, leaving.user)
    assert "Bayu" in leaving.get(reverse(PAGE)).content.decode()


def test_nobody_takes_over_from_themselves_and_nobody_takes_twice(leaving, coming, sign_in):
    handover = write(leaving)
    assert "bukan oleh yang menyerahkan" in take(leaving, handover).content.decode()
    take(coming, handover)
    third = sign_in(Role.DISPATCHER)
    assert "Sudah diterima oleh" in take(third, handover).content.decode()
    handover.refresh_from_db()
    assert handover.acknowledged_by == coming.user
    missing = reverse("dashboard:handover_take", args=[0])
    assert "tidak ada" in third.post(missing, follow=True).content.decode()


@pytest.mark.parametrize("forged", [{}, {"versi": ""}, {"versi": "x"}])
def test_only_what_was_read_is_taken(leaving, coming, forged):
    read = write(leaving, "Genset menyala")
    new = write(leaving, "Genset mati")
    page = take(coming, read, **forged)
    assert "menulisnya lagi sejak Anda membacanya" in page.content.decode()
    assert "Genset mati" in page.content.decode()
    new.refresh_from_db()
    assert new.acknowledged_at is None
    shown = re.search(r'name="versi" value="([^"]+)"', page.content.decode())[1]
    take(coming, read, versi=shown)
    new.refresh_from_db()
    assert new.acknowledged_by == coming.user


def test_the_list_leads_to_what_is_to_be_read_and_takes_nothing_unread(leaving, coming):
    handover = write(leaving)
    page = coming.get(reverse(PAGE)).content.decode()
    assert reverse("dashboard:handover_one", args=[handover.pk]) in page
    assert reverse("dashboard:handover_take", args=[handover.pk]) not in page


def test_pressed_twice_it_is_one_handover_and_after_it_was_taken_a_new_one(leaving, coming):
    first = write(leaving)
    again = write(leaving, "Diperbarui")
    assert first.pk == again.pk
    assert again.notes == "Diperbarui"
    take(coming, again)
    assert write(leaving).pk != first.pk


def test_earlier_ones_are_paged_by_key_at_a_fixed_price(leaving, coming, django_assert_max_num_queries, file_report):
    now = timezone.now()
    for hours in range(45):
        ShiftHandover.objects.create(
            made_by=leaving.user,
            made_at=now - timedelta(hours=hours),
            acknowledged_by=coming.user,
            acknowledged_at=now,
            snapshot=describe_room(),
        )
    file_report(FIRE)
    leaving.get(reverse(PAGE))
    with django_assert_max_num_queries(12):
        page = leaving.get(reverse(PAGE)).content.decode()
    assert page.count("row seen") == 20
    older = page.split('rel="next" href="')[1].split('"')[0]
    assert leaving.get(older).content.decode().count("row seen") == 20


def test_old_notes_are_forgotten_with_old_calls(leaving, coming):
    handover = write(leaving)
    ShiftHandover.objects.filter(pk=handover.pk).update(
        made_at=timezone.now() - timedelta(days=91), acknowledged_by=coming.user, acknowledged_at=timezone.now()
    )
    apply_retention()
    handover.refresh_from_db()
    assert (handover.notes, handover.snapshot) == ("", [])
    assert leaving.get(reverse("dashboard:handover_one", args=[handover.pk])).status_code == 200


def test_it_lists_what_the_strip_shows_in_every_state_and_hides_what_is_hidden_there(file_report):
    kobong = "Lampu mati, terus warung sebelahnya kobong"
    begun, about, over = file_report(text=kobong), file_report(text=kobong), file_report(text=kobong)
    Complaint.objects.filter(pk=begun.pk).update(status=Status.IN_PROGRESS)
    Complaint.objects.filter(pk=about.pk).update(about_agency=about.agency)
    Complaint.objects.filter(pk=over.pk).update(status=Status.CLOSED)
    rows = describe_room()[-1]["rows"]
    assert [(row["what"], row["number"]) for row in rows] == [
        (begun.category.name, begun.number),
        ("Laporan rahasia", ""),
    ]
    assert rows[1]["where"] == ""
    strip = list_flagged(timezone.now())
    assert [row.number for row in strip] == [row["number"] for row in rows]
