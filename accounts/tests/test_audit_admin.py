"""The record of access in the admin: found by what has an index, taken out safely, and every look recorded."""

from __future__ import annotations

import csv
import io
from datetime import timedelta

import pytest
import time_machine
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accounts.audit import record_access
from accounts.audit_chain import check_chain
from accounts.models import AuditAction, AuditCheck, AuditEntry, User

pytestmark = pytest.mark.django_db

LIST = "admin:accounts_auditentry_changelist"
EXPORT = "admin:accounts_auditentry_export"
SUBJECT = "complaint:202611240001"


@pytest.fixture
def auditor() -> User:
    return User.objects.create(username="auditor", role="administrator", is_staff=True, is_superuser=True)


@pytest.fixture
def desk(client: Client, auditor: User) -> Client:
    client.force_login(auditor)
    return client


def look(user: User | None = None, subject: str = SUBJECT, **given) -> AuditEntry:
    return record_access(user=user, action=AuditAction.REPORTER_SEEN, subject=subject, **given)


def list_found(desk: Client, **query: str) -> list[AuditEntry]:
    """Return what the list shows, without the line about the look itself."""
    changelist = desk.get(reverse(LIST), query).context["cl"]
    return [entry for entry in changelist.result_list if entry.action != AuditAction.AUDIT_READ]


def read_csv(response) -> list[list[str]]:
    text = b"".join(response.streaming_content).decode()
    return list(csv.reader(io.StringIO(text.removeprefix("\ufeff"))))


def test_only_those_who_may_read_it_see_the_record(client: Client) -> None:
    line = look()
    coordinator = User.objects.create(username="koor", role="coordinator", is_staff=True, is_superuser=True)
    client.force_login(coordinator)
    assert client.get(reverse(LIST)).status_code == 403
    assert client.get(reverse("admin:accounts_auditentry_change", args=[line.pk])).status_code == 403
    assert client.post(reverse(EXPORT)).status_code == 403
    assert SUBJECT not in client.get(reverse("admin:index")).content.decode()
    assert AuditEntry.objects.count() == 1


def test_lines_are_found_by_ticket_person_and_action(desk: Client, auditor: User) -> None:
    mine, other = look(auditor), look(subject="complaint:202611240002")
    exported = record_access(user=None, action=AuditAction.EXPORTED, subject="complaints")
    assert list_found(desk, q="2026 1124 0001") == [mine]
    assert list_found(desk, q=SUBJECT) == [mine]
    assert list_found(desk, q="auditor") == [mine]
    assert list_found(desk, q="complaint:2026") == []
    assert list_found(desk, action__exact="exported") == [exported]
    assert set(list_found(desk)) == {mine, other, exported}


def test_lines_are_found_by_days(desk: Client) -> None:
    with time_machine.travel("2026-03-01T16:59:59Z"):
        before = look()
    with time_machine.travel("2026-03-01T17:00:00Z"):
        on_the_day = look()
    assert list_found(desk, dari="2026-03-02", sampai="2026-03-02") == [on_the_day]
    assert list_found(desk, sampai="2026-03-01") == [before]
    assert list_found(desk, dari="2026-03-03", q=SUBJECT) == []


def test_a_wrong_date_is_told_and_kept(desk: Client) -> None:
    page = desk.get(reverse(LIST), {"dari": "kemarin", "sampai": "9999-12-31"})
    assert page.status_code == 200
    assert "“kemarin” bukan tanggal" in page.content.decode()
    assert 'value="kemarin"' in page.content.decode()


def test_looking_is_recorded_with_what_was_asked(desk: Client, auditor: User) -> None:
    desk.get(reverse(LIST), {"q": SUBJECT, "action__exact": "exported"})
    line = AuditEntry.objects.get(action=AuditAction.AUDIT_READ)
    assert (line.user, line.detail, line.address) == (auditor, {"q": SUBJECT, "action__exact": "exported"}, "127.0.0.1")


def test_a_typed_phone_number_is_not_recorded(desk: Client) -> None:
    desk.get(reverse(LIST), {"q": "0812 3456 789"})
    assert AuditEntry.objects.get().detail == {"q": "(teks lain)"}


def test_a_phone_number_typed_as_a_day_is_not_recorded_either(desk: Client) -> None:
    desk.get(reverse(LIST), {"dari": "081234567890", "sampai": "2026-11-24"})
    assert AuditEntry.objects.get().detail == {"dari": "(teks lain)", "sampai": "2026-11-24"}


@pytest.mark.parametrize("name", ["q", "dari", "sampai", "action__exact"])
def test_signs_that_no_database_keeps_are_no_fault(desk: Client, name) -> None:
    answer = desk.get(reverse(LIST), {name: "a\x00b"}, follow=True)
    assert answer.status_code == 200
    assert answer.redirect_chain[0] == (f"?{name}=ab", 302)


def test_the_export_holds_what_was_found_and_is_recorded(desk: Client, auditor: User) -> None:
    line = look(auditor, reason="=HYPERLINK(1)", detail={"note": "+1"})
    look(subject="complaint:2")
    header, *rows = read_csv(desk.post(reverse(EXPORT) + f"?q={SUBJECT}"))
    assert (header[0], [row[0] for row in rows]) == ("Nomor", [str(line.pk)])
    assert rows[0][5] == "'=HYPERLINK(1)"
    recorded = AuditEntry.objects.get(action=AuditAction.EXPORTED)
    assert (recorded.subject, recorded.detail) == ("audit:record", {"q": SUBJECT})


def test_a_link_cannot_take_the_export_out(desk: Client) -> None:
    assert desk.get(reverse(EXPORT)).status_code == 405


def test_the_list_costs_the_same_however_long_it_is(desk: Client, django_assert_max_num_queries) -> None:
    for number in range(60):
        look(subject=f"complaint:{number}")
    # Recording the look itself takes four, two of them to open and close its savepoint.
    with django_assert_max_num_queries(4 + 8):
        page = desk.get(reverse(LIST))
    assert len(page.context["cl"].result_list) == 50


def test_a_line_shows_its_detail_and_cannot_be_edited(desk: Client) -> None:
    line = look(detail={"fields": ["phone"]})
    address = reverse("admin:accounts_auditentry_change", args=[line.pk])
    page = desk.get(address).content.decode()
    assert "phone" in page
    assert "_save" not in page
    assert desk.post(address, {"reason": "x"}).status_code == 403
    assert desk.get(reverse("admin:accounts_auditentry_delete", args=[line.pk])).status_code == 403


def test_the_admins_front_page_says_whether_the_record_is_whole(desk: Client) -> None:
    index = reverse("admin:index")
    assert "Catatan akses" in desk.get(index).content.decode()
    look()
    check_chain()
    assert "Catatan akses utuh: 1 baris" in desk.get(index).content.decode()
    AuditCheck.objects.create(at=timezone.now(), lines=0, last_id=0, last_hash="", problem="Isi baris 7 diubah.")
    page = desk.get(index).content.decode()
    assert "Catatan akses rusak." in page
    assert "Isi baris 7 diubah." in page
    with time_machine.travel(timezone.now() - timedelta(days=3)):
        check_chain()
    assert "Pemeriksaan malam tidak berjalan" in desk.get(index).content.decode()
