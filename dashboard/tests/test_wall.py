"""The wallboard: five figures and a map, for whom, at what cost, and with nothing of anybody on it."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.core.cache import cache
from django.urls import reverse
from django.utils import timezone
from shapely.geometry import MultiPolygon, box

from accounts.models import Role, User
from calls.choices import Callback, CallKind, Direction
from calls.models import Call
from complaints.choices import Status
from complaints.models import Complaint
from dashboard.wall import CLOSE, Spot, count_calls, find_open, find_slowest, join_close, render_wall
from dashboard.wall_map import draw_outline, read_outline
from dispatch.models import Visibility

pytestmark = pytest.mark.django_db

FIRE, CAR = "D-BAKAR", "D-LAKA"
MOST_STATEMENTS = 8


@pytest.fixture(autouse=True)
def _fresh_fragments():
    cache.clear()


def ring(*, seconds_ago: float = 60, answered_after: float | None = None, **more) -> Call:
    at = timezone.now() - timedelta(seconds=seconds_ago)
    answered = None if answered_after is None else at + timedelta(seconds=answered_after)
    return Call.objects.create(rang_at=at, answered_at=answered, **more)


def count_today() -> dict:
    now = timezone.now()
    return count_calls(start=now - timedelta(hours=1), now=now)


@pytest.mark.parametrize(
    ("role", "agency", "status"),
    [
        (Role.CALL_TAKER, "", 200),
        (Role.DISPATCHER, "", 200),
        (Role.COORDINATOR, "", 200),
        (Role.EXECUTIVE, "", 200),
        (Role.LEAD, "DISHUB", 403),
        (Role.OFFICER, "DISHUB", 403),
    ],
)
def test_the_call_room_and_readers_of_the_countys_figures_see_it(sign_in, role, agency, status):
    client = sign_in(role, agency)
    assert client.get(reverse("dashboard:wall")).status_code == status
    assert client.get(reverse("dashboard:wall_part")).status_code == status


def test_a_wall_that_shows_it_already_is_answered_304(sign_in):
    client = sign_in(Role.DISPATCHER)
    first = client.get(reverse("dashboard:wall_part"))
    again = client.get(reverse("dashboard:wall_part"), headers={"If-None-Match": first["ETag"]})
    assert (first.status_code, again.status_code) == (200, 304)


def test_sixty_emergencies_cost_as_many_statements_as_none(django_assert_max_num_queries, file_report):
    read_outline()
    for number in range(60):
        file_report(FIRE if number % 2 else CAR, minutes_ago=number)
        ring(number=f"+62812000{number:04}")
    cache.clear()
    with django_assert_max_num_queries(MOST_STATEMENTS):
        page = render_wall()
    assert ">60<" in page


def test_nothing_on_it_names_anybody_or_tells_a_ticket(file_report):
    complaint = file_report(
        FIRE,
        text="Rumah Bu Sri terbakar",
        landmark="Depan rumah Pak Kades",
        phone="+6281234567890",
        reporter_name="Sri",
    )
    taker = User.objects.create(username="ani", first_name="Ani", role=Role.CALL_TAKER)
    ring(number="+6281234567890", taker=taker, taken_at=timezone.now())
    page = render_wall()
    for word in ("Sri", "Kades", "81234567890", complaint.number, complaint.village.name, "Ani", FIRE):
        assert word not in page


def test_secret_ones_and_those_about_an_agency_are_counted_without_a_place(file_report):
    plain, secret, about = file_report(FIRE), file_report(FIRE), file_report(FIRE)
    Complaint.objects.filter(pk=secret.pk).update(visibility=Visibility.SECRET)
    Complaint.objects.filter(pk=about.pk).update(about_agency=about.agency)
    found = find_open()
    assert (found.count, found.unplaced, sum(spot.count for spot in found.spots)) == (3, 2, 1)
    outline = read_outline()
    spot = found.spots[0]
    assert (spot.x, spot.y) == outline.place(plain.village.lat, plain.village.lng), "never the exact point"


def test_an_emergency_that_is_over_leaves_the_wall_and_an_acknowledged_one_turns_calm(file_report):
    first, second, over, drill = (file_report(FIRE) for _ in range(4))
    Complaint.objects.filter(pk=drill.pk).update(is_drill=True)
    Complaint.objects.filter(pk=first.pk).update(status=Status.ACKNOWLEDGED)
    Complaint.objects.filter(pk=over.pk).update(status=Status.CLOSED)
    found = find_open()
    assert (found.count, found.unanswered) == (2, 1)
    Complaint.objects.filter(pk=second.pk).update(status=Status.EN_ROUTE)
    assert find_open().unanswered == 0


def test_calls_now_and_today_are_counted_and_drills_are_not():
    taker = User.objects.create(username="ani", role=Role.CALL_TAKER)
    ring()
    ring(taker=taker, answered_after=5)
    ring(is_drill=True)
    ring(direction=Direction.OUT, kind=CallKind.GENUINE, closed_at=timezone.now())
    for seconds, kind in ((3, CallKind.PRANK), (15, CallKind.GHOST), (16, CallKind.GENUINE)):
        ring(answered_after=seconds, kind=kind, closed_at=timezone.now())
    ring(kind=CallKind.ABANDONED, closed_at=timezone.now(), callback=Callback.WAITING)
    calls = count_today()
    assert (calls["now"], calls["ringing"], calls["taken"], calls["missed"]) == (2, 1, 1, 1)
    assert (calls["incoming"], calls["answered"], calls["in_time"]) == (6, 4, 3)
    assert calls["in_time_share"] == 75
    assert calls["nuisance_share"] == pytest.approx(100 * 2 / 6)


def test_a_call_typed_after_an_outage_is_no_slow_answer():
    ring(answered_after=5, kind=CallKind.GENUINE, closed_at=timezone.now())
    ring(answered_after=900, kind=CallKind.GENUINE, closed_at=timezone.now(), typed_at=timezone.now())
    assert (count_today()["incoming"], count_today()["in_time_share"]) == (2, 100)


def test_an_empty_day_shows_dashes_and_no_division_by_nothing():
    page = render_wall()
    assert page.count("belum ada hari ini") == 2
    assert "tidak ada saat ini" in page


def test_the_slowest_agency_is_the_one_of_the_longest_median_and_those_still_waiting_count(file_report):
    now = timezone.now()
    start = now - timedelta(hours=2)
    assert find_slowest(start=start, now=now) is None
    fire, car = file_report(FIRE, minutes_ago=50), file_report(CAR, minutes_ago=40)
    for complaint, minutes in ((fire, 2), (car, 5)):
        done = complaint.filed_at + timedelta(minutes=minutes)
        Complaint.objects.filter(pk=complaint.pk).update(status=Status.ACKNOWLEDGED, acknowledged_at=done)
    slowest = find_slowest(start=start, now=now)
    assert (slowest.agency, slowest.seconds, slowest.waiting) == (car.agency.short_name, 300, 0)
    file_report(FIRE, minutes_ago=30)
    slowest = find_slowest(start=start, now=now)
    assert (slowest.agency, slowest.waiting) == (fire.agency.short_name, 1)
    assert slowest.seconds == pytest.approx((120 + 1800) / 2, abs=5)


def test_what_was_raised_after_hours_is_timed_from_the_raise(file_report):
    now = timezone.now()
    raised = file_report(FIRE, minutes_ago=360)
    Complaint.objects.filter(pk=raised.pk).update(raised_at=now - timedelta(minutes=2))
    slowest = find_slowest(start=now - timedelta(hours=7), now=now)
    assert (slowest.waiting, slowest.seconds) == (1, pytest.approx(120, abs=5))


def test_spots_that_would_touch_are_drawn_as_one_and_no_emergency_is_lost():
    joined = join_close([Spot(0, 0, 3, 0), Spot(CLOSE - 1, 0, 1, 1), Spot(500, 500, 2, 0)])
    assert sorted((spot.count, spot.unanswered) for spot in joined) == [(2, 0), (4, 1)]


def test_islands_far_out_get_a_frame_of_their_own_and_every_village_a_place_inside():
    from dispatch.models import Village

    outline = read_outline()
    assert outline.frame is not None
    assert len(outline.paths) == len(outline.names) == 16
    for village in Village.objects.defer("boundary"):
        x, y = outline.place(village.lat, village.lng)
        assert 0 <= x <= 1000
        assert 0 <= y <= outline.height
    assert sum(map(len, outline.paths)) < 30_000, "sent with every page"


def test_another_regency_without_islands_has_one_picture():
    outline = draw_outline([("Satu", box(0, 0, 1, 1)), ("Dua", MultiPolygon([box(1, 0, 2, 1)]))])
    assert outline.frame is None
    assert outline.place(0.5, 0.5) is not None
    assert outline.place(50, 50) is None
    assert draw_outline([]).paths == []
