"""A drill is in no figure, reaches nobody outside, and is never taken for what really happens."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.core.management import CommandError, call_command
from django.urls import reverse
from django.utils import timezone

from accounts.models import Role, User
from complaints.actors import actor_for_user
from complaints.choices import EventKind, Source
from complaints.duplicates import find_duplicates, find_in_village
from complaints.escalation import escalate_due
from complaints.home_figures import get_home_figures
from complaints.intake import NewReport, file_complaint
from complaints.lifecycle import add_message, apply_transition
from complaints.models import Complaint, Reporter
from complaints.refusals import MissingField
from complaints.secrecy import find_unread_secrets
from complaints.tests.helpers import officer_of
from dispatch.models import AgencyContact, Category, Delivery, Village
from dispatch.sending import deliver_chain

pytestmark = pytest.mark.django_db


def file_one(code: str = "D-BAKAR", *, is_drill: bool = True, **more) -> Complaint:
    village = Village.objects.select_related("district").order_by("code").first()
    category = Category.objects.select_related("agency").get(code=code)
    report = NewReport(category=category, text="Api besar", village=village, **more)
    return file_complaint(report=report, source=Source.CALL, is_drill=is_drill).complaint


def deliveries_of(complaint: Complaint) -> list[Delivery]:
    return list(Delivery.objects.filter(subject=f"complaint:{complaint.number}"))


def test_an_emergency_drill_is_put_in_the_agencys_inbox_alone_and_says_what_it_is():
    category = Category.objects.get(code="D-BAKAR")
    AgencyContact.objects.create(agency=category.agency, name="Piket", address="json://x")
    drill, real = file_one(), file_one(is_drill=False)
    assert [row.target for row in deliveries_of(drill)] == [f"inbox:{drill.agency_id}"]
    assert len(deliveries_of(real)) == 2
    assert deliveries_of(drill)[0].queue == "default"
    deliver_chain(deliveries_of(drill)[0].pk)
    message = drill.agency.inbox_messages.get(subject=f"complaint:{drill.number}")
    assert message.title.startswith("LATIHAN: ")
    assert not message.is_urgent


def test_a_routine_drill_and_what_follows_it_never_reach_wadul_bupati():
    drill = file_one("N-PJU")
    apply_transition(complaint_id=drill.pk, action="acknowledge", actor=officer_of(drill))
    add_message(complaint_id=drill.pk, actor=officer_of(drill), kind=EventKind.ANSWER, text="Kami periksa.")
    assert {row.channel for row in deliveries_of(drill)} == {"alert"}


def test_nobody_is_woken_for_a_drill_that_nobody_takes():
    drill, real = file_one(), file_one(is_drill=False)
    assert drill.escalate_at is None
    # The first sweep gives a time to what has none, the second would raise it.
    assert escalate_due(now=timezone.now() + timedelta(hours=2)) == 1
    assert escalate_due(now=timezone.now() + timedelta(hours=4)) == 1
    assert not drill.events.filter(kind=EventKind.ESCALATION).exists()
    assert real.events.filter(kind=EventKind.ESCALATION).exists()


def test_a_drill_keeps_nobodys_name_and_is_not_public():
    drill = file_one("N-PJU", reporter_name="Siti", phone="+6281234567890")
    assert drill.reporter is None
    assert not Reporter.objects.exists()
    assert not drill.is_public
    assert not Complaint.objects.visible_publicly().exists()


def test_figures_of_the_front_page_are_those_without_drills(client):
    file_one("N-PJU", is_drill=False)
    before = get_home_figures()
    drill = file_one("N-PJU")
    add_message(complaint_id=drill.pk, actor=officer_of(drill), kind=EventKind.ANSWER, text="Kami periksa.")
    apply_transition(complaint_id=drill.pk, action="acknowledge", actor=officer_of(drill))
    after = get_home_figures()
    assert (after.filed, after.resolved, after.first_answer) == (before.filed, before.resolved, before.first_answer)
    assert [one.pk for one, _ in after.latest] == [one.pk for one, _ in before.latest]


def test_whoever_has_the_number_of_a_drill_finds_no_report(client):
    drill = file_one("N-PJU")
    Complaint.objects.filter(pk=drill.pk).update(allows_publication=True)
    assert client.get(reverse("complaints:ticket", args=[drill.number])).status_code == 404


def test_a_citizens_report_is_never_told_to_be_the_same_as_a_drill():
    drill = file_one("N-PJU", lat=-6.59, lng=110.67)
    Complaint.objects.filter(pk=drill.pk).update(allows_publication=True)
    assert find_duplicates(category=drill.category, lat=-6.59, lng=110.67) == []
    assert find_in_village(category=drill.category, village=drill.village) == []


def test_a_drill_and_a_real_report_are_never_merged():
    drill, real = file_one("N-PJU"), file_one("N-PJU", is_drill=False)
    person = actor_for_user(User.objects.create(username="koordinator", role=Role.COORDINATOR))
    for one, other in ((drill, real), (real, drill)):
        with pytest.raises(MissingField):
            apply_transition(
                complaint_id=one.pk, action="merge", actor=person, merged_into_number=other.number, text="Sama."
            )


def test_a_secret_drill_troubles_no_administrator():
    secret = Category.objects.filter(visibility="secret", is_active=True).first()
    file_one(secret.code)
    assert find_unread_secrets() is None


def test_the_command_files_a_drill_and_refuses_what_it_does_not_know(capsys):
    village = Village.objects.order_by("code").first()
    call_command("file_drill", "D-BAKAR", village.code)
    drill = Complaint.objects.get()
    assert drill.is_drill
    assert drill.grouped_number in capsys.readouterr().out
    with pytest.raises(CommandError):
        call_command("file_drill", "D-BAKAR", "99.99")
