"""Noisy addresses work or wait; emergencies and ordinary visitors never do."""

import re

import pytest
import time_machine

from complaints.access import private_path
from complaints.models import Complaint, Draft
from complaints.tests.citizen import Citizen, make_photo
from jepara_tanggap.limits import LIMITS, take
from jepara_tanggap.proof_of_work import is_solution, make_ticket
from jepara_tanggap.proof_of_work import read_ticket as read_proof

pytestmark = pytest.mark.django_db
HERE = "127.0.0.1"


def use_up(name: str) -> None:
    for _ in range(LIMITS[name].most):
        take(name, HERE)


def ready(**answers) -> Citizen:
    citizen = Citizen()
    citizen.fill(**answers)
    return citizen


def read_ticket(answer) -> str:
    return re.search(r'name="ticket" value="([^"]+)"', answer.content.decode())[1]


def solve(ticket: str) -> str:
    return next(str(n) for n in range(100_000) if is_solution(ticket=ticket, number=str(n)))


def test_an_ordinary_visitor_meets_no_hurdle():
    citizen = ready()
    answer = citizen.answer("periksa")
    assert answer.status_code == 303
    assert "gate.js" not in citizen.see("cerita").content.decode()


def test_a_noisy_address_is_asked_to_wait_and_nothing_is_lost():
    use_up("filing_noisy")
    citizen = ready()
    answer = citizen.answer("periksa")
    assert answer.status_code == 429
    assert answer["Retry-After"] == "20"
    assert "tetap tersimpan" in answer.content.decode()
    assert not Complaint.objects.exists()


def test_the_work_opens_the_way_at_once():
    use_up("filing_noisy")
    citizen = ready()
    ticket = read_ticket(citizen.answer("periksa"))
    assert citizen.answer("periksa", ticket=ticket, number=solve(ticket)).status_code == 303
    assert Complaint.objects.count() == 1


@pytest.mark.parametrize("moment", ["08:00:00.04", "08:00:00.06", "08:00:00.96"])
def test_work_that_is_done_in_no_time_counts(moment):
    with time_machine.travel(f"2026-11-24T{moment}Z", tick=False):
        ticket = make_ticket("one")
        shown = read_proof(subject="one", ticket=ticket, number=solve(ticket))
    assert shown is not None
    assert shown.is_solved


def test_without_javascript_waiting_opens_the_way():
    use_up("filing_noisy")
    citizen = ready()
    with time_machine.travel("2026-11-24T08:00:00Z", tick=False) as clock:
        ticket = read_ticket(citizen.answer("periksa"))
        clock.shift(12)
        early = citizen.answer("periksa", ticket=ticket, number="")
        assert early.status_code == 429
        assert "Tunggu 8 detik" in early.content.decode()
        clock.shift(8)
        assert citizen.answer("periksa", ticket=read_ticket(early), number="").status_code == 303


def test_a_ticket_of_another_report_or_made_up_is_worth_nothing():
    use_up("filing_noisy")
    one, other = ready(), ready()
    ticket = read_ticket(one.answer("periksa"))
    other.base = f"/lapor/{Draft.objects.order_by('-created_at').first().token}/"
    assert other.answer("periksa", ticket=ticket, number=solve(ticket)).status_code == 429
    for number in ("-1", "9" * 30, "²", "", "0x0"):
        assert not is_solution(ticket=ticket, number=number)
    assert other.answer("periksa", ticket="x.y.z", number="1").status_code == 429


def test_beyond_the_hard_limit_the_work_no_longer_helps():
    use_up("filing_noisy")
    use_up("filing")
    citizen = ready()
    ticket = read_ticket(citizen.answer("periksa"))
    answer = citizen.answer("periksa", ticket=ticket, number=solve(ticket))
    assert answer.status_code == 429
    assert "Coba lagi dalam 10 menit" in answer.content.decode()


def test_an_emergency_is_filed_whatever_its_address_did():
    for name in ("filing_noisy", "filing", "photos"):
        use_up(name)
    citizen = Citizen()
    complaint = citizen.file(category="D-BAKAR")
    assert complaint.is_emergency


def test_a_very_noisy_address_still_begins_an_emergency_with_its_words_kept():
    use_up("drafts")
    citizen = Citizen()
    answer = citizen.client.post("/lapor/", {"text": "Rumah terbakar di Bandengan"})
    assert answer.status_code == 429
    assert "Rumah terbakar di Bandengan" in answer.content.decode()
    assert not Draft.objects.exists()
    assert citizen.client.post("/lapor/", {"text": "Rumah terbakar", "darurat": "1"}).status_code == 303


def test_too_many_photos_cost_neither_words_nor_report():
    use_up("photos")
    citizen = Citizen()
    answer = citizen.tell(photos=[make_photo()])
    assert answer.status_code == 422
    assert "Lanjutkan tanpa foto" in answer.content.decode()
    assert citizen.draft.data["text"]
    assert not citizen.draft.photos.exists()


@pytest.mark.parametrize(
    ("limit", "door"),
    [("callbacks", "/api/wadul/v1/callbacks"), ("exchange_events", "/api/telephony/v1/events")],
)
def test_a_program_that_calls_too_often_gets_problem_json(client, limit, door):
    use_up(limit)
    answer = client.post(door, b"{}", content_type="application/json")
    assert answer.status_code == 429
    assert answer["Content-Type"] == "application/problem+json"
    assert answer.json()["status"] == 429
    assert int(answer["Retry-After"]) <= 60


def test_a_reporter_writes_so_often_and_then_rests():
    citizen = Citizen()
    complaint = citizen.file()
    for _ in range(LIMITS["reporter_writes"].most):
        take("reporter_writes", complaint.number)
    assert citizen.client.post(private_path(complaint), {"action": "add", "text": "lagi"}).status_code == 429
