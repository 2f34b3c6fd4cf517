"""Filing on the web, page by page, without scripts."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from complaints.models import Complaint, Draft
from complaints.tasks import purge_drafts
from complaints.tests.citizen import Citizen, make_photo
from dispatch.models import Category, Question

pytestmark = pytest.mark.django_db


def test_a_report_is_filed_with_everything_that_was_answered():
    complaint = Citizen().file(
        place={"village": "Bandengan", "landmark": "depan masjid"}, contact={"phone": "0812 3456 7890", "name": "Sri"}
    )
    assert complaint.village.name == "Bandengan"
    assert (complaint.landmark, complaint.category.code) == ("depan masjid", "N-PJU")
    assert (complaint.reporter.phone, complaint.reporter.name) == ("+6281234567890", "Sri")


def test_looking_at_the_first_page_stores_nothing():
    assert Client().get("/lapor/").status_code == 200
    assert Draft.objects.count() == 0


def test_the_answer_page_shows_number_pin_and_who_has_it():
    citizen = Citizen()
    complaint = citizen.file()
    page = citizen.see("terima-kasih").content.decode()
    assert complaint.grouped_number in page
    assert complaint.agency.short_name in page
    assert f"/t/{complaint.number}/" in page


def test_sending_twice_makes_one_report_and_the_same_answer():
    citizen = Citizen()
    citizen.fill()
    first, second = citizen.answer("periksa"), citizen.answer("periksa")
    assert first["Location"] == second["Location"]
    assert Complaint.objects.count() == 1


def test_going_back_after_sending_leads_to_the_answer():
    citizen = Citizen()
    citizen.file()
    assert citizen.see("lokasi")["Location"].endswith("/terima-kasih/")
    assert citizen.answer("cerita", text="Lain lagi")["Location"].endswith("/terima-kasih/")
    assert citizen.draft.data == {}


def test_a_draft_is_closed_to_another_browser_and_after_a_day():
    citizen = Citizen()
    citizen.tell()
    stranger = Citizen()
    stranger.tell()
    for other in (Client(), stranger.client):
        assert other.get(f"{citizen.base}jenis/").status_code == 404
    Draft.objects.update(updated_at=timezone.now() - timedelta(hours=25))
    assert citizen.see("jenis").status_code == 404


def test_pages_of_a_draft_are_kept_by_nobody():
    citizen = Citizen()
    citizen.tell()
    answer = citizen.see("jenis")
    assert answer["Cache-Control"] == "private, no-store"
    assert citizen.client.cookies["konsep"]["httponly"]


def test_going_back_finds_every_answer_again():
    citizen = Citizen()
    citizen.fill(place={"village": "Bandengan", "landmark": "depan masjid"})
    assert "Lampu jalan di depan balai desa" in citizen.see("cerita").content.decode()
    assert "Desa Bandengan, Kec. Jepara" in citizen.see("lokasi").content.decode()
    assert "depan masjid" in citizen.see("lokasi").content.decode()
    assert "+6281234567890" in citizen.see("kontak").content.decode()


def test_changing_one_answer_from_the_review_leads_back_to_it():
    citizen = Citizen()
    citizen.fill()
    citizen.see("periksa")
    assert citizen.answer("cerita", text="Dua lampu mati.")["Location"].endswith("/periksa/")


def test_a_page_cannot_be_reached_before_those_that_are_needed():
    citizen = Citizen()
    citizen.tell()
    assert citizen.see("periksa")["Location"].endswith("/jenis/")
    assert citizen.answer("periksa")["Location"].endswith("/jenis/")
    assert Complaint.objects.count() == 0


def test_an_unfinished_report_is_offered_again():
    citizen = Citizen()
    citizen.tell()
    page = citizen.client.get("/lapor/").content.decode()
    assert "Lanjutkan laporan itu" in page
    assert "Lanjutkan laporan itu" not in Client().get("/lapor/").content.decode()


# --- story ------------------------------------------------------------------


def test_a_report_without_a_word_is_asked_for_its_story():
    answer = Citizen().tell(text="   ")
    assert answer.status_code == 422
    assert "Ceritakan dulu apa yang terjadi." in answer.content.decode()


def test_text_of_4000_letters_of_any_script_is_kept_whole():
    text = "Jalan rusak ꦗꦼꦥꦫ 🚧 " * 200
    complaint = Citizen().file(text=text[:4000])
    assert complaint.text == text[:4000].strip()


def test_one_letter_too_many_is_refused_and_still_in_the_form():
    answer = Citizen().tell(text="a" * 4001)
    assert answer.status_code == 422
    assert "a" * 4001 in answer.content.decode()


def test_what_has_not_happened_yet_is_refused():
    tomorrow = timezone.localtime(timezone.now() + timedelta(days=1)).strftime("%Y-%m-%dT%H:%M")
    answer = Citizen().tell(occurred_at=tomorrow)
    assert answer.status_code == 422
    assert "Waktu ini belum terjadi" in answer.content.decode()


def test_the_time_given_is_local_time():
    moment = timezone.localtime(timezone.now() - timedelta(days=1)).replace(second=0, microsecond=0)
    assert Citizen().file(occurred_at=moment.strftime("%Y-%m-%dT%H:%M")).occurred_at == moment


# --- photos -----------------------------------------------------------------


def test_photos_travel_with_the_report():
    complaint = Citizen().file(photos=[make_photo(), make_photo("PNG")])
    assert complaint.photos.count() == 2


def test_a_bad_file_costs_neither_the_text_nor_the_good_photos():
    bad = make_photo(name="rusak.jpg")
    bad.file.seek(0)
    bad.file.write(b"not a photo at all")
    citizen = Citizen()
    answer = citizen.tell(photos=[make_photo(), bad])
    page = answer.content.decode()
    assert answer.status_code == 422
    assert "rusak.jpg: bukan foto" in page
    assert "Lampu jalan di depan balai desa" in page
    assert citizen.draft.photos.count() == 1
    assert citizen.draft.data["text"].startswith("Lampu jalan")


def test_a_sixth_photo_is_named_and_left_out():
    citizen = Citizen()
    answer = citizen.tell(photos=[make_photo(name=f"f{n}.jpg") for n in range(6)])
    assert "f5.jpg: paling banyak 5 foto" in answer.content.decode()
    assert citizen.draft.photos.count() == 5


def test_a_photo_can_be_taken_out_again():
    citizen = Citizen()
    citizen.tell(photos=[make_photo()])
    photo = citizen.draft.photos.get()
    assert citizen.answer("cerita", text="Tetap ada", remove=str(photo.pk)).status_code == 303
    assert citizen.draft.photos.count() == 0
    assert citizen.draft.data["text"] == "Tetap ada"
    assert not photo.file.storage.exists(photo.file.name)


# --- kind and its questions --------------------------------------------------


def test_an_unknown_or_inactive_kind_is_refused():
    Category.objects.filter(code="N-PJU").update(is_active=False)
    citizen = Citizen()
    citizen.tell()
    for code in ("N-PJU", "TIDAK-ADA", "", "\x00"):
        assert citizen.answer("jenis", category=code).status_code == 422


def test_choosing_an_emergency_shows_whom_to_call_and_still_files():
    citizen = Citizen()
    citizen.tell(text="Rumah terbakar")
    following = citizen.answer("jenis", category="D-BAKAR")["Location"]
    page = citizen.client.get(following).content.decode()
    assert 'href="tel:112"' in page
    assert 'href="tel:113"' in page
    complaint = Citizen().file(category="D-BAKAR")
    assert complaint.is_emergency


def test_questions_are_asked_only_where_there_are_any():
    quiet = Category.objects.filter(is_active=True, questions=None).first()
    citizen = Citizen()
    citizen.tell()
    assert citizen.answer("jenis", category=quiet.code)["Location"].endswith("/lokasi/")
    assert citizen.see("rincian")["Location"].endswith("/lokasi/")


def test_answers_are_kept_with_their_question_and_all_can_be_skipped():
    question = Question.objects.filter(category__code="D-BAKAR", kind="yes_no").first()
    citizen = Citizen()
    citizen.tell()
    citizen.answer("jenis", category="D-BAKAR")
    assert citizen.answer("rincian").status_code == 303
    citizen.answer("rincian", **{f"q{question.pk}": "Ya"})
    citizen.answer("lokasi", village="Bandengan")
    citizen.answer("kontak")
    citizen.answer("periksa")
    assert Complaint.objects.get().answers == [{"question": question.text, "answer": "Ya"}]


def test_another_kind_forgets_the_answers_to_the_first_ones_questions():
    question = Question.objects.filter(category__code="D-BAKAR").first()
    citizen = Citizen()
    citizen.tell()
    citizen.answer("jenis", category="D-BAKAR")
    citizen.answer("rincian", **{f"q{question.pk}": "Ya"})
    citizen.answer("jenis", category="N-PJU")
    assert citizen.draft.data["answers"] == []


# --- sending ---------------------------------------------------------------------


def count_sending(**answers):
    citizen = Citizen()
    citizen.fill(**answers)
    citizen.see("periksa")
    return list_statements(lambda: citizen.answer("periksa"))


def list_statements(send):
    with CaptureQueriesContext(connection) as statements:
        assert send().status_code == 303
    transactions = ("BEGIN", "COMMIT", "SAVEPOINT", "RELEASE")
    return [one["sql"][:90] for one in statements if not one["sql"].startswith(transactions)]


def test_a_story_without_photos_takes_two_statements():
    citizen = Citizen()
    citizen.tell()
    statements = list_statements(lambda: citizen.answer("cerita", text="Lampu jalan mati sejak Senin."))
    assert len(statements) == 2, "\n".join(statements)


def test_sending_takes_at_most_twelve_statements():
    statements = count_sending(category="N-SAMPAH")
    assert len(statements) <= 12, "\n".join(statements)


@pytest.mark.parametrize("category", ["N-SAMPAH", "D-BAKAR"])
def test_sending_with_photos_takes_at_most_twelve_statements(category):
    statements = count_sending(category=category, photos=[make_photo()])
    assert len(statements) <= 12, "\n".join(statements)


def test_what_was_personal_in_the_draft_is_gone_after_sending():
    citizen = Citizen()
    citizen.file()
    assert citizen.draft.data == {}


def test_drafts_nobody_can_open_any_more_are_forgotten_with_their_unsent_photos():
    left, sent, fresh = Citizen(), Citizen(), Citizen()
    left.tell(photos=[make_photo()])
    lost = left.draft.photos.get()
    complaint = sent.file(photos=[make_photo()])
    Draft.objects.update(updated_at=timezone.now() - timedelta(hours=26))
    fresh.tell()
    assert purge_drafts() == 2
    assert Draft.objects.count() == 1
    assert not lost.file.storage.exists(lost.file.name)
    kept = complaint.photos.get()
    assert kept.file.storage.exists(kept.file.name)
