"""The demo fills an empty database with life, through the same doors as real reports."""

from __future__ import annotations

import io
from collections import Counter
from datetime import timedelta

import pytest
from django.contrib.auth import authenticate
from django.core.management import call_command
from django.http import HttpRequest
from django.utils import timezone

from accounts.models import User
from accounts.roles import Right
from complaints.choices import ACTIVE, FINAL, Source
from complaints.demo import playing
from complaints.demo.fates import Step
from complaints.demo.stories import invent_stories, read_world
from complaints.demo.texts import read_samples
from complaints.intake import NewReport, file_complaint
from complaints.models import Complaint, Event, MajorIncident
from dispatch.areas import find_place
from dispatch.models import Agency, AgencyContact, Category, Delivery, DeliveryState, InboxMessage
from jepara_tanggap.celery import app

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def demo_is_on(settings):
    settings.DEMO = True


def seed(*arguments: str) -> str:
    out = io.StringIO()
    call_command("seed_demo", *arguments, stdout=out)
    return out.getvalue()


def stories(settings, now, *, seed=112):
    samples = read_samples(settings.BASE_DIR / "data" / "jepara" / "demo")
    return invent_stories(world=read_world(samples), count=300, now=now, seed=seed)


def test_three_hundred_reports_show_life_everywhere():
    seed()
    complaints = list(Complaint.objects.with_relations())
    now = timezone.now()
    assert len(complaints) == 300
    assert all(complaint.is_demo for complaint in complaints)
    assert len({complaint.category_id for complaint in complaints}) >= 30
    assert len({complaint.district_id for complaint in complaints if complaint.district_id}) == 16
    assert {complaint.status for complaint in complaints} >= FINAL | {"needs_info", "resolved", "in_progress"}
    assert {complaint.track for complaint in complaints} == {"emergency", "routine", "information", "aspiration"}
    assert {complaint.source for complaint in complaints} == set(Source.values)
    assert min(complaint.filed_at for complaint in complaints) > now - timedelta(days=30)
    # A few are late, not most.
    working = [complaint for complaint in complaints if complaint.status in ACTIVE]
    late = [complaint for complaint in working if complaint.due_at < now]
    assert 5 <= len(late) <= len(working) / 2
    waiting = Counter(complaint.status for complaint in complaints if complaint.is_emergency)
    assert waiting["assigned"] == 2
    assert waiting["en_route"] == waiting["on_scene"] == 1


def test_history_is_in_order_and_not_in_the_future():
    seed("--count", "80")
    now = timezone.now()
    assert not Event.objects.filter(created_at__gt=now).exists()
    for complaint in Complaint.objects.prefetch_related("events"):
        times = [event.created_at for event in complaint.events.all()]
        assert times == sorted(times)
    newest_last = list(Complaint.objects.order_by("id").values_list("filed_at", flat=True))
    assert newest_last == sorted(newest_last)


def test_emergencies_are_answered_in_minutes():
    seed("--count", "150")
    answered = Complaint.objects.filter(track="emergency").exclude(acknowledged_at=None)
    waits = [complaint.acknowledged_at - complaint.filed_at for complaint in answered]
    assert len(waits) > 15
    assert max(waits) <= timedelta(minutes=5)


def test_pins_lie_in_their_village():
    seed("--count", "80")
    for complaint in Complaint.objects.exclude(lat=None):
        assert find_place(lat=complaint.lat, lng=complaint.lng).village_code == complaint.village_id


def test_nobody_real_is_named_or_called():
    seed("--count", "80")
    phones = Complaint.objects.exclude(reporter=None).values_list("reporter__phone", "reporter__email")
    assert all(phone.startswith("+62811000") and len(phone) == 13 for phone, _ in phones)
    assert all(not email or email.endswith("@example.com") for _, email in phones)


def test_old_alerts_look_seen_and_never_reach_a_phone():
    agency = Agency.objects.get(code="SATPOLPP_DAMKAR")
    AgencyContact.objects.create(agency=agency, name="Piket", address="json://127.0.0.1:1")
    seed("--count", "80")
    alerts = Delivery.objects.filter(channel="alert")
    to_contacts = alerts.filter(target__startswith="contact:")
    assert to_contacts.exists()
    assert set(to_contacts.values_list("state", flat=True)) == {DeliveryState.SKIPPED}
    assert set(alerts.filter(target__startswith="inbox:").values_list("state", flat=True)) == {DeliveryState.DELIVERED}
    unseen = InboxMessage.objects.filter(seen_at=None)
    assert 2 <= unseen.count() <= 8
    assert not unseen.filter(created_at__lt=timezone.now() - timedelta(days=1)).exists()
    shown = InboxMessage.objects.order_by("created_at").first()
    assert shown.created_at < timezone.now() - timedelta(days=10)


def test_wadul_bupati_is_told_in_order_by_the_sweep():
    seed("--count", "80")
    routine = Complaint.objects.exclude(track="emergency").count()
    waiting = Delivery.objects.filter(channel="wadul", state=DeliveryState.PENDING)
    assert waiting.filter(operation="create", sequence=1).count() == routine
    assert not waiting.filter(next_attempt_at__gt=timezone.now()).exists()


def test_demo_messages_leave_the_queue_of_real_reports_free():
    seed("--count", "20")
    assert set(Delivery.objects.filter(state=DeliveryState.PENDING).values_list("queue", flat=True)) == {"default"}


def count_wakes() -> int:
    with app.connection_for_write() as connection:
        return sum(connection.default_channel._size(queue) for queue in ("emergency", "wadul", "default"))


@pytest.mark.django_db(transaction=True)
def test_no_worker_is_woken():
    before = count_wakes()
    seed("--count", "20")
    assert count_wakes() == before
    # Afterwards reports wake workers as always.
    light = Category.objects.get(code="N-PJU")
    file_complaint(report=NewReport(category=light, text="Lampu mati"), source=Source.WEB)
    assert count_wakes() == before + 1


def test_second_run_does_nothing():
    seed("--count", "30")
    before = (Complaint.objects.count(), Event.objects.count(), Delivery.objects.count(), User.objects.count())
    assert "none added" in seed("--count", "30")
    after = (Complaint.objects.count(), Event.objects.count(), Delivery.objects.count(), User.objects.count())
    assert before == after


def test_real_reports_are_never_mixed_with_invented_ones():
    light = Category.objects.get(code="N-PJU")
    file_complaint(report=NewReport(category=light, text="Lampu mati"), source=Source.WEB)
    seed()
    assert Complaint.objects.count() == 1


def test_the_same_seed_tells_the_same_stories(settings):
    now = timezone.now()
    assert stories(settings, now) == stories(settings, now)
    assert stories(settings, now) != stories(settings, now, seed=113)


def test_a_story_that_breaks_leaves_nothing_behind(settings):
    now = timezone.now()
    told = stories(settings, now)[:5]
    broken = told[3]
    broken.steps.append(Step("no-such-action", "officer", now))
    with pytest.raises(Exception, match="tidak dapat diambil"):
        playing.play_stories(stories=told, now=now)
    assert not Complaint.objects.exists()


def test_sign_ins_work_and_are_printed():
    out = seed("--count", "1")
    for username in ("petugas.dishub", "penanggungjawab.dishub", "dispatcher", "bupati", "admin"):
        assert username in out
        assert authenticate(HttpRequest(), username=username, password="jepara-demo") is not None
    assert "jepara-demo" in out
    lead = User.objects.get(username="penanggungjawab.dishub")
    assert (lead.role, lead.agency.code, lead.is_staff) == ("lead", "DISHUB", False)
    assert User.objects.get(username="admin").may(Right.MANAGE_STAFF)


def test_a_changed_password_stays():
    seed("--count", "1")
    user = User.objects.get(username="admin")
    user.set_password("milik saya sendiri")
    user.save()
    seed("--count", "1")
    assert authenticate(HttpRequest(), username="admin", password="milik saya sendiri") is not None


def test_without_demo_nothing_happens(settings):
    settings.DEMO = False
    assert "JT_DEMO is off" in seed()
    assert not User.objects.filter(username="admin").exists()
    assert not Complaint.objects.exists()


def test_four_crews_get_a_phone_at_the_stand_in_and_the_invented_alerts_never_reach_it(settings):
    settings.EMBEDDED, settings.WADUL_BASE_URL = True, "http://127.0.0.1:8112"
    seed("--count", "60")
    contacts = AgencyContact.objects.order_by("pk")
    assert [contact.address.rpartition("/")[0] for contact in contacts] == ["json://127.0.0.1:8112/telepon"] * 4
    assert not Delivery.objects.filter(target__startswith="contact:").exists()

    # The next run may have another port; what staff wrote there stays.
    first = contacts[0]
    first.name, first.address = "Regu A", "mailto://a.example"
    first.save()
    settings.WADUL_BASE_URL = "http://127.0.0.1:9000"
    seed()
    found = {contact.address.split("/telepon")[0] for contact in AgencyContact.objects.all()}
    assert found == {"mailto://a.example", "json://127.0.0.1:9000"}


def test_a_stand_in_on_another_machine_gets_no_phones(settings):
    settings.EMBEDDED, settings.WADUL_BASE_URL = True, "https://wadul.example.go.id"
    seed("--count", "0")
    assert not AgencyContact.objects.exists()


def test_one_major_incident_is_open_with_some_reports_and_an_answer_that_waits_for_the_workers():
    seed()
    incident = MajorIncident.objects.get()
    members = Complaint.objects.filter(pk__in=incident.members.filter(released_at=None).values("complaint"))
    assert (incident.is_open, incident.is_demo) == (True, True)
    assert 2 <= members.count() <= 12
    assert all(member.is_demo and member.visibility != "secret" for member in members)
    if incident.opened_by:
        assert incident.answers.get().lines.filter(done_at=None).count() == members.count()
