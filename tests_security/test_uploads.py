"""Hostile files: refused with a sentence, or made harmless; the words beside them are kept, and nothing breaks."""

from __future__ import annotations

import io
from pathlib import Path

import pytest
from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from PIL import Image

from complaints.access import private_path
from complaints.models import Draft, Photo
from complaints.tests.citizen import STORY, Citizen, make_photo
from tests_security.figures import say
from tests_security.hostile_files import MARK, Hostile, make_corpus

CORPUS = make_corpus()
SEEN = {"refused": 0, "made harmless": 0}


@pytest.fixture
def citizen(db, settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    return Citizen()


def as_upload(hostile: Hostile) -> SimpleUploadedFile:
    upload = SimpleUploadedFile("x.jpg", hostile.content, hostile.mime)
    upload._name = hostile.name  # what a browser is made to say, not what Django would let pass
    return upload


@pytest.mark.parametrize("hostile", CORPUS, ids=lambda one: one.what)
def test_a_hostile_file_is_refused_or_made_harmless(citizen, tmp_path, hostile):
    answer = citizen.tell(photos=[as_upload(hostile)])
    page = answer.content.decode()
    draft = Draft.objects.get()
    assert draft.data["text"] == STORY, "the words are kept"
    assert answer.status_code in (303, 422)
    kept = list(Photo.objects.all())
    files = [path for path in tmp_path.rglob("*") if path.is_file()]
    assert len(files) == len(kept)
    if kept:
        assert hostile.usable is not False
        check_harmless(kept[0], files[0], citizen)
    elif answer.status_code == 303:
        # Django drops a file without a name before anybody sees it.
        assert hostile.what in ("name: dots", "name: no name")
    else:
        assert hostile.usable is not True
        assert any(words in page for words in ("bukan foto JPEG", "lebih dari 10 MB", "berkas kosong", "megapiksel"))
        assert STORY in page
    assert MARK.decode() not in page
    SEEN["made harmless" if kept else "refused"] += 1


def check_harmless(photo: Photo, path: Path, citizen: Citizen) -> None:
    """Our own JPEG of the pixels, under a name of our own, served as a picture of which nothing runs."""
    content = path.read_bytes()
    assert MARK not in content
    assert b"<script" not in content.lower()
    assert b"<?php" not in content
    with Image.open(io.BytesIO(content)) as image:
        image.load()
        assert (image.format, image.mode) == ("JPEG", "RGB")
        assert max(image.size) <= 2048
        assert not image.getexif()
        assert not {"comment", "icc_profile", "xmp", "exif"} & set(image.info)
    assert path.suffix == ".jpg"
    assert len(path.stem) == 32
    assert path.stat().st_mode & 0o111 == 0, "not to be run"
    answer = citizen.client.get(f"/foto/{photo.pk}/")
    assert answer["Content-Type"] == "image/jpeg"
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert answer["Content-Disposition"] == 'inline; filename="foto.jpg"'
    assert "sandbox" in answer["Content-Security-Policy"]


def test_the_corpus_is_large_enough_and_all_of_it_was_tried():
    say("hostile uploads", files=len(CORPUS), **{name.replace(" ", "_"): count for name, count in SEEN.items()})
    assert len(CORPUS) >= 60
    assert len({one.what for one in CORPUS}) == len(CORPUS)


def test_the_same_files_are_no_more_welcome_on_the_reporters_page(db, settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    citizen = Citizen()
    complaint = citizen.file()
    complaint.photos.all().delete()
    bad = [one for one in CORPUS if one.usable is False and one.content][:5]
    answer = citizen.client.post(
        private_path(complaint), {"action": "add", "text": "Masih mati", "photos": [as_upload(one) for one in bad]}
    )
    assert answer.status_code == 422
    assert "bukan foto" in answer.content.decode()
    assert not Photo.objects.exists()


def test_good_photos_among_bad_ones_are_kept(citizen):
    bad = next(one for one in CORPUS if one.what == "SVG with script")
    answer = citizen.tell(photos=[make_photo(), as_upload(bad), make_photo("PNG")])
    assert answer.status_code == 422
    assert Photo.objects.count() == 2


def test_a_hundred_files_are_stopped_before_any_is_kept(citizen):
    answer = citizen.client.post("/lapor/", {"text": STORY, "photos": [make_photo() for _ in range(100)]})
    assert answer.status_code == 413
    assert not Photo.objects.exists()


def test_six_photos_are_five_and_a_sentence(citizen):
    answer = citizen.tell(photos=[make_photo() for _ in range(6)])
    assert answer.status_code == 422
    assert "paling banyak 5 foto" in answer.content.decode()
    assert Photo.objects.count() == 5


MULTIPART = "multipart/form-data; boundary=B"


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("body", "content_type"),
    [
        (b"", MULTIPART), (b"--B", MULTIPART), (b"--B--", MULTIPART), (b"--B\r\n\r\n--B--", MULTIPART),
        (b'--B\r\nContent-Disposition: form-data; name="photos"; filename="a.jpg"\r\n\r\nxx', MULTIPART),
        (b'--B\r\nContent-Disposition: form-data; name="photos"; filename="a.jpg"\r\n'
         b"Content-Transfer-Encoding: base64\r\n\r\n!!!!\r\n--B--", MULTIPART),
        (b'--B\r\nContent-Disposition: form-data; name="photos"; '
         b"filename*=utf-8''%ff%00.jpg\r\n\r\nx\r\n--B--", MULTIPART),
        (b'--B\r\nContent-Disposition: form-data; filename="a"\r\n\r\nx\r\n--B--', MULTIPART),
        (b'--B\r\nContent-Disposition: attachment; name="text"\r\n\r\nx\r\n--B--', MULTIPART),
        (b"x" * 5000, MULTIPART), (b"x", "multipart/form-data"), (b"x", "multipart/form-data; boundary="),
        (b"x", "multipart/form-data; boundary=\xff"), (b"x", "multipart/mixed; boundary=B"),
        (b"--B\r\n" + b"X-Long: " + b"a" * 70_000 + b"\r\n\r\nx\r\n--B--", MULTIPART),
        (b"".join(b'--B\r\nContent-Disposition: form-data; name="a%d"\r\n\r\nx\r\n' % n for n in range(500)),
         MULTIPART),
    ],
)  # fmt: skip
def test_a_broken_body_is_answered_without_a_fault(body, content_type):
    answer = Client(raise_request_exception=False).generic("POST", "/lapor/", body, content_type=content_type)
    assert answer.status_code in (303, 400, 413, 422)
    assert "Traceback" not in answer.content.decode()


def test_files_lie_outside_of_everything_that_is_served():
    media, static = Path(settings.MEDIA_ROOT).resolve(), Path(settings.STATIC_ROOT).resolve()
    assert not media.is_relative_to(static)
    assert not static.is_relative_to(media)
    assert not settings.MEDIA_URL.strip("/"), "there is no address for the folder"
