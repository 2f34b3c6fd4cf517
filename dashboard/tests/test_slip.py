"""A visitor takes a slip home; nobody else's keys ever stand on it. The desk's map knows where incidents are."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from accounts.models import AuditEntry, Role
from calls.models import DeskDraft
from complaints.access import make_link_token, make_pin
from complaints.models import Complaint, Event
from dispatch.models import Delivery, Village

pytestmark = pytest.mark.django_db


@pytest.fixture
def desk(sign_in):
    return sign_in(Role.CALL_TAKER)


def begin(desk) -> DeskDraft:
    desk.post(reverse("dashboard:walk_in_new"))
    return DeskDraft.objects.latest("created_at")


def finish(desk, draft: DeskDraft, **more):
    village = Village.objects.order_by("code").first()
    fields = {"category": "N-PJU", "village": village.code, "text": "Lampu mati", "do": "finish"} | more
    return desk.post(reverse("dashboard:desk_send", args=[draft.pk]), fields)


def test_a_visitor_gets_number_pin_and_link_on_paper(desk):
    draft = begin(desk)
    slip = reverse("dashboard:slip", args=[draft.pk])
    assert finish(desk, draft).url == slip
    complaint = Complaint.objects.get()
    answer = desk.get(slip)
    page = answer.content.decode()
    for words in (make_pin(complaint), make_link_token(complaint), complaint.agency.short_name, "112", "data-print"):
        assert words in page
    assert answer["Referrer-Policy"] == "no-referrer"
    assert "no-store" in answer["Cache-Control"]
    assert AuditEntry.objects.filter(subject=f"complaint:{complaint.number}", reason="Slip tatap muka").exists()


def test_the_keys_of_a_report_that_was_joined_are_not_shown(desk, file_report):
    incident = file_report("D-BAKAR")
    draft = begin(desk)
    desk.post(reverse("dashboard:desk_join", args=[draft.pk]), {"complaint": incident.pk})
    draft.refresh_from_db()
    assert draft.complaint_id == incident.pk
    answer = desk.get(reverse("dashboard:slip", args=[draft.pk]))
    assert answer.url == reverse("dashboard:desk")


def test_another_desk_and_a_later_hour_see_no_slip(desk, sign_in):
    draft = begin(desk)
    slip = reverse("dashboard:slip", args=[draft.pk])
    assert desk.get(slip).url == reverse("dashboard:desk"), "nothing is filed yet"
    finish(desk, draft)
    assert sign_in(Role.CALL_TAKER).get(slip).status_code == 404
    Complaint.objects.update(filed_at=timezone.now() - timedelta(hours=3))
    assert desk.get(slip).url == reverse("dashboard:desk")


def test_incidents_near_carry_their_point_for_the_map(desk, file_report):
    incident = file_report("D-BAKAR")
    draft = begin(desk)
    DeskDraft.objects.filter(pk=draft.pk).update(data={"village": incident.village_id})
    page = desk.get(reverse("dashboard:desk_nearby", args=[draft.pk])).content.decode()
    assert f'data-lat="{incident.village.lat}"' in page
    Complaint.objects.filter(pk=incident.pk).update(lat=-6.6, lng=110.7)
    assert (
        'data-lat="-6.6" data-lng="110.7"'
        in desk.get(reverse("dashboard:desk_nearby", args=[draft.pk])).content.decode()
    )


def alert(desk, draft: DeskDraft, **more):
    village = Village.objects.order_by("code").first()
    fields = {"category": "D-BAKAR", "village": village.code, "do": "alert"} | more
    return desk.post(reverse("dashboard:desk_send", args=[draft.pk]), fields)


def add(desk, draft: DeskDraft, do: str = "details", **typed):
    return desk.post(reverse("dashboard:desk_send", args=[draft.pk]), {"do": do} | typed)


def test_a_visitor_with_an_emergency_is_alerted_first_and_asked_for_details_after(desk):
    draft = begin(desk)
    form = reverse("dashboard:walk_in", args=[draft.pk])
    assert alert(desk, draft).url == form
    complaint = Complaint.objects.get()
    alerts = Delivery.objects.filter(channel="alert", target=f"inbox:{complaint.agency_id}")
    assert (complaint.source, alerts.count()) == ("walk_in", 1)
    page = desk.get(form).content.decode()
    assert "Kirim tambahan" in page
    assert reverse("dashboard:slip", args=[draft.pk]) in page
    question = complaint.category.questions.first()
    assert add(desk, draft, text="Dua rumah", **{f"q{question.pk}": "Ya"}).url == form
    assert complaint.events.last().text == f"Kejadian: Dua rumah\n{question.text} Ya"
    assert alerts.count() == 2
    assert add(desk, draft, do="finish").url == reverse("dashboard:slip", args=[draft.pk])
    assert Complaint.objects.count() == 1
    assert alerts.count() == 2, "what was told is told once"


def test_name_and_number_given_after_the_alert_are_the_reporters_and_go_to_no_telephone(desk):
    draft = begin(desk)
    alert(desk, draft)
    add(desk, draft, do="finish", name="Sulastri", phone="0812 3456 7890")
    reporter = Complaint.objects.get().reporter
    assert (reporter.name, reporter.phone) == ("Sulastri", "+6281234567890")
    line = Event.objects.get(action="correct_contact")
    assert (line.text, line.user) == ("Meja mencatat nama, nomor telepon pelapor.", desk.user)
    assert not any("34567890" in str(row.payload) for row in Delivery.objects.all())
    add(desk, draft, do="finish")
    assert Event.objects.filter(action="correct_contact").count() == 1


def test_what_a_visitor_says_of_themselves_never_overwrites_whose_report_they_joined(desk, file_report):
    incident = file_report("D-BAKAR", reporter_name="Budi", phone="+6281111111111")
    draft = begin(desk)
    desk.post(reverse("dashboard:desk_join", args=[draft.pk]), {"complaint": incident.pk})
    add(desk, draft, name="Sulastri", phone="0812 3456 7890")
    incident.refresh_from_db()
    assert (incident.reporter.name, incident.reporter.phone) == ("Budi", "+6281111111111")
    # Its form is over, and its keys are another reporter's.
    assert desk.get(reverse("dashboard:walk_in", args=[draft.pk]), follow=True).redirect_chain[-1][0] == reverse(
        "dashboard:desk"
    )


def test_without_kind_or_place_the_visitors_words_stay(desk):
    draft = begin(desk)
    answer = desk.post(
        reverse("dashboard:desk_send", args=[draft.pk]), {"do": "alert", "text": "Api besar"}, follow=True
    )
    page = answer.content.decode()
    assert "Pilih dulu jenis kejadiannya" in page
    assert "Api besar" in page
    assert not Complaint.objects.exists()


def test_a_while_after_the_visitor_left_the_form_is_closed(desk):
    draft = begin(desk)
    alert(desk, draft)
    Complaint.objects.update(filed_at=timezone.now() - timedelta(hours=3))
    assert desk.get(reverse("dashboard:walk_in", args=[draft.pk])).status_code == 302
