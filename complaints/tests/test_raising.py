"""A person raises a routine report to an emergency: everything an emergency has begins, and Wadul Bupati is told."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone
from django.utils.html import escape

from accounts.models import Role, User
from complaints.access import private_path
from complaints.actors import Actor, actor_for_user
from complaints.choices import Audience, Status
from complaints.escalation import escalate_due
from complaints.lifecycle import apply_transition
from complaints.models import Complaint, Handover
from complaints.outgoing import name_subject, read_wadul_status
from complaints.refusals import MissingField, NotAllowed
from complaints.tests.helpers import file_report, name_for_secrets, officer_of
from complaints.timeline import build_reporter_timeline
from complaints.wadul_inbound import apply_callback
from complaints.wadul_reconcile import agrees
from dispatch.channels.wadul.payloads import Callback
from dispatch.escalation_plan import forget_plans
from dispatch.models import Agency, Category, Delivery, Visibility
from dispatch.routing import find_route

pytestmark = pytest.mark.django_db

FIRE = "D-BAKAR"


@pytest.fixture(autouse=True)
def _fresh_plans():
    forget_plans()
    yield
    forget_plans()


@pytest.fixture
def dispatcher() -> Actor:
    return actor_for_user(User.objects.create_user("papan", password="x", role=Role.DISPATCHER))


def lift(complaint: Complaint, actor: Actor, code: str = FIRE, **more) -> Complaint:
    apply_transition(
        complaint_id=complaint.pk, action="raise_to_emergency", actor=actor, emergency_category=code, **more
    )
    return Complaint.objects.with_relations().get(pk=complaint.pk)


def deliveries(complaint: Complaint, channel: str) -> list[Delivery]:
    return list(
        Delivery.objects.filter(subject=name_subject(complaint.number), channel=channel).order_by("sequence", "pk")
    )


def test_it_goes_to_the_agency_of_the_new_kind_with_clocks_that_start_now(dispatcher):
    filed = file_report(text="Warung kobong")
    later = timezone.now() + timedelta(hours=3)
    complaint = lift(filed, dispatcher, now=later)
    route = find_route(category=complaint.category, village=complaint.village)
    assert (complaint.track, complaint.category.code, complaint.agency) == ("emergency", FIRE, route.agency)
    assert (complaint.status, complaint.is_flagged, complaint.raised_at) == (Status.ASSIGNED, False, later)
    assert complaint.respond_due_at == later + timedelta(minutes=complaint.category.respond_minutes)
    assert set(route.supporting) <= set(complaint.supporting.all())
    assert later < complaint.escalate_at < later + timedelta(minutes=10)


def test_its_people_are_alerted_at_once_on_the_emergency_queue(dispatcher):
    complaint = lift(file_report(text="Warung kobong"), dispatcher)
    alerts = deliveries(complaint, "alert")
    assert f"inbox:{complaint.agency_id}" in [one.target for one in alerts]
    assert {one.queue for one in alerts} == {"emergency"}
    assert "Dinaikkan dari aduan" in alerts[0].payload["ask"]


def test_nobody_acknowledging_it_is_escalated_from_the_moment_it_was_raised(dispatcher):
    filed = file_report(text="Warung kobong")
    later = timezone.now() + timedelta(hours=3)
    complaint = lift(filed, dispatcher, now=later)
    assert escalate_due(now=complaint.escalate_at + timedelta(seconds=1)) == 1
    asks = [one.payload["ask"] for one in deliveries(complaint, "alert")]
    assert any("Belum ada yang menerima" in ask and "18" not in ask for ask in asks)


def test_who_did_it_is_in_the_history_and_the_reporter_reads_it(dispatcher):
    complaint = lift(file_report(text="Warung kobong"), dispatcher)
    event = complaint.events.get(action="raise_to_emergency")
    assert (event.user, event.audience) == (dispatcher.user, Audience.REPORTER)
    newest = build_reporter_timeline(complaint=complaint, photos=[])[0]
    assert newest.title == f"Ditangani sebagai darurat, oleh {complaint.agency.short_name}"


def open_own_page(complaint: Complaint) -> str:
    return Client().get(private_path(complaint)).content.decode()


def test_the_reporters_page_says_kindly_what_changed_and_leads_to_112(dispatcher):
    filed = file_report(text="Warung kobong")
    left = (filed.category.name, filed.agency.short_name)
    assert "ditangani sebagai darurat" not in open_own_page(filed)
    complaint = lift(filed, dispatcher)
    page = open_own_page(complaint)
    assert "Laporan Anda kini ditangani sebagai darurat" in page
    assert f"dari {left[0]} menjadi <b>{complaint.category.name}</b>" in page
    assert f"dari {left[1]} ke <b>{escape(complaint.agency.short_name)}</b>" in page
    assert "Anda tidak perlu melapor lagi" in page
    assert 'href="tel:112"' in page
    assert timezone.localtime(complaint.respond_due_at).strftime("paling lambat %H.%M WIB") in page


def test_once_the_agency_has_it_no_clock_runs_and_once_it_is_over_the_page_is_calm(dispatcher):
    complaint = lift(file_report(text="Warung kobong"), dispatcher)
    Complaint.objects.filter(pk=complaint.pk).update(status=Status.ACKNOWLEDGED, acknowledged_at=timezone.now())
    page = open_own_page(complaint)
    assert "kini ditangani sebagai darurat" in page
    assert "Tanggapan pertama: paling lambat" not in page
    Complaint.objects.filter(pk=complaint.pk).update(status=Status.RESOLVED, resolved_at=timezone.now())
    assert "kini ditangani sebagai darurat" not in open_own_page(complaint)


def test_an_emergency_that_was_one_from_the_beginning_was_not_raised():
    assert "kini ditangani sebagai darurat" not in open_own_page(file_report(FIRE))


def test_the_agency_that_had_it_reads_it_as_it_was(dispatcher):
    filed = file_report(text="Warung kobong")
    left = officer_of(filed)
    complaint = lift(filed, dispatcher)
    assert not Complaint.objects.visible_to(left.user).filter(pk=complaint.pk).exists()
    assert Handover.objects.readable_by(left.user).filter(complaint=complaint).exists()


def test_wadul_bupati_is_told_once_that_it_goes_another_way_after_what_it_was_told_before(dispatcher):
    complaint = lift(file_report(text="Warung kobong"), dispatcher)
    assert [(one.operation, one.sequence) for one in deliveries(complaint, "wadul")] == [("create", 1), ("update", 2)]
    last = deliveries(complaint, "wadul")[-1].payload
    assert (last["status"], "kobong" in last["text"]) == ("forwarded", False)
    # What happens to an emergency is none of its business.
    apply_transition(complaint_id=complaint.pk, action="acknowledge", actor=officer_of(complaint))
    assert len(deliveries(complaint, "wadul")) == 2


def test_the_nightly_comparison_takes_it_as_passed_on_whatever_its_state(dispatcher):
    complaint = lift(file_report(text="Warung kobong"), dispatcher)
    assert agrees(ours=read_wadul_status(complaint), theirs="diteruskan")
    assert not agrees(ours=read_wadul_status(complaint), theirs="disposisi")


@pytest.mark.parametrize(
    ("word", "state"), [("selesai", "rejected"), ("proses", "rejected"), ("diteruskan", "applied")]
)
def test_late_words_of_wadul_bupati_move_no_emergency(dispatcher, word, state):
    complaint = lift(file_report(text="Warung kobong"), dispatcher)
    news = Callback(
        id=f"evt-{word}",
        type="complaint.status_changed",
        ticket=complaint.number,
        sequence=1,
        occurred_at=timezone.now(),
        status=word,
        text="Dari sana",
        photo_url="",
    )
    assert apply_callback(callback=news).state == state
    complaint.refresh_from_db()
    assert complaint.status == Status.ASSIGNED


def test_it_is_raised_once(dispatcher):
    complaint = lift(file_report(text="Warung kobong"), dispatcher)
    before = len(deliveries(complaint, "alert"))
    with pytest.raises(NotAllowed):
        lift(complaint, dispatcher)
    assert len(deliveries(complaint, "alert")) == before


@pytest.mark.parametrize("code", ["", "N-PJU", "D-NIRGENDS"])
def test_only_a_kind_of_emergency_will_do(dispatcher, code):
    complaint = file_report(text="Warung kobong")
    with pytest.raises(MissingField):
        lift(complaint, dispatcher, code)
    complaint.refresh_from_db()
    assert complaint.track == "routine"


def test_an_officer_or_call_taker_raises_nothing(dispatcher):
    complaint = file_report(text="Warung kobong")
    taker = actor_for_user(User.objects.create_user("telp", password="x", role=Role.CALL_TAKER))
    for actor in (officer_of(complaint), taker):
        with pytest.raises(NotAllowed):
            lift(complaint, actor)


@pytest.mark.parametrize(
    ("filed", "code", "left"),
    [
        ("N-PJU", "D-BENCANA", Visibility.PUBLIC),
        ("N-PJU", "D-KES", Visibility.PRIVATE),
        ("N-ADMIN", "D-BENCANA", Visibility.PRIVATE),
        ("N-PJU", "D-KDRT", Visibility.SECRET),
    ],
)
def test_what_is_open_only_narrows(dispatcher, filed, code, left):
    complaint = lift(file_report(filed, text="Tolong, banjir masuk rumah"), dispatcher, code)
    assert complaint.visibility == left
    assert complaint.allows_publication == (left == Visibility.PUBLIC)


def test_a_secret_report_stays_with_named_readers(dispatcher):
    complaint = file_report("N-ASN", text="Petugas memukul warga, tolong")
    name_for_secrets(dispatcher.user, complaint.category)
    with pytest.raises(MissingField, match="rahasia"):
        lift(complaint, dispatcher, FIRE)
    name_for_secrets(dispatcher.user, Category.objects.get(code="D-KDRT"))
    assert lift(complaint, dispatcher, "D-KDRT").visibility == Visibility.SECRET


def test_the_agency_a_report_is_about_does_not_get_it_raised_either(dispatcher):
    police = Agency.objects.get(code="POLRES")
    complaint = file_report(text="Tawuran", about_agency_id=police.pk)
    # Of an agency of their own, so that it is known not to be the one.
    User.objects.filter(pk=dispatcher.user.pk).update(agency=Agency.objects.get(code="DISKOMINFO"))
    dispatcher = actor_for_user(User.objects.get(pk=dispatcher.user.pk))
    complaint = lift(complaint, dispatcher, "D-POLISI")
    assert complaint.agency != police
    assert not any(one.target == f"inbox:{police.pk}" for one in deliveries(complaint, "alert"))
