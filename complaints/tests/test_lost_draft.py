"""Going on with a report that can be gone on with no more: nothing is typed twice, and nothing told of others'."""

import html
import re
from datetime import timedelta
from uuid import uuid4

import pytest
from django.test import Client
from django.utils import timezone

from complaints.models import Draft
from complaints.tests.citizen import Citizen, make_photo

pytestmark = pytest.mark.django_db


@pytest.fixture
def late():
    """A citizen whose draft is over a day old."""
    citizen = Citizen()
    citizen.tell()
    citizen.answer("jenis", category="N-PJU")
    Draft.objects.update(updated_at=timezone.now() - timedelta(hours=25))
    return citizen


def read_story(answer):
    """Return what stands in the first page's field."""
    page = answer.content.decode()
    assert answer.status_code == 404
    assert "Laporan tadi tidak dapat dilanjutkan di sini" in page
    assert '<form method="post" action="/lapor/"' in page
    return html.unescape(re.search(r'<textarea name="text"[^>]*>(.*?)</textarea>', page, re.DOTALL)[1]).strip()


def test_a_story_sent_too_late_begins_a_new_report(late):
    answer = late.answer("cerita", text="Tiang <12> miring", occurred_at="2026-01-31T08:30", photos=[make_photo()])
    text = read_story(answer)
    assert text == "Tiang <12> miring"
    assert "2026-01-31T08:30" in answer.content.decode()
    assert "Pilih lagi fotonya" in answer.content.decode()
    assert late.client.post("/lapor/", {"text": text}).status_code == 303
    assert Draft.objects.order_by("-created_at").first().data["text"] == text


def test_answers_and_a_place_sent_too_late_stand_in_the_new_story(late):
    assert read_story(late.answer("rincian", q1="Tiga tiang", q2="Ya")) == "Tiga tiang"
    assert read_story(late.answer("lokasi", village="Bandengan", landmark="depan SD")) == "Lokasi: Bandengan, depan SD"


def test_a_contact_sent_too_late_is_shown_and_stays_out_of_the_story(late):
    answer = late.answer("kontak", name="Sri", phone="0812 3456 7890", email="")
    assert read_story(answer) == ""
    for words in ("Sri", "0812 3456 7890"):
        assert words in answer.content.decode()
    assert "Surel" not in answer.content.decode()


def test_whom_to_call_comes_before_all_words(late):
    page = late.see("lokasi").content.decode().split("<main")[1]
    assert page.index('href="tel:112"') < page.index("Laporan tadi tidak dapat dilanjutkan")


def test_a_lost_cookie_another_browser_and_no_draft_at_all_sound_the_same():
    citizen = Citizen()
    citizen.tell("Rahasia pelapor")
    for path in ("cerita", "terima-kasih"):
        known = Client().get(f"{citizen.base}{path}/")
        unknown = Client().get(f"/lapor/{uuid4()}/{path}/")
        assert known.status_code == unknown.status_code == 404
        assert "Rahasia pelapor" not in known.content.decode()
        strip = re.compile(rb'name="csrfmiddlewaretoken" value="\w+"|nonce="[^"]+"')
        assert strip.sub(b"", known.content) == strip.sub(b"", unknown.content)


def test_a_page_that_filing_never_had_is_simply_not_found():
    citizen = Citizen()
    citizen.tell()
    assert "Halaman tidak ditemukan" in citizen.see("gosip").content.decode()
    assert "Halaman tidak ditemukan" in Client().get(f"{citizen.base}gosip/").content.decode()


def test_a_live_draft_of_the_same_browser_is_offered(late):
    dead = late.base
    late.tell("Pohon tumbang")
    assert f"{late.base}periksa/" in late.client.get(f"{dead}cerita/").content.decode()
