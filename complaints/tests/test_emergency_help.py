"""Whom an emergency's pages say to call: the kind's own number, then the agency it goes to, then the others."""

from __future__ import annotations

import re

import pytest
from django.test import Client

from complaints.access import private_path
from complaints.emergency_help import get_emergency_help
from complaints.models import Complaint
from complaints.tests.citizen import Citizen
from dispatch.models import Agency, Category, DirectNumber, RoutingOverride, Village

pytestmark = pytest.mark.django_db


def list_calls(page: str) -> list[tuple[str, str]]:
    """Return the numbers of a page that one tap calls, each with its words, in their order."""
    main = page.split("<main")[1]
    found = re.findall(r'<a(?: class="([^"]*)")? ?href="tel:([^"]+)"', main)
    return [(number, "button" if "button" in kind else "line") for kind, number in found]


def ask(category: str, slug: str = "rincian") -> str:
    """Return a page of an emergency of this kind; the first one after the kind is that of the questions."""
    citizen = Citizen()
    citizen.fill(category=category, text="Tolong, gawat")
    return citizen.see(slug).content.decode()


@pytest.mark.parametrize(("category", "number", "words"), [("D-KES", "119", "Ambulans"), ("D-BAKAR", "113", "Damkar")])
def test_the_kinds_own_number_is_the_first_to_tap_beside_112(category, number, words):
    page = ask(category)
    assert list_calls(page)[:2] == [("112", "button"), (number, "button")]
    assert f"<span>{words} {number}</span>" in page
    assert list_calls(ask(category, "kontak"))[:2] == [("112", "button"), (number, "button")]


def test_the_agencys_number_comes_after_as_a_telephone_takes_it():
    Agency.objects.filter(code="SATPOLPP_DAMKAR").update(phone="(0291) 592113")
    page = ask("D-BAKAR")
    assert list_calls(page)[2] == ("0291592113", "button")
    assert "Satpol PP &amp; Damkar (0291) 592113" in page


def test_no_number_stands_on_a_page_twice():
    numbers = [number for number, _ in list_calls(ask("D-POLISI"))]
    assert numbers.count("110") == 1
    assert set(DirectNumber.objects.filter(is_active=True).values_list("number", flat=True)) <= set(numbers)


def test_the_agency_is_the_one_the_report_goes_to_not_the_kinds_usual_one():
    other = Agency.objects.get(code="BPBD")
    Agency.objects.filter(pk=other.pk).update(phone="0291 777")
    village = Village.objects.get(name="Bandengan")
    category = Category.objects.get(code="D-BAKAR")
    RoutingOverride.objects.create(category=category, village=village, agency=other, reason="pos di sana")
    citizen = Citizen()
    citizen.fill(category="D-BAKAR", text="Rumah terbakar")
    assert ("0291777", "line") in list_calls(citizen.see("kontak").content.decode())
    citizen.answer("periksa")
    complaint = Complaint.objects.get()
    assert complaint.agency == other
    assert ("0291777", "line") in list_calls(citizen.see("terima-kasih").content.decode())
    assert Client().get(private_path(complaint)).status_code == 200


def test_a_number_that_is_none_of_the_short_ones_is_shown_all_the_same():
    Category.objects.filter(code="D-BAKAR").update(direct_number="0811-222")
    found = get_emergency_help(category=Category.objects.get(code="D-BAKAR"))
    assert [(one.label, one.number, one.dial) for one in found.direct] == [("Langsung", "0811-222", "0811222")]


def test_emergency_pages_hold_up_without_any_agency():
    Agency.objects.update(is_active=False)
    assert list_calls(ask("D-KES"))[0] == ("112", "button")
