"""The map of a major incident: its reports as spots, each only for whom may read the report."""

from __future__ import annotations

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from accounts.models import Role
from complaints.choices import Status
from complaints.models import Complaint, MajorIncident
from complaints.tests.incidents import make_incident
from dispatch.models import Visibility

pytestmark = pytest.mark.django_db

FLOOD, LAMP = "D-BENCANA", "N-PJU"


@pytest.fixture
def room(sign_in):
    return sign_in(Role.DISPATCHER)


def read(client: Client, incident: MajorIncident) -> dict:
    return client.get(reverse("dashboard:incident_spots", args=[incident.pk])).json()


def change(report: Complaint, **columns) -> None:
    Complaint.objects.filter(pk=report.pk).update(**columns)


def test_reports_of_one_village_are_one_spot_with_their_number_and_one_with_a_point_of_its_own_leads_to_its_ticket(
    room, file_report
):
    together, alone = [file_report(FLOOD) for _ in range(3)], file_report(FLOOD)
    change(alone, lat=-6.60012, lng=110.70034)
    change(together[0], status=Status.ACKNOWLEDGED)
    change(together[1], status=Status.RESOLVED)
    found = read(room, make_incident([*together, alone]))
    assert found["unplaced"] == 0
    one, many = sorted(found["spots"], key=lambda spot: spot["count"])
    village = together[0].village
    assert (one["lat"], one["lng"], one["state"]) == (-6.6001, 110.7003, "waiting")
    assert one["url"] == reverse("dashboard:ticket", args=[alone.number])
    assert one["label"].endswith("darurat, belum diterima OPD")
    assert (many["lat"], many["lng"]) == (round(float(village.lat), 4), round(float(village.lng), 4))
    assert (many["count"], many["state"], many["url"]) == (3, "waiting", "")
    assert many["label"] == (
        f"{village.name}, {village.district.name}: 1 darurat, belum diterima OPD, 1 belum selesai, 1 selesai"
    )


def test_only_an_emergency_is_red_and_the_red_ones_come_first(room, file_report):
    lamp, flood = file_report(LAMP), file_report(FLOOD)
    change(lamp, lat=-6.6, lng=110.7)
    states = [spot["state"] for spot in read(room, make_incident([lamp, flood]))["spots"]]
    assert states == ["waiting", "open"]
    change(flood, status=Status.CLOSED)
    assert [spot["state"] for spot in read(room, MajorIncident.objects.get())["spots"]] == ["open", "over"]


def test_a_report_without_a_place_and_a_secret_one_are_counted_and_nowhere_on_the_map(room, sign_in, file_report):
    nowhere, secret, plain = (file_report(FLOOD) for _ in range(3))
    change(nowhere, village=None, district=None)
    incident = make_incident([nowhere, secret, plain])
    change(secret, visibility=Visibility.SECRET)
    found = read(room, incident)
    # Whoever is not named for it does not even count the secret one.
    assert (found["unplaced"], [spot["count"] for spot in found["spots"]]) == (1, [1])


def test_an_agency_sees_its_own_reports_alone_and_others_learn_of_no_incident(dishub, sign_in, file_report):
    lamp, flood = file_report(LAMP), file_report(FLOOD)
    change(flood, lat=-6.6, lng=110.7)
    incident = make_incident([lamp, flood])
    (spot,) = read(dishub, incident)["spots"]
    assert spot["url"] == reverse("dashboard:ticket", args=[lamp.number])
    address = reverse("dashboard:incident_spots", args=[incident.pk])
    assert sign_in(Role.OFFICER, "DISPERKIM").get(address).status_code == 404
    assert Client().get(address).status_code == 302


def test_the_page_has_a_place_for_the_map_where_there_are_reports_and_none_where_there_are_not(room, file_report):
    empty, full = make_incident(), make_incident([file_report(FLOOD)])
    assert reverse("dashboard:incident_spots", args=[full.pk]) in page_of(room, full)
    assert "leaflet" in page_of(room, full)
    assert "leaflet" not in page_of(room, empty)


def page_of(client: Client, incident: MajorIncident) -> str:
    return client.get(reverse("dashboard:incident", args=[incident.pk])).content.decode()


def test_the_map_costs_as_many_statements_however_many_reports(room, file_report):
    incident = make_incident([file_report(FLOOD)])
    few = count_statements(room, incident)
    make_incident([file_report(FLOOD) for _ in range(20)])
    assert count_statements(room, MajorIncident.objects.latest("pk")) == few <= 4


def count_statements(client: Client, incident: MajorIncident) -> int:
    with CaptureQueriesContext(connection) as captured:
        read(client, incident)
    return len(captured)
