"""Search keeps to the queryset it is given, and its index keeps up with the table."""

from __future__ import annotations

import pytest
from django.db import connection
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from complaints.choices import Source
from complaints.intake import NewReport, file_complaint
from complaints.models import Complaint
from complaints.search import search_complaints
from dispatch.models import Category

pytestmark = pytest.mark.django_db
on_postgres = pytest.mark.skipif("connection.vendor != 'postgresql'", reason="PostgreSQL only")


@pytest.fixture
def broken() -> Complaint:
    return write("Kerusakan trotoar di Jalan Pemuda, aspalnya mengelupas")


def write(text: str, landmark: str = "") -> Complaint:
    report = NewReport(category=Category.objects.get(code="N-PJU"), text=text, village=None, landmark=landmark)
    return file_complaint(report=report, source=Source.WEB).complaint


def found(words: str) -> list[Complaint]:
    return list(search_complaints(Complaint.objects.all(), words))


@pytest.mark.parametrize("words", ["trotoar", "PEMUDA jalan", "aspal", "trotoar, jalan", "kerusakan tro"])
def test_every_word_must_be_there_and_the_last_may_be_unfinished(broken, words):
    write("Lampu mati")
    assert found(words) == [broken]


@pytest.mark.parametrize("words", ["trotoar lampu", "xyz", "!!!", "", "'; DROP TABLE", "tro jalan lampu"])
def test_what_is_not_there_is_not_found(broken, words):
    assert found(words) == []


def test_a_number_is_found_however_it_is_written(broken):
    for words in (broken.number, broken.grouped_number, broken.number[:6] + "-" + broken.number[6:]):
        assert found(words) == [broken]


def test_search_never_widens_what_was_given(broken):
    assert not search_complaints(Complaint.objects.exclude(pk=broken.pk), "trotoar").exists()
    assert not search_complaints(Complaint.objects.exclude(pk=broken.pk), broken.number).exists()


def test_the_index_follows_new_changed_and_removed_rows(broken):
    other = write("Lampu mati di trotoar")
    assert set(found("trotoar")) == {broken, other}
    Complaint.objects.filter(pk=broken.pk).update(text="[dihapus]")
    assert found("trotoar") == [other]
    assert found("dihapus") == [broken]


def test_a_landmark_may_be_a_home_and_is_not_in_the_index(broken):
    write("Lampu mati", landmark="rumah Bu Sri dekat trotoar")
    assert found("trotoar") == [broken]


def test_a_search_can_be_part_of_another_query(broken):
    events = broken.events.model.objects.filter(complaint__in=search_complaints(Complaint.objects.all(), "trotoar"))
    assert {event.complaint_id for event in events} == {broken.pk}


def test_a_common_word_finds_the_same_as_a_rare_one(broken, monkeypatch):
    other = write("Trotoar lain")
    write("Lampu mati")
    monkeypatch.setattr("complaints.search.RARE", 1)
    assert set(found("trotoar")) == {broken, other}
    assert found("pemuda trotoar") == [broken]


@on_postgres
def test_with_trigrams_the_stem_is_found_inside_a_longer_word(broken):
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM pg_extension WHERE extname = 'pg_trgm'")
        if not cursor.fetchone()[0]:
            pytest.skip("pg_trgm cannot be created here")
    assert found("rusak trotoar") == [broken]


@settings(max_examples=200, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(words=st.text(max_size=80) | st.text(alphabet="\"'*():&|!<>-^~{}[]\\%_+ ANDORNEAR\x00\ud800é", max_size=40))
def test_any_input_is_safe(broken, words):
    assert len(found(words)) <= 1
