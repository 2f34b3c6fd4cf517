"""Filing on the web: where it is, and how to reach whoever reports."""

from __future__ import annotations

import re

import pytest

from complaints.place_search import _read_villages, find_village, label_village
from complaints.tests.citizen import Citizen, make_gps_exif, make_photo
from dispatch.models import Category, District, Village

pytestmark = pytest.mark.django_db

MIDDLE_OF_JEPARA = {"lat": "-6.5888", "lng": "110.6684"}


def at_place(category="N-PJU"):
    citizen = Citizen()
    citizen.tell()
    citizen.answer("jenis", category=category)
    return citizen


def test_a_point_alone_names_its_village():
    citizen = at_place()
    assert citizen.answer("lokasi", **MIDDLE_OF_JEPARA).status_code == 303
    assert citizen.draft.data["village"].startswith("33.20.")


def test_a_point_in_the_sea_is_refused_and_the_form_kept():
    answer = at_place().answer("lokasi", village="Bandengan", landmark="dermaga", lat="-6.2", lng="110.3")
    page = answer.content.decode()
    assert answer.status_code == 422
    assert "di luar wilayah" in page
    assert "dermaga" in page


@pytest.mark.parametrize(("lat", "lng"), [("abc", "1"), ("-6.5", ""), ("nan", "nan"), ("1e999", "0"), ("91", "181")])
def test_points_that_are_none_are_refused(lat, lng):
    assert at_place().answer("lokasi", lat=lat, lng=lng).status_code == 422


def test_a_decimal_comma_is_understood():
    assert at_place().answer("lokasi", lat="-6,5888", lng="110,6684").status_code == 303


def test_villages_of_one_name_are_told_apart_by_their_district():
    other = District.objects.exclude(name="Jepara").first()
    Village.objects.create(code="99.1", name="Bandengan", kind="desa", district=other, lat=0, lng=0)
    _read_villages.cache_clear()
    citizen = at_place()
    answer = citizen.answer("lokasi", village="bandengan")
    assert answer.status_code == 422
    assert other.name in answer.content.decode()
    assert citizen.answer("lokasi", village="bandengan", village_code="99.1").status_code == 303
    assert citizen.draft.data["village"] == "99.1"
    _read_villages.cache_clear()


def test_an_unknown_village_is_told_so_and_what_was_typed_stays():
    answer = at_place().answer("lokasi", village="Atlantis", landmark="dekat pohon")
    assert answer.status_code == 422
    assert "Atlantis" in answer.content.decode()
    assert "dekat pohon" in answer.content.decode()


def test_a_place_is_asked_for_only_where_the_kind_needs_one():
    assert at_place().answer("lokasi").status_code == 422
    Category.objects.filter(code="N-PJU").update(needs_place=False)
    assert at_place().answer("lokasi").status_code == 303


def with_photo():
    """Return a citizen at the place question, whose photo was taken in the middle of Jepara."""
    citizen = Citizen()
    citizen.tell(photos=[make_photo(exif=make_gps_exif((6.0, 35.0, 19.68), (110.0, 40.0, 6.24)))])
    citizen.answer("jenis", category="N-PJU")
    return citizen, str(citizen.draft.photos.get().pk)


def test_the_place_of_a_photo_is_offered_and_can_be_taken():
    citizen, photo = with_photo()
    assert "Pakai lokasi foto ini" in citizen.see("lokasi").content.decode()
    citizen.answer("lokasi", use_photo=photo)
    assert citizen.draft.data["point"] == pytest.approx([-6.5888, 110.6684])


def test_taking_the_place_of_a_photo_keeps_the_landmark_that_was_typed():
    citizen, photo = with_photo()
    assert citizen.answer("lokasi", use_photo=photo, landmark="sebelah toko besi").status_code == 303
    assert "sebelah toko besi" in citizen.see("lokasi").content.decode()
    # The village the page shows by now is no word against another photo, or the same once more.
    shown = label_village(find_village(citizen.draft.data["village"]))
    assert citizen.answer("lokasi", use_photo=photo, village=shown, lat="x", lng="").status_code == 303


def test_another_village_typed_than_the_photos_is_asked_about_and_not_thrown_away():
    citizen, photo = with_photo()
    answer = citizen.answer("lokasi", use_photo=photo, village="Bandengan", landmark="dekat dermaga")
    page = answer.content.decode()
    assert answer.status_code == 422
    for kept in ("lain dari yang Anda tulis", 'value="Bandengan"', "dekat dermaga", 'value="-6.5888'):
        assert kept in page, kept
    codes = re.findall(r'name="village_code" value="([\d.]+)"', page)
    assert len(codes) == 2
    fields = {"village": "Bandengan", "landmark": "dekat dermaga", "lat": "-6.5888", "lng": "110.6684"}
    assert citizen.answer("lokasi", village_code=codes[0], **fields).status_code == 303
    assert citizen.draft.data["village"] == codes[0]
    assert citizen.draft.data["landmark"] == "dekat dermaga"


@pytest.mark.parametrize("fields", [{"use_photo": "x"}, {"landmark": "x" * 300}])
def test_a_photo_place_that_cannot_be_taken_costs_no_words(fields):
    citizen, photo = with_photo()
    answer = citizen.answer("lokasi", **{"use_photo": photo, "village": "Jepara", "landmark": "xxx dermaga", **fields})
    assert answer.status_code == 422
    assert "xxx" in answer.content.decode()
    assert 'value="Jepara"' in answer.content.decode()


# --- contact -------------------------------------------------------------------


def test_a_report_needs_no_contact_unless_its_kind_does():
    assert Citizen().file(contact={}).reporter is None
    Category.objects.filter(code="N-PJU").update(needs_contact=True)
    citizen = at_place()
    citizen.answer("lokasi", village="Bandengan")
    assert citizen.answer("kontak").status_code == 422
    assert citizen.answer("kontak", anonymous="on", phone="081234567890").status_code == 422
    assert citizen.answer("kontak", email="sri@contoh.id").status_code == 303


@pytest.mark.parametrize(
    "fields", [{"phone": "123"}, {"phone": "bukan nomor"}, {"email": "sri@"}, {"email": "x" * 300}]
)
def test_a_contact_that_cannot_be_right_is_asked_for_again(fields):
    citizen = at_place()
    citizen.answer("lokasi", village="Bandengan")
    answer = citizen.answer("kontak", name="Sri", **fields)
    assert answer.status_code == 422
    assert 'value="Sri"' in answer.content.decode()


def test_whoever_is_anonymous_leaves_no_name_or_number():
    complaint = Citizen().file(contact={"anonymous": "on", "name": "Sri", "phone": "0812 3456 7890"})
    assert complaint.is_anonymous
    assert complaint.reporter is None


def test_a_secret_report_is_open_to_nobody_outside():
    complaint = Citizen().file(contact={"secret": "on"})
    assert complaint.visibility == "private"
