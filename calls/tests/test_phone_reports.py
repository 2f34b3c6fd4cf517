"""By phone the alert goes first and the details after; the tenth caller about one fire joins it."""

from __future__ import annotations

import pytest

from accounts.models import Role, User
from calls.choices import CallKind
from calls.desk import start_call
from calls.desk_drafts import StaleDraft, open_draft, save_draft, start_walk_in
from calls.models import Call, DeskDraft, Landmark, LandmarkHint
from calls.nearby import find_incidents
from calls.phone_reports import count_callers, finish_report, join_incident, send_alert, send_details
from calls.refusals import CallRefused, NotYours
from complaints.choices import Source
from complaints.models import Complaint
from dispatch.models import Category, Delivery

pytestmark = pytest.mark.django_db


def begin(user: User, **typed) -> DeskDraft:
    draft = open_draft(call=start_call(user=user, number="081234567890"), user=user)
    return save_draft(draft=draft, user=user, version=draft.version, changes=typed) if typed else draft


def test_kind_and_place_are_enough_to_send_the_alert(ani, village):
    draft = begin(ani, category="D-BAKAR", village=village.code)
    complaint = send_alert(draft_id=draft.pk, user=ani)
    assert (complaint.source, complaint.village) == (Source.CALL, village)
    assert Delivery.objects.filter(subject=f"complaint:{complaint.number}", channel="alert").exists()
    assert send_alert(draft_id=draft.pk, user=ani) == complaint
    assert Complaint.objects.count() == 1


@pytest.mark.parametrize(
    ("typed", "words"),
    [({}, "jenis"), ({"category": "D-BAKAR"}, "desa"), ({"category": "gone", "village": "x"}, "jenis")],
)
def test_without_kind_or_place_nothing_is_sent_and_nothing_is_lost(ani, typed, words):
    draft = begin(ani, text="Api besar", **typed)
    with pytest.raises(CallRefused, match=words):
        send_alert(draft_id=draft.pk, user=ani)
    assert not Complaint.objects.exists()
    assert DeskDraft.objects.get().data["text"] == "Api besar"


def test_what_is_typed_after_the_alert_follows_once(ani, village):
    draft = begin(ani, category="D-BAKAR", village=village.code)
    complaint = send_alert(draft_id=draft.pk, user=ani)
    question = Category.objects.get(code="D-BAKAR").questions.first()
    save_draft(
        draft=draft, user=ani, version=draft.version, changes={"text": "Dua rumah", "answers": {str(question.pk): "Ya"}}
    )
    alerts = Delivery.objects.filter(channel="alert", target__startswith="inbox:").count()
    assert send_details(draft_id=draft.pk, user=ani) == f"Kejadian: Dua rumah\n{question.text} Ya"
    assert send_details(draft_id=draft.pk, user=ani) == ""
    assert complaint.events.last().text.startswith("Kejadian: Dua rumah")
    assert Delivery.objects.filter(channel="alert", target__startswith="inbox:").count() == alerts + 1


def test_who_called_becomes_the_reporter_and_stands_in_no_line_and_no_message(ani, village):
    draft = begin(ani, category="D-BAKAR", village=village.code)
    complaint = send_alert(draft_id=draft.pk, user=ani)
    typed = {"name": "Sulastri", "text": "Atap ikut terbakar"}
    save_draft(draft=draft, user=ani, version=draft.version, changes=typed)
    send_details(draft_id=draft.pk, user=ani)
    complaint.refresh_from_db()
    assert complaint.reporter.name == "Sulastri"
    assert not find_name("Sulastri", complaint)


def test_who_joins_an_incident_is_named_in_no_line_and_no_message(ani, village):
    first = send_alert(draft_id=begin(ani, category="D-BAKAR", village=village.code).pk, user=ani)
    draft = begin(ani, village=village.code, name="Sulastri", text="Api sudah ke atap")
    join_incident(draft_id=draft.pk, user=ani, complaint_id=first.pk)
    assert not find_name("Sulastri", first)


def find_name(name: str, complaint: Complaint) -> list[str]:
    rows = Delivery.objects.filter(subject=f"complaint:{complaint.number}")
    said = [event.text for event in complaint.events.all()] + [str(row.payload) for row in rows]
    return [text for text in said if name in text]


def test_finishing_closes_the_call_as_genuine(ani, village):
    draft = begin(ani, category="N-PJU", village=village.code, text="Lampu mati")
    complaint = finish_report(draft_id=draft.pk, user=ani)
    call = Call.objects.get()
    assert (call.kind, call.complaint, call.has_joined) == (CallKind.GENUINE, complaint, False)
    assert Delivery.objects.filter(subject=f"complaint:{complaint.number}", channel="wadul").exists()


def test_a_caller_about_the_same_fire_joins_it(ani, village):
    first = send_alert(draft_id=begin(ani, category="D-BAKAR", village=village.code).pk, user=ani)
    draft = begin(ani, village=village.code, text="Api sudah ke atap")
    near = find_incidents(user=ani, village=village.code)
    assert [(one.complaint, one.callers) for one in near] == [(first, 1)]
    join_incident(draft_id=draft.pk, user=ani, complaint_id=first.pk)
    assert Complaint.objects.count() == 1
    assert count_callers(first) == 2
    assert "Api sudah ke atap" in first.events.last().text
    assert find_incidents(user=ani, village=village.code)[0].callers == 2


def test_nobody_joins_what_is_over(ani, village):
    draft = begin(ani, village=village.code)
    with pytest.raises(CallRefused, match="berakhir"):
        join_incident(draft_id=draft.pk, user=ani, complaint_id=0)


def test_a_second_tab_is_told_instead_of_overwriting(ani):
    draft = begin(ani, text="dari tab pertama")
    with pytest.raises(StaleDraft):
        save_draft(draft=draft, user=ani, version=draft.version - 1, changes={"text": "dari tab kedua"})
    assert DeskDraft.objects.get().data["text"] == "dari tab pertama"


def test_another_call_taker_cannot_write_into_it(ani):
    draft = begin(ani, text="milik Ani")
    budi = User.objects.create(username="budi", role=Role.CALL_TAKER)
    with pytest.raises(NotYours):
        save_draft(draft=draft, user=budi, version=draft.version, changes={"text": "bukan"})


def test_a_visitor_is_filed_as_one(ani, village):
    draft = start_walk_in(user=ani)
    save_draft(draft=draft, user=ani, version=1, changes={"category": "N-PJU", "village": village.code, "text": "Mati"})
    assert finish_report(draft_id=draft.pk, user=ani).source == Source.WALK_IN


def test_a_draft_holds_no_readable_word_in_the_database(ani):
    begin(ani, text="kata rahasia sekali", name="Sulastri")
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute("SELECT data FROM calls_deskdraft")
        stored = str(cursor.fetchone()[0])
    assert "rahasia" not in stored
    assert "Sulastri" not in stored


def test_only_whoever_leads_the_shift_begins_a_drill(ani):
    with pytest.raises(NotYours):
        start_call(user=ani, is_drill=True)
    with pytest.raises(NotYours):
        start_walk_in(user=ani, is_drill=True)
    assert not Call.objects.exists()
    assert not DeskDraft.objects.exists()


def test_what_is_taken_down_in_a_drill_is_a_drill_and_teaches_no_place(village):
    leader = User.objects.create(username="pemimpin", role=Role.DISPATCHER)
    call = start_call(user=leader, number="081234567890", is_drill=True)
    draft = open_draft(call=call, user=leader)
    typed = {"category": "D-BAKAR", "village": village.code, "landmark": "Gudang latihan"}
    save_draft(draft=draft, user=leader, version=draft.version, changes=typed)
    assert send_alert(draft_id=draft.pk, user=leader).is_drill
    walk_in = start_walk_in(user=leader, is_drill=True)
    save_draft(draft=walk_in, user=leader, version=1, changes={**typed, "phone": "081299990000"})
    assert finish_report(draft_id=walk_in.pk, user=leader).is_drill
    assert not Landmark.objects.filter(name="Gudang latihan").exists()
    assert not LandmarkHint.objects.exists()


def test_a_real_caller_never_joins_a_drill_nor_a_drill_what_really_burns(ani, village):
    leader = User.objects.create(username="pemimpin", role=Role.DISPATCHER)
    practice = start_walk_in(user=leader, is_drill=True)
    save_draft(draft=practice, user=leader, version=1, changes={"category": "D-BAKAR", "village": village.code})
    drill = send_alert(draft_id=practice.pk, user=leader)
    assert find_incidents(user=ani, village=village.code) == []
    assert [one.complaint for one in find_incidents(user=leader, village=village.code, is_drill=True)] == [drill]
    draft = begin(ani, category="D-BAKAR", village=village.code)
    with pytest.raises(CallRefused):
        join_incident(draft_id=draft.pk, user=ani, complaint_id=drill.pk)
    real = send_alert(draft_id=draft.pk, user=ani)
    another = start_walk_in(user=leader, is_drill=True)
    assert find_incidents(user=leader, village=village.code, is_drill=True) != []
    with pytest.raises(CallRefused):
        join_incident(draft_id=another.pk, user=leader, complaint_id=real.pk)
