"""The inspector's safeguard: the agency a report is about never sees it."""

from __future__ import annotations

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from accounts.checks import check_county_staff
from accounts.models import AuditAction, AuditEntry, Role, User
from complaints.about import say_about
from complaints.actors import actor_for_user
from complaints.lifecycle import MissingField, NotAllowed, apply_transition
from complaints.models import Complaint, Handover
from complaints.outgoing import write_alerts
from complaints.tests.citizen import Citizen
from complaints.tests.helpers import file_report, name_for_secrets
from dispatch.models import Agency, Category, Delivery, InboxMessage

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


# --- said after filing -------------------------------------------------------------


def county(code: str = "DISKOMINFO") -> User:
    return User.objects.create_user(
        f"koordinator-{code}", role=Role.COORDINATOR, agency=Agency.objects.filter(code=code).first()
    )


def say(complaint: Complaint, code: str | None, *, user: User, reason: str = "Cerita menyebut petugasnya") -> Complaint:
    agency_id = Agency.objects.get(code=code).pk if code else None
    return say_about(complaint_id=complaint.pk, user=user, agency_id=agency_id, reason=reason)


def test_the_agency_that_has_it_loses_it_at_once_when_it_turns_out_to_be_about_them():
    lamp = file_report("N-PJU")
    officer = User.objects.create_user("petugas", role=Role.OFFICER, agency=lamp.agency)
    InboxMessage.objects.create(
        agency=lamp.agency, key="x", subject=f"complaint:{lamp.number}", title="t", created_at=lamp.filed_at
    )
    assert lamp in Complaint.objects.visible_to(officer)
    said = say(lamp, lamp.agency.code, user=county())
    assert said.agency_id != lamp.agency_id
    assert said.transfers == 1
    assert said not in Complaint.objects.visible_to(officer)
    assert not Handover.objects.readable_by(officer).filter(complaint=lamp).exists()
    assert not InboxMessage.objects.filter(agency=lamp.agency, subject=f"complaint:{lamp.number}").exists()


def test_it_goes_to_whoever_the_category_names_for_that():
    lamp = file_report("N-PJU")
    Category.objects.filter(pk=lamp.category_id).update(conflict_agency=Agency.objects.get(code="INSPEKTORAT"))
    assert say(lamp, lamp.agency.code, user=county()).agency.code == "INSPEKTORAT"


def test_what_is_public_of_it_names_nobody_and_the_reason_is_for_staff():
    lamp = file_report("N-PJU")
    say(lamp, lamp.agency.code, user=county(), reason="Kepala bidangnya meminta uang")
    public = lamp.events.filter(audience="public").values_list("text", flat=True)
    assert not any("uang" in text or lamp.agency.short_name in text for text in public)
    assert "Kepala bidangnya meminta uang" in lamp.events.get(action="say_about").text
    assert AuditEntry.objects.get(action=AuditAction.SAFEGUARD_CHANGED).subject == f"complaint:{lamp.number}"
    sent = [row.payload for row in Delivery.objects.filter(channel="wadul", subject=f"complaint:{lamp.number}")]
    assert "uang" not in str(sent)


def test_a_supporter_that_is_named_supports_no_more():
    fire = file_report("D-BAKAR")
    helper = fire.supporting.first()
    officer = User.objects.create_user("bantu", role=Role.OFFICER, agency=helper)
    assert fire in Complaint.objects.visible_to(officer)
    assert say(fire, helper.code, user=county()).agency_id == fire.agency_id
    assert fire not in Complaint.objects.visible_to(officer)
    assert helper not in fire.supporting.all()


def test_one_that_is_resolved_moves_too_so_that_an_objection_finds_its_reader():
    lamp = file_report("N-PJU")
    Complaint.objects.filter(pk=lamp.pk).update(status="resolved")
    said = say(lamp, lamp.agency.code, user=county())
    assert (said.status, said.agency_id == lamp.agency_id) == ("resolved", False)


def test_it_can_be_taken_back_and_said_twice_changes_nothing():
    lamp, coordinator = file_report("N-PJU"), county()
    say(lamp, "BPBD", user=coordinator)
    version = Complaint.objects.get(pk=lamp.pk).version
    say(lamp, "BPBD", user=coordinator)
    assert Complaint.objects.get(pk=lamp.pk).version == version
    assert say(lamp, None, user=coordinator).about_agency is None


@pytest.mark.parametrize(
    ("role", "code"),
    [(Role.OFFICER, "DISHUB"), (Role.DISPATCHER, "BPBD"), (Role.EXECUTIVE, "BPBD"), (Role.LEAD, "BPBD")],
)
def test_nobody_else_says_it(role, code):
    lamp = file_report("N-PJU")
    user = User.objects.create_user("orang", role=role, agency=Agency.objects.get(code=code))
    with pytest.raises(NotAllowed):
        say(lamp, "DPUPR", user=user)
    assert Complaint.objects.get(pk=lamp.pk).about_agency is None


def test_nobody_names_their_own_agency_nor_says_it_without_a_reason():
    lamp, coordinator = file_report("N-PJU"), county()
    for code, reason in (("DISKOMINFO", "Alasan panjang"), ("BPBD", " x ")):
        with pytest.raises(MissingField):
            say(lamp, code, user=coordinator, reason=reason)


def test_of_county_staff_whose_agency_is_unknown_it_cannot_be_told_so_they_see_none():
    complaint = file_report("N-PJU")
    lost, known = county(""), county("BPBD")
    assert complaint in Complaint.objects.visible_to(lost)
    say(complaint, "DPUPR", user=known)
    assert complaint not in Complaint.objects.visible_to(lost)
    assert complaint in Complaint.objects.visible_to(known)
    with pytest.raises(NotAllowed):
        say(file_report("N-PJU"), "DPUPR", user=lost)
    found = check_county_staff(databases=["default"])
    assert [message.id for message in found] == ["accounts.W001"]
    assert lost.username in found[0].msg
    assert known.username not in found[0].msg


def test_the_admin_names_whose_agency_is_unknown(client):
    boss = User.objects.create_user("bos", role=Role.ADMINISTRATOR, is_staff=True, is_superuser=True)
    client.force_login(boss)
    assert "Isi OPD tempat mereka bekerja" in client.get("/admin/accounts/user/").content.decode()
    User.objects.filter(pk=boss.pk).update(agency=Agency.objects.get(code="DISKOMINFO"))
    assert "Isi OPD tempat mereka bekerja" not in client.get("/admin/accounts/user/").content.decode()


def test_the_coordinator_says_it_on_the_ticket_page(client):
    lamp = file_report("N-PJU")
    client.force_login(county())
    page = f"/petugas/tiket/{lamp.number}/"
    assert "OPD yang dilaporkan" in client.get(page).content.decode()
    refused = client.post(f"{page}tentang/", {"agency": lamp.agency_id, "reason": ""})
    assert refused.status_code == 400
    assert client.post(f"{page}tentang/", {"agency": lamp.agency_id, "reason": "Menyebut petugas"}).url == page
    assert "tidak dapat membacanya" in client.get(page).content.decode()
    officer = User.objects.create_user("petugas", role=Role.OFFICER, agency=lamp.agency)
    client.force_login(officer)
    assert client.get(page).status_code == 404
    assert client.get(f"{page}cetak/").status_code == 404
