"""Whatever is thrown at the citizens' pages: a clear 4xx in Indonesian, never a 500."""

import uuid

import pytest
from django.test import Client
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from complaints.access import private_path
from complaints.tests.citizen import Citizen, make_photo
from jepara_tanggap import limits

pytestmark = pytest.mark.django_db

MANY = settings(
    max_examples=40,
    deadline=None,
    derandomize=True,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
NASTY = [
    "",
    "\x00",
    "a\x00b",
    "\x1b[31m",
    "\ud800",
    "﷽" * 50,
    "‮abc",
    "' OR 1=1 --",
    "<script>alert(1)</script>",
    "{{ 7*7 }}",
    "../../etc/passwd",
    "-1",
    "NaN",
    "1e309",
    "9" * 400,
    "0x10",
    "33.20.06.2001",
    "a" * 5000,
]
WORDS = st.one_of(st.sampled_from(NASTY), st.text(max_size=60), st.integers().map(str), st.floats().map(str))
NAMES = {
    "cerita": ["text", "occurred_at", "remove", "upload", "photos"],
    "jenis": ["category"],
    "rincian": ["q1", "q2", "q3", "q999999"],
    "lokasi": ["village", "village_code", "landmark", "lat", "lng", "use_photo"],
    "kontak": ["name", "phone", "email", "anonymous", "secret", "publication", "social"],
    "periksa": ["anything"],
    "tidak-ada": ["anything"],
}
ANSWERED = {200, 303, 302, 400, 404, 409, 413, 422, 429}


def encode(fields):
    # Lone surrogates cannot be sent as UTF-8; a hostile client sends their bytes all the same.
    return {name: value.encode("utf-8", "surrogatepass").decode("utf-8", "replace") for name, value in fields.items()}


@pytest.fixture
def emergency():
    citizen = Citizen()
    citizen.tell()
    citizen.answer("jenis", category="D-BAKAR")
    citizen.answer("lokasi", village="Bandengan")
    return citizen


def begin_counting_anew() -> None:
    """Let each example be the first from its address; emptying Redis would empty it for tests beside this one too."""
    limits.KEY_PREFIX = f"limits-{uuid.uuid4().hex}"


@pytest.mark.parametrize("slug", list(NAMES))
@MANY
@given(data=st.data())
def test_no_page_of_filing_falls_over(emergency, slug, data):
    fields = data.draw(st.dictionaries(st.sampled_from(NAMES[slug]), WORDS))
    answer = emergency.client.post(f"{emergency.base}{slug}/", encode(fields))
    assert answer.status_code in ANSWERED
    assert emergency.client.get(f"{emergency.base}{slug}/").status_code in ANSWERED


@MANY
@given(fields=st.dictionaries(st.sampled_from(["number", "pin"]), WORDS))
def test_tracking_does_not_fall_over(fields):
    begin_counting_anew()
    assert Client().post("/lacak/", encode(fields)).status_code in ANSWERED


@MANY
@given(fields=st.dictionaries(st.sampled_from(["action", "text", "rating", "last_read", "photos"]), WORDS))
def test_the_private_page_does_not_fall_over(fields):
    begin_counting_anew()
    complaint = Citizen().file()
    assert Client().post(private_path(complaint), encode(fields)).status_code in ANSWERED


@MANY
@given(content=st.binary(max_size=2000))
def test_bytes_for_a_photo_are_answered(content):
    photo = make_photo()
    photo.file.seek(0)
    photo.file.write(content)
    assert Citizen().tell(photos=[photo]).status_code in {303, 422}


@MANY
@given(body=st.binary(max_size=400), kind=st.sampled_from(["multipart/form-data; boundary=x", "multipart/form-data"]))
def test_bad_multipart_is_answered(body, kind):
    assert Client().post("/lapor/", data=body, content_type=kind).status_code in {400, 422}


@pytest.mark.parametrize("address", ["/lapor/x/cerita/", "/lacak/%00/", "/t/%00/%00/", "/foto/x/", "/lacak/%ff%fe/"])
def test_addresses_that_lead_nowhere_are_not_found(address):
    assert Client().get(address).status_code == 404


def test_control_characters_are_named_removed_and_the_rest_stays():
    answer = Citizen().tell(text="Lampu\x00 mati\x07 total")
    page = answer.content.decode()
    assert answer.status_code == 422
    assert "karakter yang tidak terbaca" in page
    assert "Lampu mati total" in page


def test_a_megabyte_of_text_is_refused_with_all_of_it_still_in_the_form():
    text = "Lampu mati. " * 90_000
    answer = Client().post("/lapor/", {"text": text})
    page = answer.content.decode()
    assert answer.status_code == 422
    assert "Paling banyak 4.000 huruf; sekarang 1.07" in page
    assert text.strip() in page


def test_two_hundred_fields_are_refused_with_the_text_still_in_the_form():
    answer = Client().post("/lapor/", {"text": "Lampu mati total", **{f"f{n}": "x" for n in range(200)}})
    page = answer.content.decode()
    assert answer.status_code == 422
    assert "terlalu banyak isian" in page
    assert "Lampu mati total" in page


def test_a_megabyte_in_a_field_no_page_has_is_refused_too():
    answer = Client().post("/lapor/", {"text": "Lampu mati total", "x": "a" * 1_000_000})
    assert answer.status_code == 422
    assert "Lampu mati total" in answer.content.decode()


def test_two_hundred_fields_where_nothing_is_typed_are_too_large():
    citizen = Citizen()
    citizen.fill()
    for address in (f"{citizen.base}periksa/", "/lacak/"):
        assert citizen.client.post(address, {f"f{n}": "x" for n in range(200)}).status_code == 413


@pytest.mark.parametrize(
    "fields", [{"text": "a" * 3_000_000}, {f"f{n}": "x" for n in range(2000)}], ids=["text", "fields"]
)
def test_beyond_what_is_read_at_all_the_answer_is_too_large(fields):
    assert Client().post("/lapor/", fields).status_code == 413


def test_an_upload_of_hundreds_of_megabytes_is_refused_unread():
    answer = Client().generic(
        "POST",
        "/lapor/",
        b"--x\r\n",
        content_type="multipart/form-data; boundary=x",
        CONTENT_LENGTH=str(400 * 1024 * 1024),
    )
    assert answer.status_code == 413


def test_a_cookie_of_nonsense_opens_no_draft():
    citizen = Citizen()
    citizen.tell()
    for value in ("", ".", "x" * 4000, "\x00.\x00", "é" * 45, "a" * 43):
        client = Client()
        client.cookies["konsep"] = value
        assert client.get(f"{citizen.base}jenis/").status_code == 404
        assert client.get("/lapor/").status_code == 200
