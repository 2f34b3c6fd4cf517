"""Major incidents close and open again, leave each report its own ticket and state, and tell nobody too much."""

from __future__ import annotations

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from accounts.models import Role, User
from complaints.lifecycle import apply_transition
from complaints.major.gathering import gather, release
from complaints.major.incidents import Words, close_incident, describe_incident, reopen_incident
from complaints.major.locking import StaleIncident
from complaints.major.reading import count_members, select_incidents, select_members, tell_public
from complaints.models import Complaint, MajorIncident
from complaints.refusals import NotAllowed
from complaints.tests.helpers import file_report, officer_of
from complaints.tests.incidents import COLUMNS, FLOOD, make_incident, manager, members_of, snapshot
from dispatch.models import Agency, Visibility

pytestmark = pytest.mark.django_db


# --- closing and reopening ------------------------------------------------------


def test_closing_ends_gathering_and_leaves_every_report_as_it_is():
    reports = [file_report(), file_report("D-BENCANA")]
    incident = make_incident(reports)
    before = snapshot()
    close_incident(incident_id=incident.pk, version=1, actor=manager())
    assert snapshot() == before
    assert members_of(incident) == {report.pk for report in reports}
    with pytest.raises(NotAllowed, match="sudah ditutup"):
        gather(incident_id=incident.pk, complaint_ids=[file_report().pk], actor=manager())
    before = snapshot()
    reopen_incident(incident_id=incident.pk, version=2, actor=manager())
    assert snapshot() == before
    assert gather(incident_id=incident.pk, complaint_ids=[file_report().pk], actor=manager()).count == 1


def test_a_step_of_one_report_changes_no_other_and_not_the_incident():
    lamp, other = file_report(), file_report()
    incident = make_incident([lamp, other])
    before = Complaint.objects.filter(pk=other.pk).values_list(*COLUMNS).get()
    officer = officer_of(lamp)
    apply_transition(complaint_id=lamp.pk, action="acknowledge", actor=officer)
    apply_transition(complaint_id=lamp.pk, action="start", actor=officer)
    apply_transition(complaint_id=lamp.pk, action="resolve", actor=officer, text="Sudah", no_proof_reason="Malam")
    assert Complaint.objects.filter(pk=other.pk).values_list(*COLUMNS).get() == before
    incident.refresh_from_db()
    assert (incident.is_open, incident.version) == (True, 1)


def test_who_closes_what_another_changed_meanwhile_is_told_who():
    incident = make_incident()
    describe_incident(incident_id=incident.pk, version=1, actor=manager(), words=FLOOD)
    for change in (close_incident, reopen_incident):
        with pytest.raises(StaleIncident, match="Dispatcher: keterangan diubah"):
            change(incident_id=incident.pk, version=1, actor=manager())


def test_what_is_closed_is_not_closed_again():
    incident = make_incident()
    close_incident(incident_id=incident.pk, version=1, actor=manager())
    with pytest.raises(NotAllowed):
        close_incident(incident_id=incident.pk, version=2, actor=manager())
    reopen_incident(incident_id=incident.pk, version=2, actor=manager())
    with pytest.raises(NotAllowed):
        reopen_incident(incident_id=incident.pk, version=3, actor=manager())


DEEDS = st.lists(st.tuples(st.sampled_from(["gather", "release", "close", "reopen", "describe"]), st.integers(0, 4)))


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(deeds=DEEDS)
def test_whatever_is_done_with_incidents_no_report_ever_changes(deeds):
    with transaction.atomic():
        reports = [file_report() for _ in range(4)]
        incidents = [make_incident() for _ in range(2)]
        before, actor = snapshot(), manager()
        for deed, place in deeds:
            incident = MajorIncident.objects.get(pk=incidents[place % 2].pk)
            known = {"incident_id": incident.pk, "actor": actor}
            chosen = [report.pk for report in reports[: place + 1]]
            try:
                if deed in ("gather", "release"):
                    {"gather": gather, "release": release}[deed](complaint_ids=chosen, **known)
                elif deed == "describe":
                    describe_incident(version=incident.version, words=FLOOD, **known)
                else:
                    {"close": close_incident, "reopen": reopen_incident}[deed](version=incident.version, **known)
            except NotAllowed:
                pass
            assert snapshot() == before
        transaction.set_rollback(True)


# --- who sees what ------------------------------------------------------------------


def test_an_agency_knows_of_the_incident_its_reports_are_in_and_counts_only_these():
    lamp, flood = file_report("N-PJU"), file_report("D-BENCANA")
    incident = make_incident([lamp, flood])
    officer = officer_of(lamp).user
    stranger = User.objects.create_user("asing", role=Role.OFFICER, agency=Agency.objects.get(code="DISPERKIM"))
    assert list(select_incidents(user=officer)) == [incident]
    assert list(select_members(incident=incident, user=officer)) == [lamp]
    assert count_members(user=officer, incidents=[incident])[incident.pk].total == 1
    assert count_members(user=manager().user, incidents=[incident])[incident.pk].total == 2
    assert not select_incidents(user=stranger).exists()


def test_a_report_that_becomes_secret_is_counted_for_nobody_who_may_not_read_it():
    lamp, flood = file_report("N-PJU"), file_report("D-BENCANA")
    incident = make_incident([lamp, flood])
    Complaint.objects.filter(pk=lamp.pk).update(visibility=Visibility.SECRET)
    assert count_members(user=manager().user, incidents=[incident])[incident.pk].total == 1
    assert tell_public(flood).count == 1


def test_the_public_reads_of_an_incident_only_under_a_name_that_was_set_for_it():
    report = file_report()
    incident = make_incident([report], words=Words(kind="flood", name="Banjir Welahan, tanggul bocor"))
    assert tell_public(report) is None
    describe_incident(incident_id=incident.pk, version=1, actor=manager(), words=FLOOD)
    assert tell_public(report).name == "Banjir di Welahan"
    release(incident_id=incident.pk, complaint_ids=[report.pk], actor=manager())
    assert tell_public(report) is None
