"""An agency's part in a complaint: opened once, stamped in any order, read as rungs of one ladder."""

from __future__ import annotations

from datetime import timedelta
from itertools import permutations

import pytest
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from complaints.erasure import erase_reporter
from complaints.models import Complaint
from complaints.outgoing import name_subject, write_alerts_to
from dispatch.models import Delivery
from dispatch.outbox import enqueue
from response.choices import EngagementRole, Rung, Via
from response.engagements import open_engagement, stamp_rung
from response.ladder import find_rung, read_passages
from response.models import Engagement
from response.tests.helpers import add_contact, agency_of, file_fire

pytestmark = pytest.mark.django_db


def test_filing_makes_no_engagement():
    file_fire()
    assert not Engagement.objects.exists()


def test_the_responsible_agency_leads_and_any_other_supports():
    fire = file_fire()
    assert open_engagement(complaint=fire, agency=fire.agency).role == EngagementRole.LEAD
    assert open_engagement(complaint=fire, agency=agency_of("PLN")).role == EngagementRole.SUPPORT


def test_an_agency_has_one_part_in_a_complaint_however_often_it_is_opened():
    fire = file_fire()
    first = open_engagement(complaint=fire, agency=fire.agency)
    again = open_engagement(complaint=fire, agency=fire.agency, asked_for="Dua mobil")
    assert again.pk == first.pk
    assert Engagement.objects.get().asked_for == "Dua mobil"
    again.pk = None
    with pytest.raises(IntegrityError), transaction.atomic():
        again.save(force_insert=True)


def test_opening_without_words_keeps_what_was_asked():
    fire = file_fire()
    open_engagement(complaint=fire, agency=agency_of("PLN"), asked_for="Padamkan listrik")
    assert open_engagement(complaint=fire, agency=agency_of("PLN")).asked_for == "Padamkan listrik"


def test_stamps_are_the_same_in_whatever_order_the_words_come():
    steps = [(Rung.SEEN, 1), (Rung.ACCEPTED, 2), (Rung.EN_ROUTE, 5), (Rung.EN_ROUTE, 3), (Rung.ON_SCENE, 9)]
    seen = set()
    for order in permutations(steps):
        fire = Engagement(complaint=file_fire_once(), agency=agency_of("PLN"), role="support")
        fire.created_at = fire.updated_at = START
        with transaction.atomic():
            fire.save()
            for rung, minutes in order:
                stamp_rung(engagement=fire, rung=rung, at=START + timedelta(minutes=minutes))
            row = Engagement.objects.get(pk=fire.pk)
            seen.add((row.seen_at, row.accepted_at, row.en_route_at, row.on_scene_at, row.rung))
            transaction.set_rollback(True)
    minutes = [timedelta(minutes=each) for each in (1, 2, 3, 9)]
    assert seen == {(*(START + each for each in minutes), Rung.ON_SCENE)}


START = timezone.now().replace(microsecond=0)


def file_fire_once() -> Complaint:
    return Complaint.objects.filter(category__code="D-BAKAR").first() or file_fire()


def test_the_last_answer_counts_whether_yes_or_no():
    engagement = open_engagement(complaint=file_fire(), agency=agency_of("PLN"))
    stamp_rung(engagement=engagement, rung=Rung.ACCEPTED, at=START)
    stamp_rung(engagement=engagement, rung=Rung.DECLINED, at=START + timedelta(minutes=2), words="Mobil rusak")
    assert Engagement.objects.get().rung == Rung.DECLINED
    assert Engagement.objects.get().declined_reason == "Mobil rusak"
    stamp_rung(engagement=engagement, rung=Rung.ACCEPTED, at=START + timedelta(minutes=4), by="Regu 2", via=Via.VOICE)
    row = Engagement.objects.get()
    assert (row.rung, row.by, row.via) == (Rung.ACCEPTED, "Regu 2", Via.VOICE)


def test_help_is_called_for_until_somebody_settles_it_or_the_work_is_done():
    engagement = open_engagement(complaint=file_fire(), agency=agency_of("PLN"))
    assert not engagement.calls_for_help
    engagement.needs_help_at = START
    assert engagement.calls_for_help
    engagement.help_settled_at = START + timedelta(minutes=1)
    assert not engagement.calls_for_help
    engagement.needs_help_at = START + timedelta(minutes=2)
    assert engagement.calls_for_help
    engagement.done_at = START + timedelta(minutes=3)
    assert not engagement.calls_for_help


# --- the ladder -----------------------------------------------------------------


def test_handed_over_and_delivered_are_read_from_the_outbox_for_each_agency():
    pln = agency_of("PLN")
    contact = add_contact(pln)
    fire = file_fire()
    own = add_contact(fire.agency)
    subject = name_subject(fire.number)
    assert set(read_passages(subjects=[subject])) == {(subject, fire.agency_id)}
    targets = [f"contact:{contact.pk}", f"contact:{own.pk}", f"inbox:{pln.pk}"]
    with transaction.atomic():
        enqueue(messages=write_alerts_to(complaint=fire, targets=targets, reason="plan"))
    Delivery.objects.filter(target=f"contact:{contact.pk}").update(state="delivered", delivered_at=START)
    with CaptureQueriesContext(
        connection,
    ) as taken:
        passages = read_passages(subjects=[subject])
    assert len(taken) == 1
    assert passages[subject, pln.pk].delivered_at == START
    assert find_rung(passage=passages[subject, pln.pk]) == Rung.DELIVERED
    assert find_rung(passage=passages[subject, fire.agency_id]) == Rung.HANDED


def test_an_inbox_entry_is_no_proof_that_anybody_has_it():
    fire = file_fire()
    Delivery.objects.update(state="delivered", delivered_at=START)
    passage = read_passages(subjects=[name_subject(fire.number)])[name_subject(fire.number), fire.agency_id]
    assert (passage.delivered_at, find_rung(passage=passage)) == (None, Rung.HANDED)


@pytest.mark.parametrize(
    ("own", "status", "rung"),
    [
        ("", "", ""),
        ("", "assigned", ""),
        ("seen_at", "assigned", Rung.SEEN),
        ("", "acknowledged", Rung.ACCEPTED),
        ("accepted_at", "on_scene", Rung.ON_SCENE),
        ("on_scene_at", "acknowledged", Rung.ON_SCENE),
        ("declined_at", "acknowledged", Rung.DECLINED),
        ("", "resolved", Rung.DONE),
    ],
)
def test_the_highest_rung_known_counts_whoever_said_it(own, status, rung):
    engagement = Engagement(**({own: START} if own else {}))
    assert find_rung(engagement=engagement, status=status) == rung


# --- forgetting -------------------------------------------------------------------


def test_names_words_and_positions_go_with_the_reporter_and_times_stay():
    fire = file_fire()
    engagement = open_engagement(complaint=fire, agency=fire.agency, asked_for="Bawa tangga ke rumah Siti")
    stamp_rung(engagement=engagement, rung=Rung.ACCEPTED, at=START, by="Budi", via=Via.VOICE, words="Siap, kata Budi")
    Engagement.objects.update(lat="-6.5", lng="110.6", position_at=START, needs_help_text="Siti terjebak")
    erase_reporter(complaint=fire, reason="masa simpan berakhir.")
    row = Engagement.objects.get()
    assert (row.asked_for, row.by, row.words, row.needs_help_text, row.lat, row.lng) == ("", "", "", "", None, None)
    assert row.accepted_at == START


def test_nothing_of_a_person_lies_open_in_the_database():
    engagement = open_engagement(complaint=file_fire(), agency=agency_of("PLN"), asked_for="Rumah Siti")
    stamp_rung(engagement=engagement, rung=Rung.ACCEPTED, at=START, by="Budi", via=Via.LINK, words="Kata Budi")
    with connection.cursor() as cursor:
        cursor.execute("SELECT * FROM response_engagement")
        text = str(cursor.fetchall())
    assert "Siti" not in text
    assert "Budi" not in text
