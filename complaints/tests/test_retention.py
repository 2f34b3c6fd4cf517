"""What is older than its period goes, persons with it; figures stay, and a legal hold keeps everything."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.core.files.base import ContentFile
from django.core.management import call_command
from django.db.models import Count
from django.urls import reverse
from django.utils import timezone

from accounts.models import AuditAction, AuditEntry, Role, User
from accounts.roles import Right
from complaints import retention
from complaints.actors import REPORTER, actor_for_user
from complaints.choices import EventKind
from complaints.erasure import ErasureHeld, erase_reporter
from complaints.holds import HoldRefused, lift_hold, set_hold
from complaints.lifecycle import add_message, apply_transition
from complaints.models import Complaint, Event, Photo, RetentionRule, RetentionRun
from complaints.models.event import EventsAreAppendOnly
from complaints.retention import apply_retention, register_handler
from complaints.search import search_complaints
from complaints.tests.helpers import file_report
from dispatch.models import Delivery, InboundMessage, InboxMessage

pytestmark = pytest.mark.django_db
NAME, PHONE, EMAIL, HOME = "Sri Wahyuningsih", "+6281234567890", "sri@contoh.id", "rumah cat hijau"
WORDS = "Nomor saya 0812-3456-7890"


@pytest.fixture
def coordinator() -> User:
    return User.objects.create(username="koordinator", role=Role.COORDINATOR)


def end(complaint: Complaint, *, days_ago: int) -> Complaint:
    """Let the complaint end, so many days ago."""
    boss, _ = User.objects.get_or_create(username="penutup", role=Role.COORDINATOR)
    add_message(complaint_id=complaint.pk, actor=REPORTER, kind=EventKind.REPORTER_MESSAGE, text=WORDS)
    add_message(complaint_id=complaint.pk, actor=actor_for_user(boss), kind=EventKind.NOTE, text=f"Telepon {NAME}")
    apply_transition(
        complaint_id=complaint.pk, action="reject", actor=actor_for_user(boss), text="Bukan kewenangan kabupaten."
    )
    Complaint.objects.filter(pk=complaint.pk).update(updated_at=timezone.now() - timedelta(days=days_ago))
    return Complaint.objects.get(pk=complaint.pk)


def file_known(**more) -> Complaint:
    return file_report(reporter_name=NAME, phone=PHONE, email=EMAIL, landmark=HOME, lat=-6.5, lng=110.6, **more)


def add_photo(complaint: Complaint, *, days_ago: int) -> Photo:
    photo = Photo(complaint=complaint, mime="image/jpeg", width=1, height=1, size=3, sha256="0" * 64)
    photo.file.save("satu.jpg", ContentFile(b"abc"), save=False)
    photo.save()
    Photo.objects.filter(pk=photo.pk).update(created_at=timezone.now() - timedelta(days=days_ago))
    return photo


def tell_everything(complaint: Complaint) -> str:
    """Return all that is still said anywhere about this complaint."""
    complaint = Complaint.objects.select_related("reporter").get(pk=complaint.pk)
    reporter, subject = complaint.reporter, f"complaint:{complaint.number}"
    parts = [complaint.text, complaint.landmark, complaint.answers, complaint.lat, complaint.lng]
    parts += [complaint.routing_explanation, complaint.forwarded_to]
    parts += complaint.events.values_list("data", flat=True)
    parts += Delivery.objects.filter(subject=subject).values_list("last_error", flat=True)
    parts += InboundMessage.objects.filter(subject=complaint.number).values_list("error", flat=True)
    parts += [reporter.name, reporter.phone, reporter.email, reporter.phone_hash] if reporter else []
    parts += complaint.events.values_list("text", flat=True)
    parts += Delivery.objects.filter(subject=subject).values_list("payload", flat=True)
    parts += InboxMessage.objects.filter(subject=subject).values_list("text", flat=True)
    parts += InboundMessage.objects.filter(subject=complaint.number).values_list("body", flat=True)
    return repr(parts)


def test_two_years_after_its_end_nobody_is_named_and_the_figures_stay():
    old, recent = end(file_known(), days_ago=731), end(file_known(), days_ago=729)
    found_by = old.reporter.phone_hash
    figures = list(Complaint.objects.values("category", "district", "status").annotate(many=Count("pk")))
    run = apply_retention()
    assert run.results["identity"] == {"due": 1, "erased": 1, "held": 0, "failed": 0}
    said = tell_everything(old)
    for word in (NAME, PHONE, EMAIL, HOME, "0812", "Lampu jalan", "110.6", found_by):
        assert word not in said
    assert "Bukan kewenangan kabupaten." in said
    assert NAME in tell_everything(recent)
    assert list(Complaint.objects.values("category", "district", "status").annotate(many=Count("pk"))) == figures
    assert list(search_complaints(Complaint.objects.all(), "lampu")) == [recent]


def test_what_staff_typed_beside_the_history_goes_too():
    complaint, now = file_known(), timezone.now()
    Complaint.objects.filter(pk=complaint.pk).update(forwarded_to=f"Pak RT, {HOME}", routing_explanation=NAME)
    Event.objects.create(
        complaint=complaint, kind="status", audience="public", actor_name="Dishub", text="Selesai", created_at=now,
        data={"no_proof_reason": f"{NAME} melarang foto", "forwarded_to": NAME, "rating": 4},
    )  # fmt: skip
    Delivery.objects.filter(subject=f"complaint:{complaint.number}").update(last_error=f"400 {NAME}")
    end(complaint, days_ago=731)
    apply_retention()
    said = tell_everything(complaint)
    for word in (NAME, HOME):
        assert word not in said
    assert "'rating': 4" in said
    assert Complaint.objects.get(pk=complaint.pk).forwarded_to == "[dihapus]"


def test_what_is_not_over_is_never_erased():
    complaint = file_known()
    Complaint.objects.update(updated_at=timezone.now() - timedelta(days=4000))
    assert apply_retention().results["identity"]["due"] == 0
    assert NAME in tell_everything(complaint)


def test_an_anonymous_reporters_words_go_too():
    complaint = end(file_report(), days_ago=731)
    apply_retention()
    assert "Lampu jalan" not in tell_everything(complaint)


def test_a_dry_run_counts_and_changes_nothing(capsys):
    complaint = end(file_known(), days_ago=731)
    before = tell_everything(complaint)
    call_command("apply_retention", dry_run=True)
    assert "identity: due 1, erased 0, held 0, failed 0" in capsys.readouterr().out
    assert tell_everything(complaint) == before
    assert RetentionRun.objects.get().is_dry


def test_a_hold_keeps_everything_until_it_is_lifted(coordinator):
    complaint = end(file_known(), days_ago=4000)
    photo = add_photo(complaint, days_ago=4000)
    Delivery.objects.update(state="delivered", created_at=timezone.now() - timedelta(days=4000))
    set_hold(complaint_id=complaint.pk, user=coordinator, reason="Surat Polres 12/2026")
    before = tell_everything(complaint)
    results = apply_retention().results
    assert [results[kind]["held"] for kind in ("identity", "photos")] == [1, 1]
    assert results["deliveries"]["held"] >= 1
    assert tell_everything(complaint) == before
    with pytest.raises(ErasureHeld):
        erase_reporter(complaint=complaint, reason="diminta pelapor")
    lift_hold(complaint_id=complaint.pk, user=coordinator)
    apply_retention()
    assert NAME not in tell_everything(complaint)
    assert not photo.file.storage.exists(photo.file.name)
    recorded = AuditEntry.objects.filter(action=AuditAction.HOLD_CHANGED).order_by("id")
    assert [entry.detail["hold"] for entry in recorded] == ["set", "lifted"]
    assert "Polres" not in repr(list(recorded.values()))


@pytest.mark.parametrize("role", [role for role in Role if role not in (Role.COORDINATOR, Role.ADMINISTRATOR)])
def test_only_the_coordinator_and_the_administrator_hold(role):
    user = User(username="x", role=role)
    assert not user.may(Right.HOLD)
    with pytest.raises(HoldRefused):
        set_hold(complaint_id=0, user=user, reason="x")


def test_a_hold_needs_a_reason(coordinator):
    with pytest.raises(HoldRefused, match="Tulis alasan"):
        set_hold(complaint_id=file_report().pk, user=coordinator, reason="  ")


def test_a_photos_file_goes_after_three_years_and_its_row_stays():
    complaint = end(file_report(), days_ago=10)
    old, recent = add_photo(complaint, days_ago=1096), add_photo(complaint, days_ago=1094)
    assert apply_retention().results["photos"] == {"due": 1, "erased": 1, "held": 0, "failed": 0}
    assert not old.file.storage.exists(old.file.name)
    assert recent.file.storage.exists(recent.file.name)
    assert list(complaint.photos.all()) == [recent]
    assert Photo.all_rows.filter(pk=old.pk, erased_at__isnull=False, file="").exists()


def test_payloads_alerts_and_callbacks_are_emptied_in_their_time_and_open_ones_are_not():
    file_known()
    file_report("D-BAKAR", landmark=HOME)
    long_ago = timezone.now() - timedelta(days=400)
    Delivery.objects.update(created_at=long_ago)
    done, waiting = Delivery.objects.order_by("id")
    Delivery.objects.filter(pk=done.pk).update(state="delivered")
    agency = Complaint.objects.first().agency
    InboxMessage.objects.create(
        agency=agency, key="k", subject="complaint:1", title="x", text=HOME, created_at=long_ago
    )
    InboundMessage.objects.create(
        channel="wadul", message_id="m", body={"a": HOME}, state="applied", received_at=long_ago
    )
    results = apply_retention().results
    assert [results[kind]["erased"] for kind in ("deliveries", "alerts", "inbound")] == [1, 1, 1]
    assert Delivery.objects.get(pk=done.pk).payload == ""
    assert Delivery.objects.get(pk=waiting.pk).payload["ticket"]
    assert (InboxMessage.objects.get().text, InboundMessage.objects.get().body) == ("", "")
    again = apply_retention().results
    assert not any(again[kind]["due"] for kind in ("deliveries", "alerts", "inbound"))


def test_erasing_twice_erases_once_and_says_so_in_the_history():
    complaint = end(file_known(), days_ago=1)
    assert erase_reporter(complaint=complaint, reason="diminta pelapor.")
    assert not erase_reporter(complaint=complaint, reason="diminta pelapor.")
    said = [event.text for event in complaint.events.filter(action="erase")]
    assert said == ["Data pribadi dihapus: diminta pelapor."]


def test_what_is_still_to_be_sent_names_nobody_after_an_erasure():
    complaint = end(file_known(), days_ago=1)
    erase_reporter(complaint=complaint, reason="diminta pelapor.")
    create = Delivery.objects.get(operation="create")
    assert (create.payload["reporter"], create.payload["landmark"]) == (None, "")
    assert create.payload["ticket"] == complaint.number


def test_history_is_still_closed_to_everything_else():
    complaint = file_known()
    with pytest.raises(EventsAreAppendOnly):
        Event.objects.filter(complaint=complaint).update(text="")


def test_a_new_kind_brings_its_own_handler_and_one_that_breaks_stops_no_other(monkeypatch):
    monkeypatch.setattr("complaints.retention.HANDLERS", dict(retention.HANDLERS))
    register_handler("calls", lambda before, dry_run: 1 / 0)
    complaint = end(file_known(), days_ago=731)
    results = apply_retention().results
    assert results["calls"]["failed"] == 1
    assert results["identity"]["erased"] == 1
    assert NAME not in tell_everything(complaint)


def test_every_run_is_recorded_without_a_name():
    end(file_known(), days_ago=731)
    run = apply_retention()
    entry = AuditEntry.objects.get(action=AuditAction.RETENTION_RUN, subject=f"retention:{run.pk}")
    assert entry.detail["results"]["identity"]["erased"] == 1


def test_periods_of_the_admin_survive_a_second_seeding():
    RetentionRule.objects.filter(kind="photos").update(days=30)
    call_command("seed_retention", verbosity=0)
    assert RetentionRule.objects.get(kind="photos").days == 30
    assert dict(RetentionRule.objects.values_list("kind", "days"))["identity"] == 730


def test_the_coordinator_sets_and_lifts_a_hold_in_the_admin(client, coordinator):
    complaint = file_report()
    client.force_login(coordinator)
    page = reverse("admin:complaints_complaint_hold", args=[complaint.pk])
    refused = client.post(page, {"reason": " ", "hold": "Tahan"})
    assert (refused.status_code, "Tulis alasan penahanan" in refused.content.decode()) == (422, True)
    client.post(page, {"reason": "Surat 12/2026", "hold": "Tahan"})
    assert "Surat 12/2026" in client.get(page).content.decode()
    assert Complaint.objects.get(pk=complaint.pk).hold_by == coordinator
    client.post(page, {"lift": "Cabut penahanan"})
    assert Complaint.objects.get(pk=complaint.pk).hold_since is None


def test_others_do_not_reach_the_page_of_a_hold(client):
    officer = User.objects.create(username="petugas", role=Role.EXECUTIVE, is_staff=True)
    client.force_login(officer)
    assert client.get(reverse("admin:complaints_complaint_hold", args=[file_report().pk])).status_code in (
        302,
        403,
        404,
    )


def test_the_record_of_access_is_kept_five_years_whatever_is_typed(client):
    User.objects.create(username="admin", role=Role.ADMINISTRATOR, is_staff=True, is_superuser=True)
    client.force_login(User.objects.get(username="admin"))
    rule = RetentionRule.objects.get(kind="audit")
    page = client.post(reverse("admin:complaints_retentionrule_change", args=[rule.pk]), {"days": 30, "basis": ""})
    assert "paling singkat 1825 hari" in page.content.decode()
