"""What leaves the house: masked for the public, Wadul Bupati and those who carry alerts, whole for those who work."""

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from complaints.access import private_path
from complaints.choices import EventKind
from complaints.lifecycle import add_message, apply_transition
from complaints.masking.villages import read_place_words
from complaints.models import Complaint
from complaints.outgoing import write_alerts
from complaints.public_texts import mask_for_provider, mask_for_public
from complaints.tests.helpers import file_report, officer_of
from dispatch.models import Agency, AgencyContact, Category, Delivery, Village
from dispatch.outbox import enqueue

pytestmark = pytest.mark.django_db

PERSONAL = "Pak Slamet, Jl. Pemuda No. 12 RT 02/RW 05, hp 0812-3456-7890"
# Also what is no word but a part of one: "12" stands in many a page.
SECRETS = ("Slamet", "0812-3456-7890", "No. 12")


def say_in_public(complaint, text=PERSONAL):
    officer = officer_of(complaint)
    apply_transition(complaint_id=complaint.pk, action="acknowledge", actor=officer)
    apply_transition(complaint_id=complaint.pk, action="start", actor=officer, text=text)


def read(path):
    return Client().get(path).content.decode()


def payloads(complaint, **narrow):
    rows = Delivery.objects.filter(subject=f"complaint:{complaint.number}", **narrow)
    return [row.payload for row in rows.order_by("id")]


def test_what_staff_write_is_masked_for_the_public_and_whole_for_the_reporter():
    complaint = file_report()
    say_in_public(complaint)
    public, own = read(f"/lacak/{complaint.number}/"), read(private_path(complaint))
    assert "Pak [nama], Jl. Pemuda No. [nomor rumah] RT 02/RW 05, hp [nomor telepon]" in public
    assert not any(secret in public for secret in SECRETS)
    assert PERSONAL in own


def test_where_a_report_was_forwarded_to_is_masked_for_the_public():
    complaint = file_report()
    officer = officer_of(complaint, "lead")
    apply_transition(
        complaint_id=complaint.pk,
        action="forward",
        actor=officer,
        text="Di luar wewenang",
        forwarded_to="Bapak Sutrisno 0812-3456-7890",
    )
    assert "Diteruskan ke <b>Bapak [nama] [nomor telepon]</b>" in read(f"/lacak/{complaint.number}/")
    assert "Bapak Sutrisno 0812-3456-7890" in read(private_path(complaint))


def test_the_story_is_public_only_where_the_setting_says_so_and_the_reporter_has_not_declined(settings):
    complaint = file_report(text=f"Lampu mati di depan rumah {PERSONAL}")
    path = f"/lacak/{complaint.number}/"
    assert "Lampu mati" not in read(path)
    settings.PUBLIC_STORIES = True
    page = read(path)
    assert "Lampu mati di depan rumah Pak [nama]" in page
    assert not any(secret in page for secret in SECRETS)
    Complaint.objects.filter(pk=complaint.pk).update(allows_publication=False)
    assert "Lampu mati" not in read(path)


def test_public_without_address_hides_the_exact_place_too():
    complaint = file_report()
    complaint.visibility = "public_masked"
    text = "Di Jl. KH. Ahmad Fauzan RT 02/RW 05, titik -6.592412, 110.671234, sejak 2 jam lalu."
    assert mask_for_public(complaint=complaint, text=text).text == (
        "Di [lokasi] [lokasi], titik [lokasi], sejak 2 jam lalu."
    )
    complaint.visibility = "public"
    assert mask_for_public(complaint=complaint, text=text).text == text


def test_the_front_page_and_duplicates_show_nothing_of_a_text():
    complaint = file_report(text=f"Kata sendiri, {PERSONAL}", landmark="rumah Bu Tini", lat=-6.59, lng=110.67)
    page = read("/")
    assert complaint.category.name in page
    assert not any(secret in page for secret in (*SECRETS, "Kata sendiri", "Bu Tini"))


def test_wadul_gets_the_matter_without_persons():
    complaint = file_report(text=f"Lampu mati dekat {PERSONAL}", landmark="depan rumah Bu Tini no 7")
    (create,) = payloads(complaint, operation="create")
    assert create["text"] == "Lampu mati dekat Pak [nama], Jl. Pemuda No. [nomor rumah] RT 02/RW 05, hp [nomor telepon]"
    assert create["landmark"] == "depan rumah Bu [nama] no [nomor rumah]"
    add_message(complaint_id=complaint.pk, actor=officer_of(complaint), kind=EventKind.ANSWER, text=PERSONAL)
    update = payloads(complaint, operation="update")[-1]
    assert not any(secret in update["text"] for secret in SECRETS)


def test_wadul_gets_the_text_as_it_was_written_where_a_regency_agreed_on_that(settings):
    settings.WADUL_MASK_TEXT = False
    complaint = file_report(text=PERSONAL)
    assert payloads(complaint, operation="create")[0]["text"] == PERSONAL


def test_an_emergency_reaches_the_agency_whole_and_a_provider_with_the_door_but_without_names():
    category = Category.objects.get(code="D-KES")
    AgencyContact.objects.create(agency=category.agency, name="Grup", address="json://127.0.0.1:9/", order=1)
    complaint = file_report("D-KES", text=f"Pingsan di rumah {PERSONAL}", landmark="rumah Bu Tini no 7")
    inbox = payloads(complaint, target__startswith="inbox:")[0]
    provider = payloads(complaint, target__startswith="contact:")[0]
    assert inbox["text"] == f"Pingsan di rumah {PERSONAL}"
    assert provider["text"] == "Pingsan di rumah Pak [nama], Jl. Pemuda No. 12 RT 02/RW 05, hp [nomor telepon]"
    assert provider["landmark"] == "rumah Bu Tini no 7"
    assert provider["place"] == inbox["place"]


def test_what_is_added_later_reaches_a_provider_without_names_too_and_our_own_words_as_they_are():
    category = Category.objects.get(code="D-KES")
    AgencyContact.objects.create(agency=category.agency, name="Grup", address="json://127.0.0.1:9/", order=1)
    complaint = file_report("D-KES", text="Pingsan")
    enqueue(messages=write_alerts(complaint=complaint, agencies=[complaint.agency], reason="later", ask=PERSONAL))
    inbox, provider = (payloads(complaint, target__startswith=kind)[-1]["ask"] for kind in ("inbox:", "contact:"))
    assert inbox == PERSONAL
    assert provider == "Pak [nama], Jl. Pemuda No. 12 RT 02/RW 05, hp [nomor telepon]"
    for agency in Agency.objects.all():
        ours = f"Dialihkan dari {agency.name}. Regu {agency.short_name} tidak menjawab 2 kali. Bawa ambulans dan P3K."
        assert mask_for_provider(complaint=complaint, text=ours) == ours


def test_filing_costs_no_statement_more_while_the_villages_are_known():
    read_place_words()
    file_report()
    with CaptureQueriesContext(connection) as statements:
        file_report(text=PERSONAL, reporter_name="Sri", phone="+6281234567890")
    assert len(statements) <= 12


def test_every_village_is_known_to_the_masks():
    words = read_place_words()
    for name in Village.objects.values_list("name", flat=True)[:20]:
        assert set(name.casefold().split()) <= words
