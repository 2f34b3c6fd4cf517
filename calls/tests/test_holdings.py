"""All that is held about a reporter includes their calls and what the desk typed, and nobody else's."""

from __future__ import annotations

import json

import pytest
from django.test import Client

from accounts.models import Role, User
from calls.desk import start_call
from calls.desk_drafts import open_draft, save_draft, start_walk_in
from calls.models import Call
from calls.phone_reports import finish_report, join_incident
from complaints.access import private_path
from complaints.erasure import erase_reporter
from complaints.models import Complaint
from dispatch.models import Category, Village

pytestmark = pytest.mark.django_db


@pytest.fixture
def ani() -> User:
    return User.objects.create(username="ani", first_name="Namapetugas", role=Role.CALL_TAKER)


def take_down(user: User, number: str, **typed) -> tuple[Complaint, Call]:
    call = start_call(user=user, number=number)
    draft = open_draft(call=call, user=user)
    village = Village.objects.order_by("code").first().code
    question = Category.objects.get(code="D-BAKAR").questions.first()
    kept = {"category": "D-BAKAR", "village": village, "answers": {str(question.pk): "Ya"}, **typed}
    save_draft(draft=draft, user=user, version=draft.version, changes=kept)
    complaint = finish_report(draft_id=draft.pk, user=user)
    Call.objects.filter(pk=call.pk).update(notes="suara panik", recording="2026/11/24-17.wav")
    return complaint, call


def read_file(complaint: Complaint) -> dict:
    return json.loads(Client().get(f"{private_path(complaint)}data/unduh/").content)


def test_the_file_and_the_page_name_the_reporters_call_and_what_was_typed(ani):
    complaint, _ = take_down(ani, "081234567890", text="Api di dapur", name="Sri", landmark="Depan balai desa")
    call, draft = read_file(complaint)["panggilan_dan_konsep"]
    assert call["isi"] == {"Nomor": "+6281234567890", "Catatan": "suara panik", "Acuan rekaman": "2026/11/24-17.wav"}
    assert {"Kejadian": "Api di dapur", "Nama": "Sri", "Patokan": "Depan balai desa"}.items() <= draft["isi"].items()
    assert "Ya" in draft["isi"].values()
    page = Client().get(f"{private_path(complaint)}data/").content.decode()
    for words in ("+6281234567890", "suara panik", "2026/11/24-17.wav", "Api di dapur"):
        assert words in page
    assert "Namapetugas" not in page


def test_a_visitors_draft_is_theirs(ani):
    draft = start_walk_in(user=ani)
    village = Village.objects.order_by("code").first().code
    save_draft(draft=draft, user=ani, version=1, changes={"category": "N-PJU", "village": village, "text": "Mati"})
    complaint = finish_report(draft_id=draft.pk, user=ani)
    assert [one["isi"]["Kejadian"] for one in read_file(complaint)["panggilan_dan_konsep"]] == ["Mati"]


def test_whoever_joined_an_incident_is_nothing_to_its_reporter(ani):
    complaint, _ = take_down(ani, "081234567890", text="Api di dapur")
    other = start_call(user=ani, number="081299990000")
    draft = open_draft(call=other, user=ani)
    save_draft(draft=draft, user=ani, version=draft.version, changes={"text": "Saya tetangganya", "name": "Budi"})
    join_incident(draft_id=draft.pk, user=ani, complaint_id=complaint.pk)
    held = json.dumps(read_file(complaint)["panggilan_dan_konsep"])
    assert "Api di dapur" in held
    for others in ("99990000", "tetangganya", "Budi"):
        assert others not in held


def test_nothing_is_held_of_who_was_erased(ani):
    complaint, _ = take_down(ani, "081234567890", text="Api di dapur")
    erase_reporter(complaint=complaint, reason="permintaan pelapor")
    assert read_file(complaint)["panggilan_dan_konsep"] == []
