"""The inspector's safeguard: the agency a report is about never sees it."""

from __future__ import annotations

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from accounts.models import Role, User
from complaints.actors import actor_for_user
from complaints.lifecycle import MissingField, apply_transition
from complaints.models import Complaint
from complaints.outgoing import write_alerts
from complaints.tests.citizen import Citizen
from complaints.tests.helpers import file_report, name_for_secrets
from dispatch.models import Agency, Category

pytestmark = pytest.mark.django_db


def report_about(code: str) -> Complaint:
    return file_report("N-ASN", about_agency_id=Agency.objects.get(code=code).pk)


def somebody(code: str, role: Role = Role.OFFICER) -> User:
    user = User.objects.create_user(f"{role}-{code}", role=role, agency=Agency.objects.filter(code=code).first())
    name_for_secrets(user, Category.objects.get(code="N-ASN"))
    return user


def test_a_report_about_officials_goes_to_the_inspectorate_and_not_to_them():
    complaint = report_about("DISHUB")
    assert complaint.agency.code == "INSPEKTORAT"
    assert complaint in Complaint.objects.visible_to(somebody("INSPEKTORAT"))
    assert complaint not in Complaint.objects.visible_to(somebody("DISHUB"))


def test_a_report_about_the_inspectorate_goes_to_who_stands_in():
    complaint = report_about("INSPEKTORAT")
    assert complaint.agency.code == "SETDA"
    assert "sendiri yang dilaporkan" in complaint.routing_explanation
    assert complaint not in Complaint.objects.visible_to(somebody("INSPEKTORAT"))


def test_a_report_about_a_supporting_agency_is_not_supported_by_it():
    complaint = report_about("BKPSDM")
    assert "BKPSDM" not in {agency.code for agency in complaint.supporting.all()}
    assert complaint not in Complaint.objects.visible_to(somebody("BKPSDM"))


def test_whoever_stands_in_and_is_reported_too_leaves_it_to_the_inspectorate():
    assert report_about("SETDA").agency.code == "INSPEKTORAT"


def test_even_support_or_the_county_role_opens_nothing_to_the_agency_reported():
    complaint = report_about("DISHUB")
    complaint.supporting.add(Agency.objects.get(code="DISHUB"))
    for role in (Role.LEAD, Role.COORDINATOR, Role.ADMINISTRATOR):
        assert complaint not in Complaint.objects.visible_to(somebody("DISHUB", role))


def test_it_cannot_be_handed_to_the_agency_reported():
    complaint = report_about("DISHUB")
    lead = actor_for_user(somebody("INSPEKTORAT", Role.LEAD))
    with pytest.raises(MissingField) as refusal:
        apply_transition(
            complaint_id=complaint.pk,
            action="transfer",
            actor=lead,
            text="Bukan kami",
            to_agency_id=complaint.about_agency_id,
        )
    assert refusal.value.field == "to_agency"


def test_it_cannot_be_merged_with_what_is_not_about_them():
    about, other = report_about("DISHUB"), file_report("N-ASN")
    lead = actor_for_user(somebody("INSPEKTORAT", Role.LEAD))
    for one, into in ((about, other), (other, about)):
        with pytest.raises(MissingField):
            apply_transition(complaint_id=one.pk, action="merge", actor=lead, merged_into_number=into.number)


def test_no_alert_reaches_the_agency_reported():
    complaint = report_about("DISHUB")
    agencies = [complaint.agency, complaint.about_agency]
    targets = {message.target for message in write_alerts(complaint=complaint, agencies=agencies, reason="x")}
    assert targets == {f"inbox:{complaint.agency_id}"}


def test_the_form_asks_which_agency_and_files_within_twelve_statements():
    citizen = Citizen()
    citizen.tell("Petugas meminta uang rokok di loket.")
    assert citizen.answer("jenis", category="N-ASN").url.endswith("/rincian/")
    page = citizen.see("rincian").content.decode()
    assert "Laporan ini tentang OPD mana?" in page
    dishub = Agency.objects.get(code="DISHUB")
    assert citizen.answer("rincian", about_agency="999999").status_code == 422
    assert citizen.answer("rincian", about_agency=str(dishub.pk)).status_code == 303
    citizen.answer("lokasi", village="Bandengan")
    citizen.answer("kontak", phone="0812 3456 7890")
    assert "Tentang OPD <b>Dishub</b>" in citizen.see("periksa").content.decode()
    with CaptureQueriesContext(connection) as captured:
        assert citizen.answer("periksa").status_code == 303
    assert Complaint.objects.get().about_agency == dishub
    statements = [query for query in captured if "SAVEPOINT" not in query["sql"]]
    assert len(statements) <= 12


def test_the_agency_may_stay_unsaid():
    citizen = Citizen()
    citizen.fill(category="N-ASN")
    citizen.answer("rincian", about_agency="")
    assert citizen.answer("periksa").status_code == 303
    assert Complaint.objects.get().about_agency is None


def test_another_kind_forgets_the_agency():
    citizen = Citizen()
    citizen.tell()
    citizen.answer("jenis", category="N-ASN")
    citizen.answer("rincian", about_agency=str(Agency.objects.get(code="DISHUB").pk))
    citizen.answer("jenis", category="N-PJU")
    citizen.answer("lokasi", village="Bandengan")
    citizen.answer("kontak", phone="0812 3456 7890")
    citizen.answer("periksa")
    assert Complaint.objects.get().about_agency is None
