"""Who gets a report, and why."""

from __future__ import annotations

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from dispatch.models import Agency, Category, RoutingOverride, Village
from dispatch.routing import NoAgencyAtAll, find_route

pytestmark = pytest.mark.django_db

SEKURO = "33.20.07.2001"


@pytest.fixture
def light() -> Category:
    return Category.objects.get(code="N-PJU")


@pytest.fixture
def village() -> Village:
    return Village.objects.select_related("district").get(code=SEKURO)


def agency(code: str) -> Agency:
    return Agency.objects.get(code=code)


def switch_off(*codes: str) -> None:
    Agency.objects.filter(code__in=codes).update(is_active=False)


def test_a_category_goes_to_its_own_agency(light, village):
    route = find_route(category=light, village=village)
    assert route.agency.code == "DISHUB"
    assert [one.code for one in route.supporting] == ["BPSPP2"]
    assert route.explanation == (
        "Kategori Lampu penerangan jalan (LPJU) → Dishub; tidak ada pengecualian untuk Kec. Mlonggo."
    )


def test_without_a_place_the_own_agency_still_gets_it(light):
    route = find_route(category=light, village=None)
    assert route.agency.code == "DISHUB"
    assert "lokasi tidak disebut" in route.explanation


def test_a_district_override_wins_over_the_category(light, village):
    RoutingOverride.objects.create(
        category=light, district=village.district, agency=agency("BPSPP2"), reason="Jalur prov"
    )
    route = find_route(category=light, village=village)
    assert route.agency.code == "BPSPP2"
    assert route.supporting == []
    assert route.explanation.endswith("→ BPSPP Wil. II; pengecualian Kec. Mlonggo (alasan: Jalur prov).")


def test_a_village_override_wins_over_the_district(light, village):
    RoutingOverride.objects.create(category=light, district=village.district, agency=agency("BPSPP2"))
    RoutingOverride.objects.create(category=light, village=village, agency=agency("PLN"))
    route = find_route(category=light, village=village)
    assert route.agency.code == "PLN"
    assert route.explanation.endswith(f"→ PLN; pengecualian {village}.")


def test_an_override_elsewhere_or_switched_off_does_not_count(light, village):
    RoutingOverride.objects.create(category=light, district_id="33.20.01", agency=agency("PLN"))
    RoutingOverride.objects.create(category=light, village=village, agency=agency("PLN"), is_active=False)
    RoutingOverride.objects.create(category=Category.objects.get(code="N-JALAN"), village=village, agency=agency("PLN"))
    assert find_route(category=light, village=village).agency.code == "DISHUB"


def test_an_override_to_an_inactive_agency_is_passed_over_and_told(light, village):
    RoutingOverride.objects.create(category=light, village=village, agency=agency("PLN"))
    switch_off("PLN")
    route = find_route(category=light, village=village)
    assert route.agency.code == "DISHUB"
    assert f"pengecualian {village} dilewati karena PLN tidak aktif" in route.explanation


def test_an_inactive_agency_falls_through_to_the_fallback(light, village):
    switch_off("DISHUB", "BPSPP2")
    route = find_route(category=light, village=village)
    assert route.agency.code == "DISKOMINFO"
    assert route.supporting == []
    assert "OPD kategori ini tidak aktif" in route.explanation


def test_the_district_office_handles_what_is_given_to_it(light, village):
    light.agency, light.to_district_office = None, True
    light.save()
    assert find_route(category=light, village=village).agency.code == "KEC_07"
    assert find_route(category=light, village=None).agency.code == "DISKOMINFO"


def test_the_district_office_supports_in_its_own_district_only(village):
    waste = Category.objects.get(code="N-SAMPAH")
    assert [one.code for one in find_route(category=waste, village=village).supporting] == ["KEC_07"]
    assert find_route(category=waste, village=None).supporting == []


def test_a_category_without_an_agency_goes_to_the_fallback(light, village):
    light.agency = None
    light.save()
    assert find_route(category=light, village=village).agency.code == "DISKOMINFO"


def test_the_fallback_is_a_setting(light, village, settings):
    settings.ROUTING_FALLBACK_AGENCY = "SETDA"
    switch_off("DISHUB")
    assert find_route(category=light, village=village).agency.code == "SETDA"


def test_even_without_a_fallback_somebody_gets_it(light, village):
    switch_off("DISHUB", "DISKOMINFO")
    assert find_route(category=light, village=village).agency.is_active


def test_an_empty_directory_is_said_plainly(light, village):
    Agency.objects.update(is_active=False)
    with pytest.raises(NoAgencyAtAll):
        find_route(category=light, village=village)


def test_an_unsaved_override_can_be_tried(light, village):
    trial = RoutingOverride(category=light, village=village, agency=agency("PLN"))
    assert find_route(category=light, village=village, trial=trial).agency.code == "PLN"
    assert find_route(category=light, village=village).agency.code == "DISHUB"


def test_a_changed_override_is_tried_in_place_of_the_saved_one(light, village):
    saved = RoutingOverride.objects.create(category=light, village=village, agency=agency("PLN"))
    moved = RoutingOverride(pk=saved.pk, category=light, district_id="33.20.01", agency=agency("BPBD"))
    assert find_route(category=light, village=village, trial=moved).agency.code == "DISHUB"


@pytest.mark.parametrize("code", [pytest.param("N-SAMPAH", id="district-office"), pytest.param("D-BAKAR", id="three")])
def test_at_most_three_statements(village, code):
    category = Category.objects.get(code=code)
    fresh = Village.objects.get(pk=village.pk)
    for place in (fresh, None):
        with CaptureQueriesContext(connection) as captured:
            find_route(category=category, village=place)
        assert len(captured) <= 3


def test_every_category_lands_somewhere_in_every_district():
    for category in Category.objects.all():
        for village in Village.objects.select_related("district").filter(code__endswith=".2001"):
            route = find_route(category=category, village=village)
            assert route.agency.is_active
            assert route.agency not in route.supporting
