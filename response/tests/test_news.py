"""What callers tell after the alert: every crew at work hears it once, and reads it on its page."""

from __future__ import annotations

import pytest
from django.test import Client
from django.utils import timezone

from accounts.models import Role, User
from calls.desk import start_call
from calls.desk_drafts import open_draft, save_draft
from calls.models import DeskDraft
from calls.phone_reports import join_incident, send_alert, send_details
from complaints.actors import REPORTER
from complaints.choices import EventKind, Status
from complaints.lifecycle import add_message
from complaints.models import Complaint
from dispatch.models import AgencyContact, Category, Delivery, ReporterShown, Village
from response.engagements import open_engagement
from response.models import Engagement
from response.tests.helpers import file_fire, token_for

pytestmark = pytest.mark.django_db
NEWS = "Kejadian: Atap runtuh"


@pytest.fixture
def ani() -> User:
    return User.objects.create(username="ani", role=Role.CALL_TAKER)


def begin(user: User, **typed) -> DeskDraft:
    draft = open_draft(call=start_call(user=user, number="081234567890"), user=user)
    return save_draft(draft=draft, user=user, version=draft.version, changes=typed)


def join(user: User, fire: Complaint, **typed) -> None:
    join_incident(draft_id=begin(user, **typed).pk, user=user, complaint_id=fire.pk)


def news_of(fire: Complaint) -> list[str]:
    """Return whom news was sent to, each as often as it was."""
    rows = Delivery.objects.filter(subject=f"complaint:{fire.number}", payload__isnull=False).order_by("target")
    return [row.target for row in rows if row.payload["title"].startswith("KABAR BARU")]


def targets_of(*contacts: AgencyContact) -> list[str]:
    return sorted(f"inbox:{one.agency_id}" for one in contacts) + sorted(f"contact:{one.pk}" for one in contacts)


def look(fire: Complaint, contact: AgencyContact) -> str:
    return Client().get(f"/l/{token_for(fire, contact)}/").content.decode()


def test_a_joining_callers_words_reach_the_lead_and_the_crew_that_helps_once(ani, fire, crew, helper):
    open_engagement(complaint=fire, agency=helper.agency)
    join(ani, fire, text="Atap runtuh")
    assert sorted(news_of(fire)) == sorted(targets_of(crew, helper))
    row = Delivery.objects.filter(target=f"contact:{helper.pk}").get()
    assert NEWS in row.payload["ask"]
    assert row.queue == "emergency"


def test_one_more_caller_without_news_rings_nobody(ani, fire, crew, helper):
    open_engagement(complaint=fire, agency=helper.agency)
    join(ani, fire)
    assert news_of(fire) == []
    assert "Penelepon ke-2." in fire.events.last().text


def test_a_crew_that_was_never_asked_has_finished_or_does_not_come_is_left_alone(ani, fire, crew, helper):
    join(ani, fire, text="Atap runtuh")
    assert sorted(news_of(fire)) == sorted(targets_of(crew))
    part = open_engagement(complaint=fire, agency=helper.agency)
    for stamp in ("done_at", "declined_at"):
        Engagement.objects.filter(pk=part.pk).update(done_at=None, declined_at=None)
        Engagement.objects.filter(pk=part.pk).update(**{stamp: timezone.now()})
        join(ani, fire, text="Atap runtuh lagi")
    assert f"contact:{helper.pk}" not in news_of(fire)


def test_the_responsible_agency_hears_a_new_caller_even_after_it_has_finished(ani, fire, crew):
    part = open_engagement(complaint=fire, agency=fire.agency)
    Engagement.objects.filter(pk=part.pk).update(done_at=timezone.now())
    Complaint.objects.filter(pk=fire.pk).update(status=Status.RESOLVED)
    join(ani, fire, text="Menyala lagi")
    assert sorted(news_of(fire)) == sorted(targets_of(crew))


def test_the_telephone_at_the_scene_rings_also_after_its_shift(ani, fire, crew, helper):
    weekday = (timezone.localtime().weekday() + 3) % 7
    helper.shifts.create(weekday=weekday, starts="00:00", ends="00:01", order=1)
    on_duty = AgencyContact.objects.create(agency=helper.agency, name="Piket", address="json://x", order=9)
    on_duty.shifts.create(weekday=None, starts="00:00", ends="00:00", order=1)
    part = open_engagement(complaint=fire, agency=helper.agency)
    Engagement.objects.filter(pk=part.pk).update(contact=helper)
    join(ani, fire, text="Atap runtuh")
    assert {f"contact:{helper.pk}", f"contact:{on_duty.pk}"} < set(news_of(fire))


def test_whom_a_report_is_about_hears_no_news_of_it(ani, fire, crew, helper):
    open_engagement(complaint=fire, agency=helper.agency)
    join_draft = begin(ani, text="Atap runtuh")
    ani.agency = crew.agency
    ani.save()
    Complaint.objects.filter(pk=fire.pk).update(about_agency=helper.agency)
    join_incident(draft_id=join_draft.pk, user=ani, complaint_id=fire.pk)
    assert sorted(news_of(fire)) == sorted(targets_of(crew))


def test_what_the_desk_adds_reaches_the_crew_that_helps_too_and_stands_on_its_page(ani, helper):
    village = Village.objects.order_by("code").first()
    draft = begin(ani, category="D-BAKAR", village=village.code)
    fire = send_alert(draft_id=draft.pk, user=ani)
    open_engagement(complaint=fire, agency=helper.agency)
    question = Category.objects.get(code="D-BAKAR").questions.first()
    typed = {"text": "Dua rumah", "answers": {str(question.pk): "Ya"}}
    save_draft(draft=draft, user=ani, version=draft.version, changes=typed)
    for _ in range(2):
        send_details(draft_id=draft.pk, user=ani)
    assert news_of(fire).count(f"contact:{helper.pk}") == 1
    page = look(fire, helper)
    assert "Kejadian: Dua rumah" in page
    assert f"{question.text} Ya" in page


def test_the_page_lists_the_answers_and_what_was_told_since_newest_first_with_its_time(ani, crew):
    fire = file_fire(answers=[{"question": "Ada yang terjebak?", "answer": "Ya, dua orang"}])
    join(ani, fire, text="Atap runtuh")
    add_message(complaint_id=fire.pk, actor=REPORTER, kind=EventKind.REPORTER_MESSAGE, text="Ada tabung gas")
    page = look(fire, crew)
    assert "Ada yang terjebak?" in page
    assert "Ya, dua orang" in page
    assert page.index("Ada tabung gas") < page.index(NEWS)
    told = timezone.localtime(fire.events.last().created_at)
    assert f">{told:%H.%M}</time> Ada tabung gas" in page


def test_what_is_older_waits_behind_one_tap(ani, fire, crew):
    for number in range(5):
        join(ani, fire, text=f"Kabar nomor urut {number}.")
    open_part, _, behind = look(fire, crew).partition("2 kabar sebelumnya")
    assert "urut 2." in open_part
    assert "urut 1." not in open_part
    assert "urut 1." in behind


def test_news_and_answers_are_masked_as_the_story_is(ani, crew):
    said = "Tanya Pak Slamet, hp 0812-3456-7890"
    fire = file_fire(answers=[{"question": "Siapa?", "answer": said}])
    join(ani, fire, text=said)
    assert look(fire, crew).count(said) == 2
    Category.objects.filter(code="D-BAKAR").update(reporter_visible=ReporterShown.ON_REQUEST)
    page = look(fire, crew)
    assert page.count("Tanya Pak [nama], hp [nomor telepon]") == 2
    assert "Slamet" not in page


def test_a_closed_report_shows_no_news(ani, fire, crew):
    join(ani, fire, text="Atap runtuh")
    Complaint.objects.filter(pk=fire.pk).update(status=Status.CLOSED)
    assert NEWS not in look(fire, crew)
