"""Publication and social media: asked apart, off again at once, and every change in the history."""

from __future__ import annotations

import pytest
from django.test import Client

from complaints.choices import EventKind
from complaints.duplicates import find_duplicates
from complaints.home_figures import get_home_figures
from complaints.models import Complaint
from complaints.privacy.consents import Consent, change_consents, list_offered
from complaints.tests.citizen import Citizen
from complaints.tests.helpers import file_report
from dispatch.models import Delivery

pytestmark = pytest.mark.django_db

SECRET_MATTER = "N-ADMIN"


def withdraw(complaint: Complaint) -> Complaint:
    change_consents(complaint_id=complaint.pk, wanted={Consent.PUBLICATION: False})
    complaint.refresh_from_db()
    return complaint


def test_publication_is_on_and_social_media_off_until_somebody_says_otherwise():
    citizen = Citizen()
    citizen.fill()
    page = citizen.see("kontak").content.decode()
    assert 'name="publication" aria-describedby="id_publication_helptext" id="id_publication" checked' in page
    assert 'id="id_social" checked' not in page


def test_what_was_chosen_is_on_the_report_and_in_its_first_event():
    complaint = Citizen().file(contact={"social": "on"})
    assert (complaint.allows_publication, complaint.allows_social) == (True, True)
    assert complaint.events.first().data["social"] is True


def test_whoever_declines_publication_files_a_private_report():
    citizen = Citizen()
    citizen.fill()
    citizen.answer("kontak", phone="0812 3456 7890")
    assert "Tidak tampil untuk umum" in citizen.see("periksa").content.decode()
    citizen.answer("periksa")
    complaint = Complaint.objects.get()
    assert (complaint.visibility, complaint.allows_publication, complaint.is_public) == ("private", False, False)


def test_social_media_without_publication_is_asked_about_and_nothing_typed_is_lost():
    citizen = Citizen()
    citizen.fill()
    answer = citizen.answer("kontak", phone="0812 3456 7890", social="on")
    assert answer.status_code == 422
    assert "0812 3456 7890" in answer.content.decode()


def test_what_can_never_be_public_is_not_asked_about():
    citizen = Citizen()
    citizen.fill(category=SECRET_MATTER)
    assert 'name="publication"' not in citizen.see("kontak").content.decode()
    complaint = file_report(SECRET_MATTER, allows_social=True)
    assert (complaint.allows_publication, complaint.allows_social) == (False, False)
    assert list_offered(complaint) == []


def test_secret_narrows_both():
    complaint = file_report(is_secret=True, allows_social=True)
    assert (complaint.is_public, complaint.allows_social) == (False, False)


def test_withdrawing_publication_takes_it_off_every_public_page_at_once():
    complaint = file_report(lat=-6.6, lng=110.7, allows_social=True)
    category = complaint.category
    assert find_duplicates(category=category, lat=-6.6, lng=110.7)
    withdraw(complaint)
    assert find_duplicates(category=category, lat=-6.6, lng=110.7) == []
    assert get_home_figures().latest == []
    page = Client().get(f"/lacak/{complaint.number}/").content.decode()
    assert category.name not in page
    assert "tidak dibuka untuk umum" in page


def test_a_refusal_holds_even_where_staff_open_the_report_again():
    complaint = withdraw(file_report(lat=-6.6, lng=110.7))
    Complaint.objects.update(visibility="public")
    complaint.refresh_from_db()
    assert not complaint.is_public
    assert not Complaint.objects.visible_publicly().exists()
    assert find_duplicates(category=complaint.category, lat=-6.6, lng=110.7) == []
    assert get_home_figures().latest == []


def test_withdrawing_publication_takes_social_media_with_it_and_tells_wadul_and_the_agency():
    complaint = withdraw(file_report(allows_social=True))
    assert (complaint.allows_publication, complaint.allows_social) == (False, False)
    told = {one.channel: one.payload for one in Delivery.objects.exclude(operation="create")}
    assert "menarik izin publikasi" in told["wadul"]["text"]
    assert "Hapus unggahan" in told["alert"]["ask"]


def test_giving_it_again_makes_it_what_it_was():
    complaint = file_report()
    Complaint.objects.filter(pk=complaint.pk).update(visibility="public_masked")
    withdraw(complaint)
    change_consents(complaint_id=complaint.pk, wanted={Consent.PUBLICATION: True})
    complaint.refresh_from_db()
    assert (complaint.visibility, complaint.is_public) == ("public_masked", True)


def test_each_change_is_one_line_of_history_and_none_without_a_change():
    complaint = file_report()
    assert change_consents(complaint_id=complaint.pk, wanted={Consent.PUBLICATION: True}) == []
    withdraw(complaint)
    (event,) = complaint.events.filter(kind=EventKind.CONSENT)
    assert (event.action, event.data["given"]) == ("withdraw_publication", False)


def test_staff_see_whether_they_may_post(client, django_user_model):
    user = django_user_model.objects.create_user("k", role="coordinator")
    client.force_login(user)
    complaint = file_report(allows_social=True)
    assert "Pelapor mengizinkan" in client.get(f"/petugas/tiket/{complaint.number}/").content.decode()
