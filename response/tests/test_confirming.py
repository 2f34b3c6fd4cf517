"""More than the lead goes out only when a person says so; each is asked once, and its word is kept."""

from __future__ import annotations

import threading
from datetime import timedelta

import pytest
from django.db import connection
from django.utils import timezone

from accounts.models import Role, User
from complaints.actors import actor_for_user
from complaints.choices import Status
from complaints.lifecycle import apply_transition
from complaints.models import Complaint
from complaints.refusals import MissingField, NotAllowed
from complaints.taking import VoiceChannel
from complaints.tests.helpers import file_report, officer_of
from dispatch.alert_drills import start_drill
from dispatch.models import Agency, AgencyContact, Delivery, DutyShift
from response.answering import ANSWERED, answer_for_own, record_voice
from response.choices import Rung, Via
from response.confirming import ASKED, ask_agencies, find_asked
from response.models import Engagement
from response.shortfalls import NO_CONTACT, NOBODY_ON_DUTY, TEST_FAILED, find_shortfalls

pytestmark = pytest.mark.django_db


def dispatcher():
    user, _ = User.objects.get_or_create(username="papan", role=Role.DISPATCHER)
    return actor_for_user(user)


def of(code: str):
    agency = Agency.objects.get(code=code)
    user, _ = User.objects.get_or_create(username=f"petugas-{code}", role=Role.OFFICER, agency=agency)
    return actor_for_user(user)


def pk_of(code: str) -> int:
    return Agency.objects.get(code=code).pk


def alerts_to(complaint: Complaint, code: str) -> int:
    return Delivery.objects.filter(
        subject=f"complaint:{complaint.number}", channel="alert", target=f"inbox:{pk_of(code)}"
    ).count()


def test_filing_alerts_the_responsible_agency_alone():
    complaint = file_report("D-BAKAR")
    assert alerts_to(complaint, "SATPOLPP_DAMKAR") == 1
    assert alerts_to(complaint, "PLN") == 0
    assert not Engagement.objects.exists()


def test_a_confirmed_agency_is_alerted_engaged_and_told_once_however_often_it_is_confirmed():
    complaint = file_report("D-BAKAR")
    asks = {pk_of("PLN"): "Padamkan listrik"}
    assert [one.code for one in ask_agencies(complaint_id=complaint.pk, asks=asks, actor=dispatcher())] == ["PLN"]
    assert ask_agencies(complaint_id=complaint.pk, asks=asks, actor=dispatcher()) == []
    assert alerts_to(complaint, "PLN") == 1
    assert alerts_to(complaint, "BPBD") == 0
    engagement = Engagement.objects.get()
    assert (engagement.agency.code, engagement.asked_for) == ("PLN", "Padamkan listrik")
    assert complaint.events.filter(action=ASKED).count() == 1
    row = Delivery.objects.get(target=f"inbox:{pk_of('PLN')}")
    assert row.payload["ask"] == "Anda diminta membantu: Padamkan listrik"
    assert find_asked(number=complaint.number, agency_ids=[pk_of("PLN"), pk_of("BPBD")]) == {pk_of("PLN")}


def test_an_agency_nobody_planned_may_read_the_ticket_once_it_is_asked():
    complaint = file_report("D-BAKAR")
    crew = of("DISHUB").user
    assert not Complaint.objects.visible_to(crew).exists()
    ask_agencies(complaint_id=complaint.pk, asks={pk_of("DISHUB"): "Alihkan arus"}, actor=dispatcher())
    assert Complaint.objects.visible_to(crew).get() == complaint


@pytest.mark.django_db(transaction=True)
def test_two_who_confirm_at_the_same_instant_send_one_alert():
    complaint = file_report("D-BAKAR")
    actor, ready, asked = dispatcher(), threading.Barrier(2), []
    pln = pk_of("PLN")

    def confirm():
        try:
            ready.wait()
            asked.extend(ask_agencies(complaint_id=complaint.pk, asks={pln: "Padamkan"}, actor=actor))
        finally:
            connection.close()

    people = [threading.Thread(target=confirm) for _ in range(2)]
    for one in people:
        one.start()
    for one in people:
        one.join()
    assert len(asked) == 1
    assert alerts_to(complaint, "PLN") == 1


@pytest.mark.parametrize("who", ["call_taker", "officer"])
def test_only_whoever_dispatches_asks_or_notes_for_others(who):
    complaint = file_report("D-BAKAR")
    actor = officer_of(complaint)
    if who == "call_taker":
        actor = actor_for_user(User.objects.create(username="ani", role=Role.CALL_TAKER))
    with pytest.raises(NotAllowed):
        ask_agencies(complaint_id=complaint.pk, asks={pk_of("PLN"): ""}, actor=actor)
    with pytest.raises(NotAllowed):
        record_voice(
            complaint_id=complaint.pk,
            agency_id=complaint.agency_id,
            rung=Rung.ACCEPTED,
            channel=VoiceChannel.RADIO,
            words="Siap",
            actor=actor,
        )
    assert not Delivery.objects.filter(target=f"inbox:{pk_of('PLN')}").exists()


def test_whom_a_report_is_about_and_who_is_inactive_are_never_asked():
    complaint = file_report("D-BAKAR")
    Complaint.objects.filter(pk=complaint.pk).update(about_agency=pk_of("POLRES"))
    # Of whom no agency is known nobody may see such a report at all.
    User.objects.create(username="papan", role=Role.DISPATCHER, agency_id=pk_of("DISKOMINFO"))
    Agency.objects.filter(code="PLN").update(is_active=False)
    asks = {pk_of("POLRES"): "x", pk_of("PLN"): "x", complaint.agency_id: "x"}
    assert ask_agencies(complaint_id=complaint.pk, asks=asks, actor=dispatcher()) == []


def test_nobody_is_asked_to_what_is_over():
    complaint = file_report("D-BAKAR")
    Complaint.objects.filter(pk=complaint.pk).update(status=Status.CLOSED)
    with pytest.raises(NotAllowed):
        ask_agencies(complaint_id=complaint.pk, asks={pk_of("PLN"): "x"}, actor=dispatcher())


def test_a_drill_asks_only_the_agencys_inbox():
    complaint = file_report("D-BAKAR")
    Complaint.objects.filter(pk=complaint.pk).update(is_drill=True)
    AgencyContact.objects.create(agency_id=pk_of("PLN"), name="Piket", address="json://x")
    ask_agencies(complaint_id=complaint.pk, asks={pk_of("PLN"): "x"}, actor=dispatcher())
    rows = Delivery.objects.filter(idempotency_key__contains=":ask-")
    assert [row.target for row in rows] == [f"inbox:{pk_of('PLN')}"]
    assert rows[0].payload["title"].startswith("LATIHAN: ")


# --- words ----------------------------------------------------------------------


def say(complaint: Complaint, code: str, rung: str, words: str = "Pak Budi: siap") -> None:
    record_voice(
        complaint_id=complaint.pk,
        agency_id=pk_of(code),
        rung=rung,
        channel=VoiceChannel.RADIO,
        words=words,
        actor=dispatcher(),
    )


def test_a_voice_of_a_supporting_agency_is_kept_with_channel_and_words_and_moves_no_state():
    complaint = file_report("D-BAKAR")
    ask_agencies(complaint_id=complaint.pk, asks={pk_of("PLN"): "Padamkan"}, actor=dispatcher())
    say(complaint, "PLN", Rung.ACCEPTED)
    engagement = Engagement.objects.get(agency__code="PLN")
    assert engagement.accepted_at is not None
    assert (engagement.via, engagement.words) == (Via.VOICE, "radio: Pak Budi: siap")
    complaint.refresh_from_db()
    assert complaint.status == Status.ASSIGNED
    line = complaint.events.get(action=ANSWERED)
    assert "PLN menerima permintaan, lewat radio: Pak Budi: siap" in line.text


def test_a_voice_of_the_responsible_agency_acknowledges_the_complaint_too():
    complaint = file_report("D-BAKAR")
    say(complaint, "SATPOLPP_DAMKAR", Rung.ACCEPTED)
    complaint.refresh_from_db()
    assert complaint.status == Status.ACKNOWLEDGED
    assert complaint.escalate_at is None


def test_a_responsible_agency_that_declines_leaves_the_alarm_running():
    complaint = file_report("D-BAKAR")
    say(complaint, "SATPOLPP_DAMKAR", Rung.DECLINED, "Semua mobil keluar")
    complaint.refresh_from_db()
    assert complaint.status == Status.ASSIGNED
    # Its next round is due at once.
    assert complaint.escalate_at <= timezone.now()
    assert Engagement.objects.get().has_declined


def test_a_voice_needs_words_and_an_agency_that_was_asked():
    complaint = file_report("D-BAKAR")
    with pytest.raises(MissingField):
        say(complaint, "SATPOLPP_DAMKAR", Rung.ACCEPTED, " ")
    with pytest.raises(NotAllowed):
        say(complaint, "DISHUB", Rung.ACCEPTED)
    assert not Engagement.objects.exists()


def test_an_agency_answers_for_itself_and_says_why_not():
    complaint = file_report("D-BAKAR")
    ask_agencies(complaint_id=complaint.pk, asks={pk_of("PLN"): "Padamkan"}, actor=dispatcher())
    with pytest.raises(MissingField):
        answer_for_own(complaint_id=complaint.pk, rung=Rung.DECLINED, actor=of("PLN"))
    answer_for_own(complaint_id=complaint.pk, rung=Rung.DECLINED, words="Regu di Bangsri", actor=of("PLN"))
    engagement = Engagement.objects.get()
    assert (engagement.has_declined, engagement.declined_reason) == (True, "Regu di Bangsri")
    told = Delivery.objects.get(idempotency_key__contains=":declined-")
    assert told.target == f"inbox:{pk_of('DISKOMINFO')}"
    assert told.payload["title"].startswith("TIDAK DAPAT BERANGKAT")
    answer_for_own(
        complaint_id=complaint.pk, rung=Rung.ACCEPTED, actor=of("PLN"), now=timezone.now() + timedelta(minutes=2)
    )
    engagement.refresh_from_db()
    assert not engagement.has_declined
    with pytest.raises(NotAllowed):
        answer_for_own(complaint_id=complaint.pk, rung=Rung.ACCEPTED, actor=of("DISHUB"))


# --- what is short --------------------------------------------------------------


def test_what_an_agency_lacks_is_said_in_words_in_one_statement(django_assert_num_queries):
    pln = Agency.objects.get(code="PLN")
    assert find_shortfalls(agencies=[pln])[pln.pk] == [NO_CONTACT]
    first, second = (AgencyContact.objects.create(agency=pln, name=f"Kontak {n}", address="json://x") for n in (1, 2))
    assert find_shortfalls(agencies=[pln])[pln.pk] == []
    start_drill(slot="uji")
    Delivery.objects.filter(target=f"contact:{first.pk}", operation="drill").update(state="failed")
    with django_assert_num_queries(1):
        assert find_shortfalls(agencies=[pln])[pln.pk] == [f"{TEST_FAILED} untuk 1 dari 2 kontak"]
    Delivery.objects.filter(operation="drill").update(state="failed")
    assert find_shortfalls(agencies=[pln])[pln.pk] == [TEST_FAILED]
    now = timezone.localtime()
    gone = (now - timedelta(hours=2)).time()
    DutyShift.objects.create(
        contact=second, weekday=(now.weekday() + 3) % 7, starts=gone, ends=(now - timedelta(hours=1)).time()
    )
    assert NOBODY_ON_DUTY in find_shortfalls(agencies=[pln])[pln.pk]


def test_the_lifecycle_still_takes_its_steps_beside_the_words():
    complaint = file_report("D-BAKAR")
    apply_transition(complaint_id=complaint.pk, action="acknowledge", actor=officer_of(complaint))
    say(complaint, "SATPOLPP_DAMKAR", Rung.EN_ROUTE)
    complaint.refresh_from_db()
    assert complaint.status == Status.ACKNOWLEDGED
