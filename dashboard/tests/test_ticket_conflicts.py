"""Two officers at once: the second is told what the first did, and nothing typed or uploaded goes astray."""

from __future__ import annotations

import re

import pytest
from django.urls import reverse

from accounts.models import Role
from complaints.actors import actor_for_user
from complaints.choices import EventKind, Status
from complaints.lifecycle import add_message
from complaints.models import Event, Photo
from dashboard.tests.tickets import make_photo, move, read_page, status_of, take
from dashboard.views import ticket
from dispatch.models import Agency

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


# --- the ticket went to another agency -------------------------------------------


def hand_over(client, complaint, agency: str = "DISPERKIM"):
    to = Agency.objects.get(code=agency).pk
    return take(client, complaint, "transfer", to_agency=to, text="Lampu taman, bukan jalan")


def say(client, complaint, kind: str, text: str, **fields):
    """Send the form of an answer or a note, as it stands on a page opened at the complaint's version."""
    path = reverse("dashboard:message", args=[complaint.number, kind])
    return client.post(path, {"text": text, "version": complaint.version, **fields})


@pytest.mark.parametrize("send", ["step", "jawaban", "catatan"])
def test_words_for_a_ticket_that_was_handed_over_are_kept_and_it_is_said_who_did_it(sign_in, file_report, send):
    lead = sign_in(Role.LEAD, "DISHUB", first_name="Sri")
    second = sign_in(Role.OFFICER, "DISHUB")
    lamp = file_report()
    assert hand_over(lead, lamp).status_code == 302
    text = "Regu dua sudah di jalan"
    answer = take(second, lamp, "acknowledge", text=text) if send == "step" else say(second, lamp, send, text)
    page = answer.content.decode()
    assert answer.status_code == 403
    assert "Belum disimpan: laporan ini sudah dialihkan" in page
    assert "(Sri) mengalihkannya ke Disperkim" in page
    assert "Lampu taman, bukan jalan" in page
    assert text in page
    assert not Event.objects.filter(complaint=lamp, user=second.user).exists()


def test_opened_later_a_ticket_that_was_handed_over_says_nothing_of_words_not_saved(sign_in, file_report):
    lead, lamp = sign_in(Role.LEAD, "DISHUB"), file_report()
    hand_over(lead, lamp)
    page = read_page(lead, lamp)
    assert "Sudah dialihkan ke Disperkim" in page
    assert "Belum disimpan" not in page


@pytest.mark.parametrize("send", ["step", "jawaban", "catatan"])
def test_a_ticket_handed_over_while_the_form_was_read_is_told_too(sign_in, file_report, monkeypatch, send):
    lead, second = sign_in(Role.LEAD, "DISHUB"), sign_in(Role.OFFICER, "DISHUB")
    lamp = file_report()
    is_opened = ticket.is_opened

    def hand_over_meanwhile(**asked):
        monkeypatch.setattr(ticket, "is_opened", is_opened)
        assert hand_over(lead, lamp).status_code == 302
        return is_opened(**asked)

    monkeypatch.setattr(ticket, "is_opened", hand_over_meanwhile)
    text = "Kami ke sana"
    answer = take(second, lamp, "acknowledge", text=text) if send == "step" else say(second, lamp, send, text)
    assert answer.status_code == 403
    assert "sudah dialihkan" in answer.content.decode()
    assert text in answer.content.decode()


# --- answers and notes ------------------------------------------------------------


def test_an_answer_is_not_sent_past_what_a_colleague_did(sign_in, file_report):
    first = sign_in(Role.OFFICER, "DISHUB", first_name="Agus")
    second = sign_in(Role.OFFICER, "DISHUB")
    lamp = move(file_report(), first, "acknowledge", "start")
    assert f'name="version" value="{lamp.version}" id="jawaban_version"' in read_page(second, lamp)
    take(first, lamp, "resolve", text="Lampu diganti", no_proof_reason="gelap")
    answer = say(second, lamp, "jawaban", "Kami datang besok")
    page = answer.content.decode()
    assert answer.status_code == 409
    assert "(Agus)" in page
    assert "Jawaban Anda belum disimpan" in page
    assert "Kami datang besok" in page
    assert not Event.objects.filter(complaint=lamp, kind=EventKind.ANSWER).exists()
    # Sent once more after reading, it counts.
    version = re.search(r'name="version" value="(\d+)" id="jawaban_version"', page)[1]
    assert say(second, lamp, "jawaban", "Kami datang besok", version=version).status_code == 302
    assert Event.objects.filter(complaint=lamp, kind=EventKind.ANSWER).count() == 1


def test_a_note_is_kept_whatever_happened_and_its_writer_is_told(sign_in, file_report):
    first, second = sign_in(Role.OFFICER, "DISHUB"), sign_in(Role.OFFICER, "DISHUB")
    lamp = file_report()
    take(first, lamp, "acknowledge")
    assert say(second, lamp, "catatan", "Kunci panel di pos").status_code == 302
    assert Event.objects.filter(complaint=lamp, kind=EventKind.NOTE).count() == 1
    page = read_page(second, lamp)
    assert "Sementara Anda menulis, laporan ini berubah" in page
    assert "Dishub: Sudah dibaca OPD" in page
    lamp.refresh_from_db()
    say(second, lamp, "catatan", "Sudah diambil")
    assert "Sementara Anda menulis" not in read_page(second, lamp)


def test_a_mangled_version_of_an_answer_is_a_clear_refusal(sign_in, file_report):
    officer, lamp = sign_in(Role.OFFICER, "DISHUB"), file_report()
    for version in ("x", "9" * 30, "-1"):
        answer = say(officer, lamp, "jawaban", "Kami datang", version=version)
        assert answer.status_code == 400
        assert "Kami datang" in answer.content.decode()
        assert 'role="alert"' in answer.content.decode()
