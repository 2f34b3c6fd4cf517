"""Reports are gathered into a major incident, at most one at a time each, and let go again."""

from __future__ import annotations

import time
from threading import Thread
from uuid import uuid4

import pytest
from django.db import IntegrityError, connection, transaction

from accounts.models import Role, User
from complaints.actors import actor_for_user
from complaints.choices import Audience, IncidentAction, Status
from complaints.intake import NewReport, file_complaint
from complaints.major.gathering import GATHERED, MOST_AT_ONCE, RELEASED, gather, release
from complaints.major.incidents import Words, close_incident, describe_incident, open_incident, reopen_incident
from complaints.major.reading import find_incident_of
from complaints.models import Complaint, Event, IncidentMember, MajorIncident
from complaints.refusals import MissingField, NotAllowed
from complaints.tests.helpers import file_report, officer_of
from complaints.tests.incidents import FLOOD, make_incident, manager, members_of, snapshot
from dispatch.models import Agency, Category, Delivery

pytestmark = pytest.mark.django_db


def file_drill() -> Complaint:
    lamp = Category.objects.get(code="D-BENCANA")
    real = file_report("D-BENCANA")
    report = NewReport(category=lamp, text="Latihan banjir", village=real.village)
    return file_complaint(report=report, source="call", is_drill=True).complaint  # type: ignore[arg-type]


# --- opening ----------------------------------------------------------------


def test_many_reports_are_gathered_in_the_action_that_opens_the_incident():
    reports = [file_report("D-BENCANA") for _ in range(3)]
    opened = open_incident(actor=manager(), token=uuid4(), words=FLOOD, complaint_ids=[report.pk for report in reports])
    assert (opened.is_new, opened.gathered.count, opened.gathered.left_out) == (True, 3, 0)
    assert members_of(opened.incident) == {report.pk for report in reports}
    assert list(opened.incident.events.values_list("action", "count")) == [
        (IncidentAction.GATHERED, 3),
        (IncidentAction.OPENED, 0),
    ]


def test_the_same_form_sent_twice_opens_one_incident():
    token, report = uuid4(), file_report()
    first = open_incident(actor=manager(), token=token, words=FLOOD, complaint_ids=[report.pk])
    again = open_incident(actor=manager(), token=token, words=FLOOD, complaint_ids=[report.pk])
    assert (again.incident, again.is_new) == (first.incident, False)
    assert MajorIncident.objects.count() == 1
    assert IncidentMember.objects.count() == 1


@pytest.mark.parametrize(
    ("words", "field"),
    [
        (Words(kind="flood", name="  "), "name"),
        (Words(kind="hujan", name="Banjir"), "kind"),
        (Words(kind="flood", name="Banjir", public_name="Banjir, hubungi 081234567890"), "public_name"),
    ],
)
def test_an_incident_without_name_or_kind_or_with_personal_data_for_the_public_is_refused(words, field):
    with pytest.raises(MissingField) as refused:
        open_incident(actor=manager(), token=uuid4(), words=words)
    assert refused.value.field == field
    assert not MajorIncident.objects.exists()


@pytest.mark.parametrize("role", [Role.OFFICER, Role.LEAD, Role.CALL_TAKER, Role.EXECUTIVE])
def test_only_who_dispatches_or_coordinates_manages_incidents(role):
    report = file_report()
    incident = make_incident([report])
    agency = report.agency if role in (Role.OFFICER, Role.LEAD) else None
    other = actor_for_user(User.objects.create_user("lain", role=role, agency=agency))
    ways = (
        lambda: open_incident(actor=other, token=uuid4(), words=FLOOD),
        lambda: gather(incident_id=incident.pk, complaint_ids=[report.pk], actor=other),
        lambda: release(incident_id=incident.pk, complaint_ids=[report.pk], actor=other),
        lambda: describe_incident(incident_id=incident.pk, version=1, actor=other, words=FLOOD),
        lambda: close_incident(incident_id=incident.pk, version=1, actor=other),
        lambda: reopen_incident(incident_id=incident.pk, version=1, actor=other),
    )
    for way in ways:
        with pytest.raises(NotAllowed):
            way()
    assert members_of(incident) == {report.pk}


# --- gathering and releasing --------------------------------------------------


def test_gathering_changes_nothing_of_a_report_but_adds_one_line_for_staff():
    report = file_report("D-BENCANA")
    deliveries, before = Delivery.objects.count(), snapshot()
    incident = make_incident([report])
    assert snapshot() == before
    assert Delivery.objects.count() == deliveries
    line = report.events.get(action=GATHERED)
    assert (line.audience, line.text) == (Audience.STAFF, "Dikumpulkan ke kejadian besar: Banjir Welahan.")
    assert find_incident_of(report) == incident


def test_a_report_belongs_to_one_incident_at_a_time_and_may_move_after_it_was_let_go():
    report = file_report()
    first, second = make_incident([report]), make_incident()
    refused = gather(incident_id=second.pk, complaint_ids=[report.pk], actor=manager())
    assert (refused.count, refused.left_out) == (0, 1)
    assert release(incident_id=first.pk, complaint_ids=[report.pk], actor=manager()) == [report.pk]
    assert gather(incident_id=second.pk, complaint_ids=[report.pk], actor=manager()).count == 1
    assert find_incident_of(report) == second
    # Both times are kept.
    assert IncidentMember.objects.filter(complaint=report).count() == 2
    actions = [GATHERED, RELEASED, GATHERED]
    assert list(report.events.filter(action__startswith="incident").values_list("action", flat=True)) == actions


def test_the_database_itself_keeps_a_report_from_two_incidents():
    report = file_report()
    first, second = make_incident([report]), make_incident()
    member = IncidentMember.objects.get(incident=first)
    with pytest.raises(IntegrityError), transaction.atomic():
        IncidentMember.objects.create(incident=second, complaint=report, batch=uuid4(), gathered_at=member.gathered_at)


def test_gathering_twice_gathers_once_and_writes_one_line():
    report, incident = file_report(), make_incident()
    assert gather(incident_id=incident.pk, complaint_ids=[report.pk], actor=manager()).count == 1
    assert gather(incident_id=incident.pk, complaint_ids=[report.pk], actor=manager()).count == 0
    assert report.events.filter(action=GATHERED).count() == 1


def test_one_action_is_taken_back_whole_and_alone():
    kept, back = file_report(), [file_report(), file_report()]
    incident = make_incident([kept])
    done = gather(incident_id=incident.pk, complaint_ids=[one.pk for one in back], actor=manager())
    gone = release(incident_id=incident.pk, batch=done.batch, actor=manager())
    assert gone == [one.pk for one in back]
    assert members_of(incident) == {kept.pk}
    assert release(incident_id=incident.pk, batch=done.batch, actor=manager()) == []


def test_secret_reports_and_those_about_an_agency_are_not_gathered():
    secret, about, plain = file_report("D-KDRT"), file_report(), file_report()
    Complaint.objects.filter(pk=about.pk).update(about_agency=Agency.objects.get(code="DPUPR"))
    # Whoever is named may read the secret one, and may still not gather it.
    reader = officer_of(secret).user
    User.objects.filter(pk=reader.pk).update(role=Role.COORDINATOR, agency=None, is_staff=True)
    boss = actor_for_user(User.objects.get(pk=reader.pk))
    assert Complaint.objects.visible_to(boss.user).filter(pk=secret.pk).exists()
    incident = make_incident()
    done = gather(incident_id=incident.pk, complaint_ids=[secret.pk, about.pk, plain.pk], actor=boss)
    assert (done.count, done.left_out) == (1, 2)
    assert members_of(incident) == {plain.pk}


def test_drills_go_with_drills_and_with_nothing_else():
    drill, real = file_drill(), file_report("D-BENCANA")
    flood, exercise = make_incident(), make_incident(is_drill=True)
    for incident, member in ((flood, real), (exercise, drill)):
        gather(incident_id=incident.pk, complaint_ids=[drill.pk, real.pk], actor=manager())
        assert members_of(incident) == {member.pk}


def test_what_is_over_is_not_gathered_and_what_ends_later_stays():
    over, report = file_report(), file_report()
    Complaint.objects.filter(pk=over.pk).update(status=Status.CLOSED)
    incident = make_incident([report])
    assert gather(incident_id=incident.pk, complaint_ids=[over.pk], actor=manager()).count == 0
    Complaint.objects.filter(pk=report.pk).update(status=Status.CLOSED)
    assert members_of(incident) == {report.pk}


def test_one_action_has_a_limit_and_says_so():
    incident = make_incident()
    with pytest.raises(NotAllowed, match="Persempit"):
        gather(incident_id=incident.pk, complaint_ids=range(MOST_AT_ONCE + 1), actor=manager())


def test_gathering_costs_as_many_statements_however_many_reports(django_assert_max_num_queries):
    reports = [file_report().pk for _ in range(40)]
    incident = make_incident()
    with django_assert_max_num_queries(9):
        gather(incident_id=incident.pk, complaint_ids=reports, actor=manager())


@pytest.mark.django_db(transaction=True)
def test_who_gathers_what_another_gathers_at_this_moment_gets_what_is_left_and_tells_no_more():
    taken, left = file_report(), file_report()
    mine, theirs = make_incident(), make_incident(actor=manager("lain"))
    done = []

    def gather_both() -> None:
        try:
            both = [taken.pk, left.pk]
            done.append(gather(incident_id=theirs.pk, complaint_ids=both, actor=manager("lain")))
        finally:
            connection.close()

    other = Thread(target=gather_both)
    with transaction.atomic():
        gather(incident_id=mine.pk, complaint_ids=[taken.pk], actor=manager())
        other.start()
        # The other has looked, found both free, and waits for what this transaction becomes. SQLite lets it look later.
        if connection.vendor == "postgresql":
            wait_for_a_waiting_session()
    other.join()
    assert [(one.count, one.left_out) for one in done] == [(1, 1)]
    assert (members_of(mine), members_of(theirs)) == ({taken.pk}, {left.pk})
    # As many lines as members: no ticket tells of a gathering that did not happen.
    assert Event.objects.filter(action=GATHERED).count() == 2


def wait_for_a_waiting_session() -> None:
    waiting = "SELECT count(*) FROM pg_locks WHERE NOT granted AND pg_backend_pid() = ANY(pg_blocking_pids(pid))"
    until = time.monotonic() + 20
    with connection.cursor() as cursor:
        while time.monotonic() < until:
            cursor.execute(waiting)
            if cursor.fetchone()[0]:
                return
    pytest.fail("nobody waited")
