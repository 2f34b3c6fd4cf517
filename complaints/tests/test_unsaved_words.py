"""What a reporter typed while the report moved on: it is still there, with a way to use it now."""

import html
import re

import pytest
from django.test import Client

from accounts.models import Role
from complaints.access import private_path
from complaints.actors import SYSTEM
from complaints.choices import EventKind, Status
from complaints.lifecycle import apply_transition
from complaints.models import Draft
from complaints.tests.citizen import Citizen, make_photo
from complaints.tests.helpers import officer_of

pytestmark = pytest.mark.django_db

WORDS = "Tiang nomor 12, di depan <toko> Bu Rini"


@pytest.fixture
def complaint():
    return Citizen().file()


def move(complaint, *actions, role=Role.OFFICER):
    for action in actions:
        actor = SYSTEM if action == "close_silent" else officer_of(complaint, role)
        apply_transition(
            complaint_id=complaint.pk, action=action, actor=actor, text="Dari petugas", no_proof_reason="Malam"
        )


def send(complaint, action, **fields):
    return Client().post(private_path(complaint), {"action": action, "text": WORDS, **fields})


def read_card(answer):
    """Return the words of the card, and the action and address of its form."""
    assert answer.status_code == 409
    card = answer.content.decode().split('id="tadi"')[1].split("</section>")[0]
    text = html.unescape(re.search(r"<textarea[^>]*>(.*?)</textarea>", card, re.DOTALL)[1])
    action = re.search(r'name="action" value="(\w+)"', card)
    return text, action[1] if action else "", re.search(r'<form method="post" action="([^"]+)"', card)[1]


def test_an_answer_to_a_question_that_is_over_can_be_sent_as_an_addition(complaint):
    move(complaint, "ask", "resume")
    text, action, address = read_card(send(complaint, "give_info"))
    assert (text, action, address) == (WORDS, "add", private_path(complaint))
    assert Client().post(address, {"action": action, "text": text}).status_code == 303
    assert complaint.events.last().text == WORDS
    assert complaint.events.last().kind == EventKind.REPORTER_MESSAGE


def test_words_can_be_sent_as_the_answer_while_an_officer_asks(complaint):
    move(complaint, "acknowledge", "start", "resolve")
    assert send(complaint, "object").status_code == 303
    move(complaint, "ask")
    text, action, address = read_card(send(complaint, "object"))
    assert (text, action) == (WORDS, "give_info")
    assert Client().post(address, {"action": action, "text": text}).status_code == 303
    assert complaint.events.last().action == "give_info"


@pytest.mark.parametrize("action", ["object", "add"])
def test_words_for_a_report_that_is_over_can_begin_a_new_one(complaint, action):
    move(complaint, "acknowledge", "start", "resolve", "close_silent")
    text, then, address = read_card(send(complaint, action))
    assert text == f"Lanjutan laporan {complaint.grouped_number}:\n{WORDS}"
    assert (then, address) == ("", "/lapor/")
    assert Client().post(address, {"text": text}).status_code == 303
    assert Draft.objects.order_by("-created_at").first().data["text"] == text


def test_photos_with_such_words_are_asked_for_again(complaint):
    move(complaint, "reject", role=Role.LEAD)
    page = send(complaint, "add", photos=[make_photo()]).content.decode()
    assert "Pilih lagi fotonya" in page
    assert 'id="tadi-photos"' in page


def test_words_of_a_form_that_is_still_there_stay_in_it_alone(complaint):
    move(complaint, "ask")
    page = Client().post(private_path(complaint), {"action": "give_info", "text": WORDS * 200}).content.decode()
    assert 'id="tadi"' not in page
    assert html.escape(WORDS) in page


def test_without_words_there_is_no_such_card(complaint):
    move(complaint, "reject", role=Role.LEAD)
    for text in ("", "  \n"):
        page = Client().post(private_path(complaint), {"action": "add", "text": text}).content.decode()
        assert 'id="tadi"' not in page


def test_a_rating_that_was_chosen_stays_chosen(complaint):
    move(complaint, "acknowledge", "start", "resolve")
    answer = Client().post(private_path(complaint), {"action": "object", "text": "", "rating": "2"})
    assert answer.status_code == 422
    page = answer.content.decode()
    assert re.findall(r'name="rating" value="(\d)" checked', page) == ["2"]
    assert complaint.events.last().to_status == Status.RESOLVED
