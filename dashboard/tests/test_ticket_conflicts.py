"""Two officers at once: the second is told what the first did, and nothing typed or uploaded goes astray."""

from __future__ import annotations

import re

import pytest

from accounts.models import Role
from complaints.actors import actor_for_user
from complaints.choices import EventKind, Status
from complaints.lifecycle import add_message
from complaints.models import Event, Photo
from dashboard.tests.tickets import make_photo, move, read_page, status_of, take

pytestmark = pytest.mark.django_db


def test_the_second_officer_is_told_what_the_first_did_and_loses_no_words(sign_in, file_report):
    first = sign_in(Role.OFFICER, "DISHUB", first_name="Agus")
    second = sign_in(Role.LEAD, "DISHUB", first_name="Sri")
    lamp = file_report()
    read_page(first, lamp)
    read_page(second, lamp)
    assert take(first, lamp, "acknowledge").status_code == 302
    answer = take(second, lamp, "ask", text="Tiang nomor berapa?")
    page = answer.content.decode()
    assert answer.status_code == 409
    assert "Laporan ini berubah sejak Anda membukanya" in page
    assert "(Agus)" in page
    assert "Tiang nomor berapa?" in page
    assert status_of(lamp) == Status.ACKNOWLEDGED
    assert Event.objects.filter(complaint=lamp, action="ask").count() == 0
    # The refused page carries the new version: sent again after reading, it counts.
    version = re.search(r'name="version" value="(\d+)"', page.split('value="ask"')[0].rsplit("<form", 1)[1])[1]
    assert take(second, lamp, "ask", text="Tiang nomor berapa?", version=version).status_code == 302
    assert status_of(lamp) == Status.NEEDS_INFO


def test_everything_missed_is_listed_not_only_the_last(sign_in, file_report):
    first, second = sign_in(Role.OFFICER, "DISHUB"), sign_in(Role.OFFICER, "DISHUB")
    lamp = file_report()
    move(lamp, first, "acknowledge")
    add_message(complaint_id=lamp.pk, actor=actor_for_user(first.user), kind=EventKind.NOTE, text="Regu tiga jalan")
    page = take(second, lamp, "acknowledge").content.decode()
    missed = page.split("Laporan ini berubah")[1].split("</ul>")[0]
    assert missed.count("<li>") == 2
    assert "Sudah dibaca OPD" in missed
    assert "Regu tiga jalan" in missed


def test_words_for_a_step_that_is_gone_are_still_shown(sign_in, file_report):
    first, second = sign_in(Role.OFFICER, "DISHUB"), sign_in(Role.OFFICER, "DISHUB")
    lamp = file_report()
    take(first, lamp, "acknowledge")
    page = take(second, lamp, "acknowledge", text="Kami terima, regu dua").content.decode()
    assert "Kami terima, regu dua" in page


def test_photos_of_a_refused_step_leave_nothing_behind(sign_in, file_report):
    first, second = sign_in(Role.OFFICER, "DISHUB"), sign_in(Role.OFFICER, "DISHUB")
    lamp = move(file_report(), first, "acknowledge", "start")
    take(first, lamp, "resolve", text="Selesai", no_proof_reason="gelap")
    assert take(second, lamp, "resolve", text="Selesai", proof=[make_photo()]).status_code == 409
    assert not Photo.objects.filter(complaint=lamp).exists()
