"""Secret reports and reporters: opened by name, with a reason, recorded, and only for a while."""

from __future__ import annotations

from datetime import timedelta

import pytest
import time_machine
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accounts.models import AuditEntry, Role, User
from accounts.secret_readers import CannotName, dismiss_reader, name_reader
from complaints.actors import actor_for_user
from complaints.choices import EventKind, Source
from complaints.intake import NewReport, file_complaint
from complaints.lifecycle import NotAllowed, add_message
from complaints.models import Complaint
from complaints.photo_uploads import save_photos
from complaints.search import search_complaints
from complaints.secrecy import find_unread_secrets
from complaints.tests.citizen import make_photo
from complaints.tests.helpers import file_report, name_for_secrets
from dispatch.models import Agency, Category, Delivery, ReporterShown

pytestmark = pytest.mark.django_db
REPORTER = {"reporter_name": "Siti Aminah", "phone": "+6281234567890"}
TEXT = "Lampu jalan mati sejak kemarin"


def sign_in(role: Role, agency: str = "", *, named: str = "", **more) -> Client:
    user = User.objects.create_user(
        f"{role}-{User.objects.count()}", role=role, agency=Agency.objects.filter(code=agency).first(), **more
    )
    if named:
        name_for_secrets(user, Category.objects.get(code=named))
    client = Client()
    client.force_login(user)
    client.user = user
    return client


def url(name: str, complaint: Complaint) -> str:
    return reverse(f"dashboard:{name}", args=[complaint.number])


def read(client: Client, complaint: Complaint, name: str = "ticket") -> str:
    return client.get(url(name, complaint), follow=True).content.decode()


# --- secret reports -----------------------------------------------------------


def test_only_the_named_know_of_a_secret_report():
    hurt = file_report("D-KDRT")
    for role, agency, named, sees in (
        (Role.OFFICER, "POLRES", "", False),
        (Role.OFFICER, "POLRES", "D-KDRT", True),
        (Role.OFFICER, "POLRES", "N-ASN", False),
        (Role.OFFICER, "DP3AP2KB", "D-KDRT", True),
        (Role.OFFICER, "DISHUB", "D-KDRT", False),
        (Role.COORDINATOR, "", "", False),
        (Role.COORDINATOR, "", "D-KDRT", True),
        (Role.ADMINISTRATOR, "", "", False),
        (Role.CALL_TAKER, "", "D-KDRT", False),
    ):
        client = sign_in(role, agency, named=named)
        assert (hurt in Complaint.objects.visible_to(client.user)) == sees, (role, agency, named)
        assert client.get(url("ticket", hurt)).status_code == (200 if sees else 404)


def test_a_secret_report_opens_with_a_reason_that_is_recorded_and_closes_again():
    hurt = file_report("D-KDRT")
    save_photos(files=[make_photo()], room=1, complaint=hurt)
    photo = reverse("complaints:photo", args=[hurt.photos.get().pk])
    police = sign_in(Role.OFFICER, "POLRES", named="D-KDRT")
    assert TEXT not in read(police, hurt)
    assert TEXT not in read(police, hurt, "ticket_print")
    assert police.get(photo).status_code == 404
    assert police.post(url("open", hurt), {"reason": " "}).status_code == 400
    assert not AuditEntry.objects.filter(action="secret_opened").exists()
    police.post(url("open", hurt), {"reason": "Menangani laporan"})
    assert TEXT in read(police, hurt)
    shown = police.get(photo)
    assert (shown.status_code, shown["Cache-Control"]) == (200, "private, no-store")
    entry = AuditEntry.objects.get(action="secret_opened")
    assert (entry.user, entry.subject, entry.reason) == (
        police.user,
        f"complaint:{hurt.number}",
        "Menangani laporan",
    )
    with time_machine.travel(timezone.now() + timedelta(minutes=61)):
        assert TEXT not in read(police, hurt)


def test_what_was_typed_into_a_ticket_that_closed_meanwhile_is_shown():
    hurt = file_report("D-KDRT")
    police = sign_in(Role.OFFICER, "POLRES", named="D-KDRT")
    path = reverse("dashboard:message", args=[hurt.number, "catatan"])
    answer = police.post(path, {"text": "Korban sudah aman"})
    assert answer.status_code == 409
    assert "Korban sudah aman" in answer.content.decode()
    assert TEXT not in answer.content.decode()


def test_lists_show_a_secret_report_without_its_place_and_words_never_find_it():
    hurt = file_report("D-KDRT")
    police = sign_in(Role.OFFICER, "POLRES", named="D-KDRT")
    page = police.get(reverse("dashboard:inbox")).content.decode()
    assert hurt.grouped_number in page
    assert hurt.place not in page
    rows = Complaint.objects.visible_to(police.user)
    assert list(search_complaints(rows, hurt.number)) == [hurt]
    assert not search_complaints(rows, "lampu jalan")
    assert hurt.grouped_number not in police.get(f"/petugas/?kecamatan={hurt.district_id}").content.decode()


def test_no_message_about_a_secret_report_says_anything_of_it():
    for code in ("D-KDRT", "N-ASN"):
        secret = file_report(code, landmark="rumah pagar biru", **REPORTER)
        for delivery in Delivery.objects.filter(subject=f"complaint:{secret.number}"):
            told = str(delivery.payload)
            for word in (TEXT, secret.place, "pagar biru", "Siti", "81234567890"):
                assert word not in told, (code, word)


def test_a_secret_report_without_a_reader_is_told_to_administrators_as_a_bare_line():
    hurt = file_report("D-KDRT")
    boss = sign_in(Role.ADMINISTRATOR, is_staff=True, is_superuser=True)
    for path in (reverse("dashboard:inbox"), reverse("admin:index")):
        page = boss.get(path).content.decode()
        assert "1 laporan rahasia menunggu pembaca yang ditunjuk" in page
        assert hurt.grouped_number in page
        assert hurt.place not in page
    assert hurt.grouped_number not in read(sign_in(Role.COORDINATOR), file_report())
    reader = sign_in(Role.OFFICER, "POLRES", named="D-KDRT").user
    assert find_unread_secrets() is None
    User.objects.filter(pk=reader.pk).update(is_active=False)
    assert find_unread_secrets().count == "1"


def test_the_warning_counts_a_secret_report_about_an_agency_and_hides_its_number_from_that_agency():
    hurt = file_report("D-KDRT")
    about = Agency.objects.get(code="DISHUB")
    Complaint.objects.filter(pk=hurt.pk).update(about_agency=about)
    for agency_id, lines in ((about.pk, 0), (None, 0), (Agency.objects.get(code="BPBD").pk, 1)):
        told = find_unread_secrets(agency_id=agency_id)
        assert (told.count, len(told.lines), told.has_hidden) == ("1", lines, not lines)
    page = sign_in(Role.ADMINISTRATOR, is_staff=True, is_superuser=True).get(reverse("dashboard:inbox"))
    assert hurt.grouped_number not in page.content.decode()
    assert "dihitung, tanpa nomor" in page.content.decode()


def test_an_administrator_names_others_never_themselves_and_each_naming_is_recorded():
    boss = sign_in(Role.ADMINISTRATOR).user
    officer = sign_in(Role.OFFICER, "POLRES").user
    kind = Category.objects.get(code="D-KDRT")
    reader = name_reader(user=officer, category=kind, by=boss)
    dismiss_reader(reader=reader, by=boss)
    details = [entry.detail["secret_reader"] for entry in AuditEntry.objects.order_by("pk")]
    assert details == ["named", "dismissed"]
    for user, by in ((boss, boss), (boss, officer), (sign_in(Role.EXECUTIVE).user, boss)):
        with pytest.raises(CannotName):
            name_reader(user=user, category=kind, by=by)


def test_the_admin_shows_no_secret_report_not_even_to_the_named():
    hurt = file_report("D-KDRT")
    boss = sign_in(Role.ADMINISTRATOR, named="D-KDRT", is_staff=True, is_superuser=True)
    for name in ("complaint", "event"):
        assert hurt.grouped_number not in boss.get(reverse(f"admin:complaints_{name}_changelist")).content.decode()
    delivery = Delivery.objects.get(subject=f"complaint:{hurt.number}")
    page = boss.get(reverse("admin:dispatch_delivery_change", args=[delivery.pk])).content.decode()
    assert "disembunyikan" in page


# --- who reported -------------------------------------------------------------


def test_the_reporter_is_hidden_until_opened_and_each_opening_is_recorded_once():
    lamp = file_report(**REPORTER)
    desk = sign_in(Role.OFFICER, "DISHUB")
    for name in ("ticket", "ticket_print"):
        assert "81234567890" not in read(desk, lamp, name)
    desk.post(url("reporter", lamp))
    desk.post(url("reporter", lamp))
    for name in ("ticket", "ticket_print"):
        assert "81234567890" in read(desk, lamp, name)
    assert AuditEntry.objects.filter(action="reporter_seen", subject=f"complaint:{lamp.number}").count() == 1
    assert "81234567890" not in read(sign_in(Role.OFFICER, "DISHUB"), lamp), "another person opens it themselves"
    with time_machine.travel(timezone.now() + timedelta(minutes=61)):
        assert "81234567890" not in read(desk, lamp)


def test_an_emergency_shows_its_reporter_at_once_and_that_is_recorded_too():
    fire = file_report("D-BAKAR", **REPORTER)
    crew = sign_in(Role.OFFICER, "SATPOLPP_DAMKAR")
    for _ in range(2):
        assert "81234567890" in read(crew, fire)
    assert AuditEntry.objects.filter(action="reporter_seen", user=crew.user).count() == 1
    assert "81234567890" not in read(sign_in(Role.COORDINATOR), fire), "who only reads along asks for it"


def test_a_category_may_ask_for_a_reason():
    Category.objects.filter(code="N-PJU").update(reporter_visible=ReporterShown.WITH_REASON)
    lamp = file_report(**REPORTER)
    desk = sign_in(Role.OFFICER, "DISHUB")
    assert desk.post(url("reporter", lamp)).status_code == 400
    desk.post(url("reporter", lamp), {"reason": "Menanyakan letak tiang"})
    assert "81234567890" in read(desk, lamp)
    assert AuditEntry.objects.get(action="reporter_seen").reason == "Menanyakan letak tiang"


def test_nobody_opens_the_reporter_without_the_right_or_of_an_anonymous_report():
    lamp, unknown = file_report(**REPORTER), file_report(is_anonymous=True, **REPORTER)
    chief, desk = sign_in(Role.EXECUTIVE), sign_in(Role.OFFICER, "DISHUB")
    assert chief.post(url("reporter", lamp)).status_code == 403
    assert desk.post(url("reporter", unknown)).status_code == 403
    assert "81234567890" not in read(chief, lamp) + read(desk, unknown)


def test_whoever_took_a_secret_report_down_adds_to_it_without_reading_it():
    taker = sign_in(Role.CALL_TAKER).user
    village = file_report().village
    report = NewReport(category=Category.objects.get(code="D-KDRT"), text="Tetangga dipukuli", village=village)
    hurt = file_complaint(report=report, source=Source.CALL, actor=actor_for_user(taker)).complaint
    add_message(complaint_id=hurt.pk, actor=actor_for_user(taker), kind=EventKind.NOTE, text="Anak ikut terluka")
    assert hurt not in Complaint.objects.visible_to(taker)
    other = actor_for_user(sign_in(Role.CALL_TAKER).user)
    with pytest.raises(NotAllowed):
        add_message(complaint_id=hurt.pk, actor=other, kind=EventKind.NOTE, text="Saya juga")
