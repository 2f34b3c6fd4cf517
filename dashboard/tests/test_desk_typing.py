"""Two tabs, or two desks, with one report: what each typed is seen by a person, and nothing is lost in silence."""

from __future__ import annotations

import json
from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from accounts.models import Role
from calls.desk import start_call
from calls.desk_drafts import open_draft, save_draft
from calls.models import Call, DeskDraft
from complaints.models import Complaint
from dispatch.models import Question, Village

pytestmark = pytest.mark.django_db


@pytest.fixture
def desk(sign_in):
    return sign_in(Role.CALL_TAKER)


@pytest.fixture
def draft(desk) -> DeskDraft:
    """A report that another tab has written into since this one read version 1."""
    draft = open_draft(call=start_call(user=desk.user, number="081234567890"), user=desk.user)
    return save_draft(draft=draft, user=desk.user, version=1, changes={"text": "Api di dapur", "name": "Sulastri"})


def send(client, draft: DeskDraft, **typed):
    return client.post(reverse("dashboard:desk_send", args=[draft.pk]), {"do": "alert", "version": 1} | typed)


def keep(client, draft: DeskDraft, version: int, changes: dict, seen: dict):
    body = json.dumps({"version": version, "changes": changes, "seen": seen})
    return client.post(reverse("dashboard:desk_draft", args=[draft.pk]), body, content_type="application/json")


def relieve(draft: DeskDraft, other) -> None:
    Call.objects.update(desk_seen_at=timezone.now() - timedelta(minutes=2))
    other.post(reverse("dashboard:call_take", args=[draft.call_id]))
    assert other.get(reverse("dashboard:call", args=[draft.call_id])).status_code == 200


def test_a_stale_form_shows_both_and_sends_nothing(desk, draft):
    place = Village.objects.order_by("code").first()
    answer = send(desk, draft, category="D-BAKAR", village=place.code, text="Api di gudang")
    page = answer.content.decode()
    assert answer.status_code == 409
    assert "Api di dapur" in page, "what the other tab wrote"
    assert "Api di gudang</textarea>" in page, "what was typed here"
    assert "Sulastri" in page
    assert 'name="version" value="2"' in page
    draft.refresh_from_db()
    assert draft.data["text"] == "Api di dapur"
    assert not Complaint.objects.exists()
    assert send(desk, draft, category="D-BAKAR", village=place.code, text="Api di gudang", version=2).status_code == 302
    assert Complaint.objects.get().text == "Api di gudang"


def test_a_stale_form_that_contradicts_nothing_is_sent_with_all_that_both_wrote(desk, draft):
    place = Village.objects.order_by("code").first()
    send(desk, draft, category="D-BAKAR", village=place.code, text="", name="", landmark="Depan masjid")
    complaint = Complaint.objects.get()
    assert (complaint.text, complaint.landmark) == ("Api di dapur", "Depan masjid")
    draft.refresh_from_db()
    assert draft.data["name"] == "Sulastri"


def test_a_stale_visit_is_shown_on_its_own_page(desk):
    desk.post(reverse("dashboard:walk_in_new"))
    draft = DeskDraft.objects.get()
    save_draft(draft=draft, user=desk.user, version=1, changes={"text": "Lampu mati"})
    page = send(desk, draft, text="Jalan rusak").content.decode()
    assert "Laporan tatap muka" in page
    assert "Lampu mati" in page
    assert "Jalan rusak</textarea>" in page


@pytest.mark.parametrize("version", ["", "x", "-1", "9" * 40, "99"])
def test_a_version_that_never_was_costs_no_word(desk, draft, version):
    answer = send(desk, draft, text="Api di gudang", version=version)
    assert answer.status_code == 409
    assert "Api di gudang</textarea>" in answer.content.decode()


def test_a_form_where_the_script_would_send_json_is_not_found(desk, draft):
    assert desk.post(reverse("dashboard:desk_draft", args=[draft.pk]), {"text": "Api"}).status_code == 404


def test_autosave_goes_beside_what_another_tab_wrote_in_other_fields(desk, draft):
    answer = keep(desk, draft, 1, {"landmark": "Depan masjid", "name": ""}, {"landmark": "", "name": ""})
    assert answer.status_code == 200
    assert answer.json()["fields"]["text"] == "Api di dapur", "so that the form shows it too"
    draft.refresh_from_db()
    assert (draft.data["landmark"], draft.data["name"], draft.version) == ("Depan masjid", "Sulastri", 3)


def test_autosave_is_told_what_stands_there_where_both_wrote(desk, draft):
    answer = keep(desk, draft, 1, {"text": "Api di gudang"}, {"text": ""})
    assert answer.status_code == 409
    assert "Api di dapur" in answer.json()["html"]
    assert answer.json()["version"] == 2
    draft.refresh_from_db()
    assert draft.data["text"] == "Api di dapur"


def test_words_that_grow_in_one_tab_alone_are_no_contradiction(desk, draft):
    assert keep(desk, draft, 1, {"text": "Api di dapur, besar"}, {"text": "Api di dapur"}).status_code == 200
    draft.refresh_from_db()
    assert draft.data["text"] == "Api di dapur, besar"


def test_answers_of_both_tabs_stand_beside_each_other(desk, draft):
    one, two = Question.objects.filter(category__code="D-BAKAR", is_active=True)[:2]
    save_draft(draft=draft, user=desk.user, version=2, changes={"answers": {str(one.pk): "Ya"}})
    mine = {"answers": {str(one.pk): "", str(two.pk): "Tidak"}}
    assert keep(desk, draft, 2, mine, {"answers": {str(one.pk): "", str(two.pk): ""}}).status_code == 200
    draft.refresh_from_db()
    assert draft.data["answers"] == {str(one.pk): "Ya", str(two.pk): "Tidak"}


def test_a_relieved_desk_is_told_who_has_the_call_and_keeps_its_words(desk, draft, sign_in):
    other = sign_in(Role.CALL_TAKER)
    relieve(draft, other)
    answer = send(desk, draft, text="Api sudah ke atap", version=2)
    page = answer.content.decode()
    assert answer.status_code == 409
    assert f"diambil alih {other.user}" in page
    assert "Api sudah ke atap" in page
    draft.refresh_from_db()
    assert draft.data["text"] == "Api di dapur"
    kept = keep(desk, draft, 2, {"text": "Api sudah ke atap"}, {"text": "Api di dapur"})
    assert kept.status_code == 409
    assert kept.json()["ended"]
    assert str(other.user) in kept.json()["html"]


def test_the_page_of_a_call_that_was_taken_over_says_by_whom(desk, draft, sign_in):
    other = sign_in(Role.CALL_TAKER)
    relieve(draft, other)
    page = desk.get(reverse("dashboard:call", args=[draft.call_id]), follow=True).content.decode()
    assert f"Panggilan ini kini dipegang {other.user}." in page


def test_a_draft_of_a_visitor_is_nobody_elses(desk, sign_in):
    desk.post(reverse("dashboard:walk_in_new"))
    draft = DeskDraft.objects.get()
    other = sign_in(Role.CALL_TAKER)
    assert send(other, draft, text="x").status_code == 404
    assert keep(other, draft, 1, {"text": "x"}, {}).status_code == 404
