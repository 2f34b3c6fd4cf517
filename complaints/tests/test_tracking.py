"""Following a report: what is public, what the PIN opens, and what the reporter can do."""

import re

import pytest
from django.test import Client

from complaints.access import make_pin, private_path
from complaints.choices import EventKind, Status
from complaints.lifecycle import add_message, apply_transition
from complaints.models import Complaint
from complaints.tests.citizen import Citizen, make_photo
from complaints.tests.helpers import officer_of
from jepara_tanggap.limits import LIMITS, forget

pytestmark = pytest.mark.django_db


@pytest.fixture
def complaint():
    return Citizen().file(text="Kata-kata pelapor sendiri", contact={"name": "Sri Wahyuni", "phone": "081234567890"})


def text_of(answer):
    return answer.content.decode()


def move(complaint, *actions, **given):
    officer = officer_of(complaint)
    for action in actions:
        apply_transition(complaint_id=complaint.pk, action=action, actor=officer, text="Dari petugas", **given)


# --- with the number alone ------------------------------------------------------


def test_the_number_shows_what_is_public_and_nothing_of_the_person(complaint):
    page = text_of(Client().get(f"/lacak/{complaint.number}/"))
    assert complaint.category.name in page
    assert complaint.agency.short_name in page
    for secret in ("Kata-kata pelapor", "Sri Wahyuni", "1234567890", "Bandengan"):
        assert secret not in page


@pytest.mark.parametrize("visibility", ["private", "secret", "anonymous"])
def test_of_what_is_not_public_the_number_shows_the_state_alone(complaint, visibility):
    Complaint.objects.filter(pk=complaint.pk).update(visibility=visibility)
    page = text_of(Client().get(f"/lacak/{complaint.number}/"))
    assert complaint.get_status_display() in page
    assert complaint.category.name not in page
    assert complaint.agency.short_name not in page
    assert "Riwayat" not in page


def test_internal_notes_and_the_reporters_words_never_show_in_public(complaint):
    officer = officer_of(complaint)
    add_message(complaint_id=complaint.pk, actor=officer, kind=EventKind.NOTE, text="Catatan dalam")
    move(complaint, "acknowledge", "start", "resolve", no_proof_reason="Hujan")
    Client().post(private_path(complaint), {"action": "object", "text": "Masih gelap di rumah Bu Ani"})
    page = text_of(Client().get(f"/lacak/{complaint.number}/"))
    assert "Pelapor menyatakan belum selesai" in page
    assert "Catatan dalam" not in page
    assert "Bu Ani" not in page


def test_a_mistyped_number_is_told_kindly(complaint):
    wrong = complaint.number[:-1] + str((int(complaint.number[-1]) + 1) % 10)
    answer = Client().post("/lacak/", {"number": wrong})
    assert answer.status_code == 422
    assert "keliru atau tertukar" in text_of(answer)


def test_a_number_may_be_typed_with_spaces_and_dashes(complaint):
    for typed in (complaint.grouped_number, "-".join(complaint.number)):
        assert Client().post("/lacak/", {"number": typed})["Location"] == f"/lacak/{complaint.number}/"


def test_an_unknown_number_is_not_found():
    assert Client().get("/lacak/000000000000/").status_code == 404
    assert Client().get("/lacak/abc%00/").status_code == 404


# --- with the PIN ---------------------------------------------------------------


def test_the_pin_opens_the_private_page(complaint):
    for address, fields in (("/lacak/", {"number": complaint.number}), (f"/lacak/{complaint.number}/", {})):
        answer = Client().post(address, {**fields, "pin": make_pin(complaint)})
        assert answer.status_code == 303
        assert answer["Location"] == private_path(complaint)


def test_a_wrong_pin_and_an_unknown_number_sound_the_same(complaint):
    wrong = Client().post("/lacak/", {"number": complaint.number, "pin": "000000x"})
    unknown = Client().post("/lacak/", {"number": "000000000000", "pin": "000000x"})
    assert wrong.status_code == unknown.status_code == 422
    assert "tidak cocok" in text_of(wrong)
    assert "tidak cocok" in text_of(unknown)


def test_after_five_wrong_pins_even_the_right_one_must_wait(complaint):
    for _ in range(LIMITS["pin_tries"].most):
        assert Client().post(f"/lacak/{complaint.number}/", {"pin": "salah"}).status_code == 422
    assert Client().post(f"/lacak/{complaint.number}/", {"pin": make_pin(complaint)}).status_code == 429
    assert Client().post("/lacak/", {"number": complaint.number, "pin": make_pin(complaint)}).status_code == 429
    assert Client().get(private_path(complaint)).status_code == 200


def test_a_locked_ticket_says_in_words_and_in_the_header_when_to_come_back(complaint):
    for _ in range(LIMITS["pin_tries"].most + 1):
        answer = Client().post(f"/lacak/{complaint.number}/", {"pin": "salah"})
    assert "Coba lagi dalam 15 menit" in text_of(answer)
    assert 0 < int(answer["Retry-After"]) <= 900


def test_after_twenty_wrong_pins_in_a_day_the_ticket_rests_until_the_day_is_over(complaint):
    for count in range(LIMITS["pin_tries_day"].most):
        if count % LIMITS["pin_tries"].most == 0:
            forget("pin_tries", complaint.number)
        assert Client().post(f"/lacak/{complaint.number}/", {"pin": "salah"}).status_code == 422
    forget("pin_tries", complaint.number)
    assert "Coba lagi dalam 24 jam" in text_of(Client().post(f"/lacak/{complaint.number}/", {"pin": "salah"}))


def test_right_pins_use_up_nothing(complaint):
    for _ in range(LIMITS["track_misses"].most + 5):
        answer = Client().post(f"/lacak/{complaint.number}/", {"pin": make_pin(complaint)})
    assert answer.status_code == 303


def test_whoever_guesses_numbers_is_stopped(complaint):
    answers = [Client().get("/lacak/000000000000/").status_code for _ in range(LIMITS["track_misses"].most + 1)]
    assert answers == [404] * LIMITS["track_misses"].most + [429]
    assert Client().get(f"/lacak/{complaint.number}/").status_code == 200


# --- the private page -----------------------------------------------------------


def test_the_private_page_shows_everything_of_the_reporters_and_is_kept_by_nobody(complaint):
    answer = Client().get(private_path(complaint))
    for own in ("Kata-kata pelapor", "Sri Wahyuni", "0812-3456-7890", make_pin(complaint)):
        assert own in text_of(answer)
    assert answer["Cache-Control"] == "private, no-store"
    assert "noindex" in answer["X-Robots-Tag"]


def test_a_wrong_link_opens_nothing(complaint):
    other = Citizen().file()
    token = private_path(other).split("/")[3]
    assert Client().get(f"/t/{complaint.number}/{token}/").status_code == 404
    assert Client().get(f"/t/%00/{token}/").status_code == 404


def test_the_reporter_adds_words_and_photos(complaint):
    answer = Client().post(private_path(complaint), {"action": "add", "text": "Sudah dua", "photos": [make_photo()]})
    assert answer.status_code == 303
    event = complaint.events.last()
    assert (event.kind, event.text) == (EventKind.REPORTER_MESSAGE, "Sudah dua")
    assert event.photos.count() == 1


def test_internal_notes_stay_off_the_private_page(complaint):
    add_message(complaint_id=complaint.pk, actor=officer_of(complaint), kind=EventKind.NOTE, text="Catatan dalam")
    add_message(complaint_id=complaint.pk, actor=officer_of(complaint), kind=EventKind.ANSWER, text="Kami datang besok")
    page = text_of(Client().get(private_path(complaint)))
    assert "Catatan dalam" not in page
    assert "Kami datang besok" in page


def test_a_question_is_shown_and_answered(complaint):
    move(complaint, "ask")
    page = text_of(Client().get(private_path(complaint)))
    assert "Petugas bertanya" in page
    assert Client().post(private_path(complaint), {"action": "give_info", "text": ""}).status_code == 422
    assert Client().post(private_path(complaint), {"action": "give_info", "text": "Tiang 12"}).status_code == 303
    complaint.refresh_from_db()
    assert complaint.status == Status.ASSIGNED


def test_the_reporter_cancels_once(complaint):
    assert Client().post(private_path(complaint), {"action": "cancel"}).status_code == 303
    assert Client().post(private_path(complaint), {"action": "cancel"}).status_code == 409
    assert Client().post(private_path(complaint), {"action": "add", "text": "Lagi"}).status_code == 409
    complaint.refresh_from_db()
    assert complaint.status == Status.CANCELLED


def test_a_handled_report_is_confirmed_with_a_rating_or_objected_to(complaint):
    move(complaint, "acknowledge", "start", "resolve", no_proof_reason="Malam")
    page = text_of(Client().get(private_path(complaint)))
    assert "Ya, sudah selesai" in page
    assert "Belum selesai" in page
    assert Client().post(private_path(complaint), {"action": "confirm", "rating": "9"}).status_code == 422
    assert Client().post(private_path(complaint), {"action": "confirm", "rating": "4"}).status_code == 303
    complaint.refresh_from_db()
    assert complaint.status == Status.CLOSED
    assert complaint.events.last().data["rating"] == 4


def test_nothing_but_the_reporters_own_steps_can_be_taken(complaint):
    for action in ("resolve", "reject", "close_silent", "", "\x00", "nonsense"):
        assert Client().post(private_path(complaint), {"action": action, "text": "x"}).status_code == 409
    complaint.refresh_from_db()
    assert complaint.status == Status.ASSIGNED


def decide(complaint, page, action="cancel"):
    """Send a decision with words, as a page that was read before sends it."""
    last_read = re.search(r'name="last_read" value="(\d+)"', text_of(page))[1]
    fields = {"action": action, "last_read": last_read, "text": "Sudah beres sendiri"}
    return Client().post(private_path(complaint), fields)


def test_a_decision_on_what_changed_meanwhile_is_told_and_the_words_kept(complaint):
    page = Client().get(private_path(complaint))
    move(complaint, "acknowledge")
    answer = decide(complaint, page)
    assert answer.status_code == 409
    assert f"{complaint.agency.short_name} sudah lebih dulu mengubah laporan ini: Sudah dibaca OPD" in text_of(answer)
    assert "Sudah beres sendiri" in text_of(answer)
    # Sent once more after reading, it counts.
    assert decide(complaint, answer).status_code == 303


def test_what_staff_note_among_themselves_neither_stops_a_reporter_nor_is_named(complaint):
    officer = officer_of(complaint)
    page = Client().get(private_path(complaint))
    move(complaint, "acknowledge")
    add_message(complaint_id=complaint.pk, actor=officer, kind=EventKind.NOTE, text="Pelapor ini sering mengeluh")
    refused = decide(complaint, page)
    assert "Catatan internal" not in text_of(refused)
    assert "Sudah dibaca OPD" in text_of(refused)
    add_message(complaint_id=complaint.pk, actor=officer, kind=EventKind.NOTE, text="Lagi")
    assert decide(complaint, refused).status_code == 303


def test_what_reporters_wrote_themselves_meanwhile_does_not_stop_them(complaint):
    page = Client().get(private_path(complaint))
    Client().post(private_path(complaint), {"action": "add", "text": "Tambahan"})
    assert decide(complaint, page).status_code == 303


def test_a_bad_photo_does_not_cost_the_words(complaint):
    bad = make_photo(name="rusak.jpg")
    bad.file.seek(0)
    bad.file.write(b"nothing like a photo")
    answer = Client().post(private_path(complaint), {"action": "add", "text": "Tetap tersimpan", "photos": [bad]})
    assert answer.status_code == 422
    assert complaint.events.last().text == "Tetap tersimpan"
    assert "rusak.jpg" in text_of(answer)


def test_the_private_page_costs_few_statements_however_long_the_history(complaint, django_assert_max_num_queries):
    for _ in range(12):
        Client().post(private_path(complaint), {"action": "add", "text": "Lagi"})
    with django_assert_max_num_queries(8):
        Client().get(private_path(complaint))
