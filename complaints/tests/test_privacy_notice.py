"""The notice at collection: told before anything is sent, and never changed after it was read."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.core.cache import cache
from django.core.exceptions import ValidationError
from django.test import Client
from django.utils import timezone

from complaints.models import PrivacyNotice
from complaints.models.privacy import NoticeIsInForce
from complaints.privacy.notice import find_notice_in_force, load_notices, split_sections
from complaints.tests.citizen import Citizen
from complaints.tests.helpers import file_report
from jepara_tanggap.seed_files import SeedFileError

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _forget_version():
    cache.clear()
    yield
    cache.clear()


def publish(version: str, **more) -> PrivacyNotice:
    given = {"summary": "Ringkas sekali.", "text": "Isinya.", "valid_from": timezone.now() - timedelta(seconds=1)}
    return PrivacyNotice.objects.create(version=version, **{**given, **more})


def test_the_notice_says_who_why_how_long_and_whose_rights():
    page = Client().get("/privasi/").content.decode()
    for part in ("Siapa yang bertanggung jawab", "Pasal 20 ayat (2)", "Berapa lama", "Hak Anda", "3 × 24 jam"):
        assert part in page


def test_every_page_leads_to_the_notice():
    assert 'href="/privasi/"' in Client().get("/lacak/").content.decode()


def test_contact_and_review_say_it_in_one_sentence_with_the_way_to_all_of_it():
    citizen = Citizen()
    citizen.fill()
    notice = find_notice_in_force()
    for slug in ("kontak", "periksa"):
        page = citizen.see(slug).content.decode()
        assert notice.summary in page
        assert f'href="/privasi/{notice.version}/"' in page


def test_a_report_remembers_the_version_its_reporter_could_read():
    citizen = Citizen()
    citizen.fill()
    citizen.see("periksa")
    publish("9")
    citizen.answer("periksa")
    citizen.see("terima-kasih")
    from complaints.models import Complaint

    assert Complaint.objects.get().notice_version == "1"
    assert Complaint.objects.get().events.first().data["notice"] == "1"


def test_other_ways_of_filing_take_the_version_in_force():
    publish("9")
    assert file_report().notice_version == "9"


def test_a_notice_that_is_still_to_come_is_not_shown():
    publish("9", valid_from=timezone.now() + timedelta(hours=1))
    assert Client().get("/privasi/9/").status_code == 404
    assert "Versi 1," in Client().get("/privasi/").content.decode()


def test_an_older_version_stays_readable_and_says_that_it_is_old():
    publish("9")
    page = Client().get("/privasi/1/").content.decode()
    assert "Ini versi lama" in page
    assert "Ini versi lama" not in Client().get("/privasi/").content.decode()


def test_what_has_been_in_force_can_neither_be_changed_nor_deleted():
    notice = publish("9")
    notice.text = "Lain."
    with pytest.raises(NoticeIsInForce):
        notice.save()
    with pytest.raises(NoticeIsInForce):
        notice.delete()
    with pytest.raises(NoticeIsInForce):
        PrivacyNotice.objects.filter(version="9").update(text="Lain.")


def test_a_notice_still_to_come_can_be_corrected():
    notice = publish("9", valid_from=timezone.now() + timedelta(hours=1))
    notice.text = "Lain."
    notice.save()
    assert PrivacyNotice.objects.get(version="9").text == "Lain."


def test_no_notice_can_be_published_for_the_past():
    notice = PrivacyNotice(version="9", summary="a", text="b", valid_from=timezone.now() - timedelta(days=1))
    with pytest.raises(ValidationError):
        notice.full_clean()


def test_loading_twice_adds_nothing(tmp_path):
    (tmp_path / "7.md").write_text("berlaku: 2026-02-01T00:00:00+07:00\nringkas: Satu.\n\n## A\n\nTeks.", "utf-8")
    assert (load_notices(folder=tmp_path), load_notices(folder=tmp_path)) == (1, 0)


def test_a_file_without_its_date_is_refused_by_name(tmp_path):
    (tmp_path / "7.md").write_text("ringkas: Satu.\n\nTeks.", "utf-8")
    with pytest.raises(SeedFileError, match=r"7\.md"):
        load_notices(folder=tmp_path)


def test_text_becomes_headings_paragraphs_and_points():
    first, second = split_sections("Pembuka\nlanjut.\n\n## Judul\n- satu\n- dua\n\nPenutup.")
    assert (first.heading, first.blocks[0].text) == ("", "Pembuka lanjut.")
    assert (second.heading, second.blocks[0].points, second.blocks[1].text) == ("Judul", ("satu", "dua"), "Penutup.")


def test_the_admin_offers_the_next_version_and_leaves_the_old_one_alone(admin_client):
    page = admin_client.get("/admin/complaints/privacynotice/add/").content.decode()
    assert 'value="2"' in page
    old = f"/admin/complaints/privacynotice/{PrivacyNotice.objects.get().pk}/change/"
    assert 'name="text"' not in admin_client.get(old).content.decode()
    assert admin_client.post(old, {"text": "Lain."}).status_code == 403
