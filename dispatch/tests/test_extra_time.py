"""What an island is given beyond the limits of a category: as data, for whatever is promised there."""

from __future__ import annotations

import pytest
from django.contrib.auth import get_user_model
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from dispatch.extra_time import NO_EXTRA, Extra, find_extra_time
from dispatch.models import Category, ExtraTime, Village
from dispatch.routing import find_route

pytestmark = pytest.mark.django_db
ISLAND, MAINLAND = "33.20.10", "33.20.07"


def category(code: str) -> Category:
    return Category.objects.get(code=code)


def find(code: str, district: str | None = ISLAND) -> Extra:
    return find_extra_time(category=category(code), district_id=district)


def test_the_files_give_karimunjawa_more_time_and_nobody_else():
    assert find("N-PJU").resolve_days > 0
    assert find("N-PJU", MAINLAND) == find("N-PJU", None) == NO_EXTRA


def test_a_row_that_names_the_category_goes_before_that_of_the_district():
    ExtraTime.objects.create(district_id=ISLAND, category=category("N-PJU"), verify_days=1, resolve_days=9)
    assert find("N-PJU") == Extra(verify_days=1, resolve_days=9)
    assert find("N-JALAN").resolve_days == 5


def test_an_emergency_is_given_more_time_only_by_a_row_of_its_own():
    assert find("D-LAUT") == NO_EXTRA
    ExtraTime.objects.create(district_id=ISLAND, category=category("D-LAUT"), minutes=10)
    assert find("D-LAUT") == Extra(minutes=10)


def test_a_route_brings_it_along_in_its_one_statement():
    village = Village.objects.select_related("district").filter(district=ISLAND).first()
    light = category("N-PJU")
    with CaptureQueriesContext(connection) as statements:
        route = find_route(category=light, village=village)
    assert len(statements) == 1
    assert route.extra == find("N-PJU")
    assert find_route(category=light, village=None).extra == NO_EXTRA


def test_one_row_each():
    with pytest.raises(IntegrityError), transaction.atomic():
        ExtraTime.objects.create(district_id=ISLAND, resolve_days=2)


def test_the_admin_refuses_a_step_that_would_be_due_after_the_next(client):
    client.force_login(get_user_model().objects.create_superuser("boss", password="x", role="administrator"))
    add = reverse("admin:dispatch_extratime_add")
    days = {"minutes": 0, "verify_days": 1, "respond_days": 3, "resolve_days": 2}
    assert "Urutkan tambahannya" in client.post(add, {"district": MAINLAND, **days}).text
    assert "sudah punya tambahan" in client.post(add, {"district": ISLAND, **days, "resolve_days": 3}).text
    assert client.post(add, {"district": MAINLAND, **days, "resolve_days": 3}).status_code == 302
    assert find("N-PJU", MAINLAND) == Extra(verify_days=1, respond_days=3, resolve_days=3)
