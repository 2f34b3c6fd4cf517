"""Photos from strangers: read by content, written anew, shown to those who may see them."""

import io
import struct
import zlib

import pillow_heif
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from PIL import Image

from accounts.models import Role, User
from complaints.access import private_path
from complaints.photos import BadPhoto, clean_photo
from complaints.tests.citizen import Citizen, make_gps_exif, make_photo
from dispatch.models import Agency


def clean(upload):
    return clean_photo(file=upload, size=upload.size)


def reopen(photo):
    return Image.open(io.BytesIO(photo.content))


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP", "GIF"])
def test_the_kind_is_told_by_content_and_not_by_name(kind):
    upload = make_photo(kind, name="x.exe")
    if kind == "GIF":
        with pytest.raises(BadPhoto):
            clean(upload)
    else:
        assert reopen(clean(upload)).format == "JPEG"


def test_heic_is_read():
    buffer = io.BytesIO()
    pillow_heif.from_pillow(Image.new("RGB", (64, 48), "red")).save(buffer)
    photo = clean(SimpleUploadedFile("x.heic", buffer.getvalue()))
    assert (photo.width, photo.height) == (64, 48)


def test_the_longest_side_becomes_2048():
    photo = clean(make_photo(size=(4000, 1000)))
    assert (photo.width, photo.height) == (2048, 512)


def test_orientation_is_applied_and_every_trace_of_the_camera_is_gone():
    exif = make_gps_exif((6.0, 35.0, 0.0), (110.0, 40.0, 0.0))
    exif[0x0112] = 6
    photo = clean(make_photo(size=(60, 40), exif=exif, comment=b"rahasia"))
    assert (photo.width, photo.height) == (40, 60)
    assert len(reopen(photo).getexif()) == 0
    assert b"PabrikKamera" not in photo.content
    assert b"rahasia" not in photo.content


def test_the_place_is_read_before_it_is_removed():
    photo = clean(make_photo(exif=make_gps_exif((6.0, 35.0, 19.68), (110.0, 40.0, 6.24))))
    assert photo.point == pytest.approx((-6.5888, 110.6684), abs=1e-5)


def test_a_photo_with_a_nonsense_place_is_still_a_photo():
    exif = make_gps_exif((999.0, 0.0, 0.0), (110.0, 0.0, 0.0))
    assert clean(make_photo(exif=exif)).point is None


def test_transparent_ground_becomes_white():
    buffer = io.BytesIO()
    Image.new("RGBA", (10, 10), (255, 0, 0, 0)).save(buffer, "PNG")
    assert reopen(clean(SimpleUploadedFile("x.png", buffer.getvalue()))).getpixel((5, 5)) == (255, 255, 255)


def build_png_header(width, height):
    def chunk(name, data):
        return struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))

    header = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    body = chunk(b"IHDR", header) + chunk(b"IDAT", zlib.compress(b"")) + chunk(b"IEND", b"")
    return b"\x89PNG\r\n\x1a\n" + body


@pytest.mark.parametrize("side", [8000, 30000, 200000])
def test_a_decompression_bomb_is_refused_before_it_unfolds(side):
    with pytest.raises(BadPhoto, match="50 megapiksel" if side < 10000 else "utuh"):
        clean(SimpleUploadedFile("bom.png", build_png_header(side, side)))


@pytest.mark.parametrize(
    "content",
    [b"", b"\xff\xd8\xff", b"GIF89a", b"<svg onload=alert(1)>", b"\x00" * 5000, b"RIFF\x00\x00\x00\x00WEBPVP8 "],
)
def test_what_is_no_photo_is_refused(content):
    with pytest.raises(BadPhoto):
        clean(SimpleUploadedFile("x.jpg", content))


def test_a_truncated_photo_is_refused():
    whole = make_photo(size=(800, 600)).read()
    with pytest.raises(BadPhoto):
        clean(SimpleUploadedFile("x.jpg", whole[: len(whole) // 2]))


def test_more_than_10_mb_is_refused():
    with pytest.raises(BadPhoto, match="10 MB"):
        clean_photo(file=io.BytesIO(b""), size=10 * 1024 * 1024 + 1)


# --- who may see it -----------------------------------------------------------


@pytest.fixture
def filed(db):
    citizen = Citizen()
    complaint = citizen.file(photos=[make_photo()])
    return citizen, complaint, complaint.photos.get()


def staff_client(role, agency=None):
    client = Client()
    client.force_login(User.objects.create(username=f"{role}-{agency}", role=role, agency=agency))
    return client


def test_a_stored_name_says_nothing_and_cannot_be_guessed(filed):
    _, complaint, photo = filed
    assert "foto" not in photo.file.name
    assert str(complaint.number) not in photo.file.name
    assert len(photo.file.name.rpartition("/")[2]) == 36


def test_staff_see_the_photos_of_complaints_they_may_read(filed):
    _, complaint, photo = filed
    address = f"/foto/{photo.pk}/"
    other = Agency.objects.exclude(pk=complaint.agency_id).exclude(supported_complaints=complaint).first()
    assert staff_client(Role.OFFICER, complaint.agency).get(address).status_code == 200
    assert staff_client(Role.OFFICER, other).get(address).status_code == 404
    assert Client().get(address).status_code == 404


def test_the_writer_of_a_draft_sees_its_photos_until_it_is_sent(db):
    citizen = Citizen()
    citizen.fill(photos=[make_photo()])
    address = f"/foto/{citizen.draft.photos.get().pk}/"
    assert citizen.client.get(address).status_code == 200
    assert Client().get(address).status_code == 404
    citizen.answer("periksa")
    assert citizen.client.get(address).status_code == 404


def test_the_private_link_opens_the_reporters_photos_and_no_others(filed):
    _, complaint, photo = filed
    other = Citizen().file(photos=[make_photo()]).photos.get()
    base = private_path(complaint)
    assert Client().get(f"{base}foto/{photo.pk}/").status_code == 200
    assert Client().get(f"{base}foto/{other.pk}/").status_code == 404
    assert Client().get(f"/t/{complaint.number}/{'0' * 32}/foto/{photo.pk}/").status_code == 404


def test_a_photo_is_sent_so_that_no_browser_takes_it_for_something_else(filed):
    _, complaint, photo = filed
    answer = Client().get(f"{private_path(complaint)}foto/{photo.pk}/")
    assert answer["Content-Type"] == "image/jpeg"
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert answer["Content-Disposition"] == 'inline; filename="foto.jpg"'
    assert answer["Cache-Control"].startswith("private")


def test_a_small_one_is_sent_for_lists(db):
    big = Citizen().file(photos=[make_photo(size=(1600, 1200))])
    address = f"{private_path(big)}foto/{big.photos.get().pk}/"
    small = Image.open(io.BytesIO(b"".join(Client().get(f"{address}?kecil"))))
    assert small.size == (360, 270)
    assert Image.open(io.BytesIO(b"".join(Client().get(address)))).size == (1600, 1200)
