"""A place is offered to the desks once two callers have named it, and never where somebody lives."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.contrib.admin.models import ADDITION, CHANGE, LogEntry
from django.contrib.contenttypes.models import ContentType
from django.core.management import call_command
from django.utils import timezone

from accounts.models import User
from calls.desk import start_call
from calls.desk_drafts import open_draft, save_draft, start_walk_in
from calls.landmarks import forget_landmarks, is_public_name
from calls.models import DeskDraft, Landmark, LandmarkHint
from calls.phone_reports import send_alert
from complaints.erasure import erase_reporter
from complaints.models import Complaint, RetentionRule
from complaints.retention import apply_retention
from dispatch.models import Village

pytestmark = pytest.mark.django_db
PLACE = "Pertigaan Ngabul"


def name_place(user: User, village: Village, name: str, caller: str, category: str = "D-LAKA") -> Complaint:
    draft = open_draft(call=start_call(user=user, number=caller), user=user)
    typed = {"category": category, "village": village.code, "landmark": name, "point": [-6.6, 110.7]}
    save_draft(draft=draft, user=user, version=draft.version, changes=typed)
    return send_alert(draft_id=draft.pk, user=user)


def test_a_place_is_known_once_two_callers_have_named_it_and_has_no_point(ani, village):
    name_place(ani, village, PLACE, "081200000001")
    name_place(ani, village, PLACE, "081200000001")
    assert not Landmark.objects.exists()
    name_place(ani, village, PLACE.upper(), "081200000002")
    known = Landmark.objects.get()
    assert (known.uses, known.is_learned, known.lat, known.lng) == (2, True, None, None)
    assert not LandmarkHint.objects.exists()
    name_place(ani, village, PLACE, "081200000001")
    assert Landmark.objects.get().uses == 3


def test_callers_who_withhold_their_number_teach_nothing(ani, village):
    for _ in range(3):
        name_place(ani, village, PLACE, "")
    assert not Landmark.objects.exists()
    assert not LandmarkHint.objects.exists()


def test_a_visitor_counts_by_the_number_they_gave(ani, village):
    name_place(ani, village, PLACE, "081200000001")
    draft = start_walk_in(user=ani)
    typed = {"category": "N-PJU", "village": village.code, "landmark": PLACE, "phone": "081200000002"}
    save_draft(draft=draft, user=ani, version=1, changes=typed)
    send_alert(draft_id=draft.pk, user=ani)
    assert Landmark.objects.get().name == PLACE


@pytest.mark.parametrize("category", ["D-KDRT", "N-ASN"])
def test_nothing_is_learned_from_what_is_secret(ani, village, category):
    for caller in ("081200000001", "081200000002"):
        name_place(ani, village, PLACE, caller, category)
    assert not Landmark.objects.exists()
    assert not LandmarkHint.objects.exists()


@pytest.mark.parametrize(
    "name",
    ["sebelah rumah Zulaikha", "Jl. Kenanga 77", "omahe petinggi", "Bakso Pak Kumis", "depan rumahnya", "kos Melati",
     "tetangga masjid", "0812 3456 7890", "-6.59123,110.66781", "x" * 121],
)  # fmt: skip
def test_homes_people_and_numbers_are_no_landmarks(ani, village, name):
    assert not is_public_name(name)
    for caller in ("081200000001", "081200000002"):
        name_place(ani, village, name, caller)
    assert not Landmark.objects.exists()
    assert not LandmarkHint.objects.exists()


@pytest.mark.parametrize("name", [PLACE, "Rumah Sakit Kartini", "SMA 1 Jepara", "Alun-alun", "Masjid Al Huda"])
def test_places_that_are_everybodys_are_landmarks(name):
    assert is_public_name(name)


def test_the_nightly_clean_up_takes_learned_names_that_tell_and_hints_that_are_old(ani, village):
    Landmark.objects.create(village=village, name="rumah Zulaikha", is_learned=True)
    Landmark.objects.create(village=village, name="Warung Bu Sri")
    Landmark.objects.create(village=village, name=PLACE, is_learned=True)
    now = timezone.now()
    LandmarkHint.objects.create(place_hash="a", caller_hash="b", seen_at=now)
    days = RetentionRule.objects.get(kind="calls").days
    apply_retention(now=now + timedelta(days=days - 1))
    assert set(Landmark.objects.values_list("name", flat=True)) == {"Warung Bu Sri", PLACE}
    assert LandmarkHint.objects.exists()
    apply_retention(now=now + timedelta(days=days + 1))
    assert not LandmarkHint.objects.exists()
    assert forget_landmarks(before=now) == 0


def test_an_erased_reporter_is_no_longer_among_those_who_named_a_place(ani, village):
    complaint = name_place(ani, village, PLACE, "081200000001")
    DeskDraft.objects.get(complaint=complaint)
    erase_reporter(complaint=complaint, reason="permintaan pelapor")
    assert not LandmarkHint.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_the_migration_keeps_only_places_that_somebody_entered(ani, village):
    kind = ContentType.objects.get_for_model(Landmark)
    for name, flag in (("Balai desa", ADDITION), ("Gudang kayu", CHANGE), ("rumah Zulaikha", None)):
        place = Landmark.objects.create(village=village, name=name)
        if flag:
            LogEntry.objects.create(user=ani, content_type=kind, object_id=place.pk, action_flag=flag)
    try:
        call_command("migrate", "calls", "0009", verbosity=0)
    finally:
        call_command("migrate", verbosity=0)
    assert set(Landmark.objects.values_list("name", "is_learned")) == {("Balai desa", False), ("Gudang kayu", True)}
