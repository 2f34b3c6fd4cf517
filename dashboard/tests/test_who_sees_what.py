"""Staff see their own agency's tickets, supporters read along, and strangers see nothing."""

from __future__ import annotations

from uuid import uuid4

import pytest
from django.test import Client
from django.urls import reverse

from accounts.models import Role
from complaints.choices import EventKind
from complaints.models import Complaint, Event, IncidentMember
from complaints.photo_uploads import save_photos
from complaints.tests.citizen import make_photo
from complaints.tests.incidents import make_incident
from dispatch.models import InboxMessage

pytestmark = pytest.mark.django_db


def url(name: str, complaint: Complaint, *more: str) -> str:
    return reverse(f"dashboard:{name}", args=[complaint.number, *more])


@pytest.fixture
def pages(file_report) -> dict[str, str]:
    lamp = file_report()
    return {
        "inbox": reverse("dashboard:inbox"),
        "list": reverse("dashboard:inbox_list"),
        "alerts": reverse("dashboard:alerts"),
        "ticket": url("ticket", lamp),
        "print": url("ticket_print", lamp),
    }


def test_a_stranger_is_sent_to_the_sign_in_page(client, pages):
    for path in pages.values():
        answer = client.get(path)
        assert answer.status_code == 302
        assert answer.url.startswith(reverse("account_login"))


@pytest.mark.parametrize("name", ["step", "message"])
def test_a_stranger_cannot_post_and_keeps_what_was_typed(client, file_report, name):
    lamp = file_report()
    path = url("message", lamp, "catatan") if name == "message" else url("step", lamp)
    answer = client.post(path, {"text": "Lampu sudah diganti", "action": "acknowledge", "version": 1})
    assert answer.status_code == 403
    assert "Lampu sudah diganti" in answer.content.decode()
    assert Complaint.objects.get(pk=lamp.pk).version == lamp.version


def test_the_responsible_agency_opens_its_ticket(dishub, pages):
    for path in pages.values():
        assert dishub.get(path).status_code == 200


@pytest.mark.parametrize("name", ["ticket", "ticket_print"])
def test_another_agency_gets_not_found(sign_in, file_report, name):
    assert sign_in(Role.OFFICER, "DISPERKIM").get(url(name, file_report())).status_code == 404


def test_another_agency_cannot_act(sign_in, file_report):
    lamp = file_report()
    stranger = sign_in(Role.LEAD, "DISPERKIM")
    step = {"action": "acknowledge", "version": lamp.version}
    assert stranger.post(url("step", lamp), step).status_code == 404
    assert stranger.post(url("message", lamp, "jawaban"), {"text": "Halo"}).status_code == 404
    assert Complaint.objects.get(pk=lamp.pk).version == lamp.version


def test_a_supporting_agency_reads_and_notes_but_does_not_act(sign_in, file_report):
    fire = file_report("D-BAKAR")
    helper = sign_in(Role.OFFICER, "BPBD")
    page = helper.get(url("ticket", fire)).content.decode()
    assert "Terima laporan" not in page
    assert "Jawab pelapor" not in page
    assert helper.post(url("step", fire), {"action": "acknowledge", "version": fire.version}).status_code == 409
    assert helper.post(url("message", fire, "jawaban"), {"text": "Halo"}).status_code == 403
    assert helper.post(url("message", fire, "catatan"), {"text": "Siap membantu"}).status_code == 302
    assert Event.objects.filter(complaint=fire, kind=EventKind.NOTE).count() == 1


def test_an_executive_only_reads(sign_in, file_report):
    lamp = file_report(reporter_name="Siti", phone="+6281234567890")
    chief = sign_in(Role.EXECUTIVE)
    page = chief.get(url("ticket", lamp)).content.decode()
    assert "<form method=" not in page.split("<main")[1]
    assert "+6281234567890" not in page
    assert chief.post(url("message", lamp, "catatan"), {"text": "x"}).status_code == 403
    assert chief.post(url("step", lamp), {"action": "acknowledge", "version": lamp.version}).status_code == 409


def test_an_executive_reads_a_ticket_masked_and_without_what_is_not_open(sign_in, file_report):
    chief, desk = sign_in(Role.EXECUTIVE), sign_in(Role.OFFICER, "DISHUB")
    story = "Lampu mati, hubungi Pak Slamet 081234567890"
    lamp = file_report(text=story, landmark="Rumah cat biru", lat=-6.58761, lng=110.66812)
    save_photos(files=[make_photo()], room=1, complaint=lamp)
    photo = lamp.photos.get()
    desk.post(url("message", lamp, "jawaban"), {"text": "Kami hubungi 081234567890", "version": lamp.version})
    desk.post(url("message", lamp, "catatan"), {"text": "Pelapornya tetangga saya"})
    hidden = ("081234567890", "Slamet", "Rumah cat biru", "6.58761", "tetangga saya", "Kami hubungi", str(photo.pk))
    for name in ("ticket", "ticket_print"):
        whole, masked = (who.get(url(name, lamp)).content.decode() for who in (desk, chief))
        assert "Lampu mati" in masked
        assert not [word for word in hidden if word in masked]
        assert "Slamet" in whole
        assert "tetangga saya" in whole
    late = chief.post(url("step", lamp), {"action": "acknowledge", "version": 1}).content.decode()
    assert not [word for word in hidden if word in late]
    path = reverse("complaints:photo", args=[photo.pk])
    assert [who.get(path).status_code for who in (desk, chief)] == [200, 404]
    assert Complaint.objects.get(pk=lamp.pk).text == story


def test_an_executive_finds_reports_of_an_incident_in_their_village_and_not_at_their_door(sign_in, file_report):
    lamp = file_report(lat=-6.58761, lng=110.66812)
    incident = make_incident()
    IncidentMember.objects.create(incident=incident, complaint=lamp, batch=uuid4(), gathered_at=lamp.filed_at)
    path = reverse("dashboard:incident_spots", args=[incident.pk])
    assert "6.5876" in sign_in(Role.COORDINATOR).get(path).content.decode()
    assert "6.5876" not in sign_in(Role.EXECUTIVE).get(path).content.decode()


def test_an_anonymous_reporter_stays_unknown_on_page_and_paper(dishub, file_report):
    lamp = file_report(reporter_name="Siti", phone="+6281234567890", is_anonymous=True)
    for name in ("ticket", "ticket_print"):
        page = dishub.get(url(name, lamp)).content.decode()
        assert "Siti" not in page
        assert "81234567890" not in page
        assert "Pelapor meminta anonim" in page


def test_an_officer_without_an_agency_sees_nothing(sign_in, file_report):
    lamp = file_report()
    lost = sign_in(Role.OFFICER)
    assert lost.get(reverse("dashboard:inbox")).status_code == 200
    assert lost.get(url("ticket", lamp)).status_code == 404


@pytest.mark.parametrize("number", ["1", "000000000001", "x" * 200, "١٢٣٤٥٦٧٨٩٠١٢", "%00"])
def test_a_number_that_is_none_is_not_found(dishub, number):
    assert dishub.get(f"/petugas/tiket/{number}/").status_code == 404


def make_alert(complaint: Complaint, key: str) -> InboxMessage:
    return InboxMessage.objects.create(
        agency=complaint.agency,
        key=key,
        subject=f"complaint:{complaint.number}",
        title="Lampu mati",
        path=url("ticket", complaint),
        created_at=complaint.filed_at,
    )


def test_opening_a_ticket_takes_its_alert_off_the_bell(dishub, sign_in, file_report):
    lamp, other = file_report(), file_report()
    opened, kept = make_alert(lamp, "a"), make_alert(other, "b")
    sign_in(Role.COORDINATOR).get(url("ticket", lamp))
    opened.refresh_from_db()
    assert opened.seen_at is None, "the coordinator is not the agency"
    dishub.get(url("ticket", lamp))
    opened.refresh_from_db()
    kept.refresh_from_db()
    assert opened.seen_at is not None
    assert kept.seen_at is None


def test_the_alert_list_shows_only_ones_own(dishub, sign_in, file_report):
    make_alert(file_report(), "a")
    assert "Lampu mati" in dishub.get(reverse("dashboard:alerts")).content.decode()
    others = sign_in(Role.OFFICER, "DISPERKIM").get(reverse("dashboard:alerts")).content.decode()
    assert "Lampu mati" not in others


def test_marking_all_seen_clears_ones_own_bell(dishub, file_report):
    make_alert(file_report(), "a")
    foreign = make_alert(file_report("N-JALAN"), "b")
    dishub.post(reverse("dashboard:alerts_seen"))
    assert list(InboxMessage.objects.filter(seen_at=None)) == [foreign]


def test_the_map_and_pages_carry_no_inline_code(dishub, pages):
    for path in pages.values():
        page = dishub.get(path).content.decode()
        assert " style=" not in page
        assert "<style" not in page
        assert " onclick=" not in page


def test_sign_in_leads_to_the_inbox(client: Client, make_user):
    user = make_user(Role.OFFICER, "DISHUB", username="agus")
    answer = client.post(reverse("account_login"), {"login": user.username, "password": "x"})
    assert answer.url == reverse("dashboard:inbox")
