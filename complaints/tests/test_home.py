"""The front page: three ways in, and a few figures that never cost more than a glance."""

from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from complaints.home_figures import describe_age, describe_duration, get_home_figures
from complaints.models import Complaint
from complaints.tests.citizen import Citizen

pytestmark = pytest.mark.django_db


def test_the_front_page_leads_to_filing_following_and_calling():
    page = Client().get("/").content.decode()
    for way in ('href="/lapor/"', 'href="/lacak/"', 'href="tel:112"', 'href="tel:110"'):
        assert way in page


def test_only_public_reports_are_listed_and_none_of_their_words():
    public = Citizen().file(text="Cerita pelapor")
    private = Citizen().file(category="N-ADMIN", text="Cerita lain")
    page = Client().get("/").content.decode()
    assert public.number in page
    assert private.number not in page
    assert "Cerita" not in page


def test_where_nothing_is_public_the_front_page_says_so():
    Citizen().file(category="N-ADMIN")
    page = Client().get("/").content.decode()
    assert "Laporan terbaru" in page
    assert "Belum ada laporan yang tampil untuk umum." in page
    Citizen().file()
    assert "Belum ada laporan yang tampil" not in Client().get("/").content.decode()


def test_only_what_came_in_since_midnight_counts_as_today():
    Citizen().file()
    Citizen().file()
    Complaint.objects.filter(pk=Complaint.objects.first().pk).update(filed_at=timezone.now() - timedelta(days=2))
    assert get_home_figures().filed == "1"


def test_what_was_resolved_today_counts_even_if_it_is_confirmed_already():
    now = timezone.now()
    for status in ("resolved", "closed"):
        Complaint.objects.filter(pk=Citizen().file().pk).update(status=status, resolved_at=now)
    assert get_home_figures(now=now).resolved == "2"


def test_the_front_page_costs_the_same_however_much_is_stored(django_assert_max_num_queries):
    Citizen().file()
    with django_assert_max_num_queries(9):
        Client().get("/")


@pytest.mark.parametrize(
    ("wait", "words"),
    [
        (timedelta(seconds=5), "1 menit"),
        (timedelta(minutes=89), "89 menit"),
        (timedelta(hours=3), "3 jam"),
        (timedelta(days=3), "3 hari"),
    ],
)
def test_durations_read_well(wait, words):
    assert describe_duration(wait) == words


def test_what_just_happened_is_just_now():
    assert describe_age(timedelta(seconds=20)) == "baru saja"
