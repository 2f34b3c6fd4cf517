"""More photos than a page takes, from a phone without JavaScript: they are left out and named, the words are kept."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from complaints.access import private_path
from complaints.models import Photo
from complaints.tests.citizen import STORY, Citizen, make_photo

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _own_folder(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path


def make_nonsense(name: str, size: int = 9) -> SimpleUploadedFile:
    return SimpleUploadedFile(name, b"x" * size)


def test_photos_that_are_too_large_together_cost_no_word_of_the_story(settings):
    settings.MAX_BODY_BYTES = 100_000
    answer = Citizen().tell(text=STORY, photos=[make_photo(), make_nonsense("besar.jpg", 100_000)])
    page = answer.content.decode()
    assert answer.status_code == 422
    assert STORY in page
    assert "bersama lebih dari 50 MB" in page
    assert not Photo.objects.exists()


def test_they_cost_no_word_on_the_reporters_page_either(settings):
    citizen = Citizen()
    complaint = citizen.file()
    settings.MAX_BODY_BYTES = 100_000
    photos = [make_photo(), make_nonsense("besar.jpg", 100_000)]
    answer = citizen.client.post(private_path(complaint), {"action": "add", "text": STORY, "photos": photos})
    page = answer.content.decode()
    assert answer.status_code == 422
    assert "bersama lebih dari 50 MB" in page
    assert [event.text for event in complaint.events.all()].count(STORY) == 1
    assert not complaint.photos.exclude(event=None).exists()


def test_of_a_dozen_files_the_first_ten_are_looked_at_and_the_rest_is_counted():
    photos = [*(make_nonsense(f"{place}.jpg") for place in range(9)), make_photo(name="kesepuluh.jpg")]
    answer = Citizen().tell(text=STORY, photos=[*photos, make_photo(), make_photo()])
    page = answer.content.decode()
    assert answer.status_code == 422
    assert STORY in page
    assert "Terlalu banyak berkas sekaligus: 2 tidak ikut disimpan." in page
    assert Photo.objects.count() == 1, "the tenth is whole, though files after it were left out"


def test_a_page_without_words_takes_no_body_that_large(settings):
    settings.MAX_BODY_BYTES = 100_000
    citizen = Citizen()
    citizen.fill()
    answer = citizen.client.post(f"{citizen.base}periksa/", {"photos": [make_nonsense("besar.jpg", 100_000)]})
    assert answer.status_code == 413
