"""The crew's page: opened by its link alone, harmless to look at, usable by plain forms."""

from __future__ import annotations

import uuid

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import timezone

from accounts.models import AuditAction, AuditEntry
from complaints.actors import Actor
from complaints.lifecycle import apply_transition
from complaints.models import Complaint, Event, Photo
from complaints.outgoing import name_subject
from complaints.privacy.holdings import collect_holdings
from complaints.tests.citizen import make_photo
from complaints.tests.helpers import file_report
from dispatch.field_links import revoke_links
from jepara_tanggap.limits import LIMITS
from response.models import Engagement, Tap
from response.tests.helpers import add_contact, file_fire, token_for

pytestmark = pytest.mark.django_db
PHONE = "+6281234567890"


class Telephone:
    """A crew's browser with its link."""

    def __init__(self, complaint: Complaint, name: str = "Regu 1") -> None:
        self.contact = add_contact(complaint.agency, name=name)
        self.path = f"/l/{token_for(complaint, self.contact)}/"
        self.client = Client(enforce_csrf_checks=True)

    def look(self):
        return self.client.get(self.path)

    def tap(self, kind: str, **more):
        return self.client.post(self.path, {"tap": kind, "key": str(uuid.uuid4()), **more})

    def send(self, kind: str, **more):
        """Tap as the script does."""
        sent = {"tap": kind, "key": str(uuid.uuid4()), "ago": "0", **more}
        return self.client.post(self.path, sent, headers={"accept": "application/json"})


def make_nonsense(size: int = 11) -> SimpleUploadedFile:
    return SimpleUploadedFile("x.jpg", b"not a photo".ljust(size, b"."))


@pytest.fixture
def fire() -> Complaint:
    return file_fire(reporter_name="Siti Aminah", phone=PHONE, landmark="Belakang pasar")


@pytest.fixture
def telephone(fire) -> Telephone:
    return Telephone(fire)


def status_of(complaint: Complaint) -> str:
    return Complaint.objects.values_list("status", flat=True).get(pk=complaint.pk)


def test_the_page_shows_what_a_crew_needs_and_nothing_of_staffs_talk(fire, telephone):
    coordinator = Actor(kind="coordinator", name="Koordinator")
    from complaints.choices import EventKind
    from complaints.lifecycle import add_message

    add_message(complaint_id=fire.pk, actor=coordinator, kind=EventKind.NOTE, text="Catatan rahasia dapur")
    page = telephone.look().content.decode()
    for words in ("Kebakaran", fire.place, "Belakang pasar", fire.text, "geo:-6.", fire.grouped_number, "Regu 1"):
        assert words in page
    assert "dapur" not in page
    assert "Siti" not in page
    assert PHONE not in page


def test_looking_changes_nothing_however_often(telephone):
    for _ in range(3):
        assert telephone.look().status_code == 200
        assert telephone.client.head(telephone.path).status_code == 200
    assert not Engagement.objects.exists()
    assert not Event.objects.filter(kind="field").exists()


def test_the_script_says_seen_and_that_acknowledges_nothing(fire, telephone):
    assert telephone.client.post(f"{telephone.path}dilihat/").status_code == 204
    assert Engagement.objects.get().seen_at
    assert status_of(fire) == "assigned"


def test_browsers_caches_and_search_engines_keep_nothing(telephone):
    answer = telephone.look()
    assert answer["Cache-Control"] == "private, no-store"
    assert answer["X-Robots-Tag"] == "noindex, nofollow"
    assert not answer.cookies


def test_its_title_tells_a_preview_nothing(telephone, fire):
    title = telephone.look().content.decode().partition("<title>")[2].partition("</title>")[0]
    assert title == "Tugas lapangan · Jepara Tanggap"


def test_a_tap_by_a_plain_form_needs_no_cookie_and_leads_back(fire, telephone):
    answer = telephone.tap("terima")
    assert (answer.status_code, answer["Location"]) == (303, f"{telephone.path}?kabar=terima#kabar")
    assert "Tercatat: diterima." in telephone.client.get(answer["Location"]).content.decode()
    assert status_of(fire) == "acknowledged"


def test_finishing_by_a_plain_form_asks_for_proof_and_takes_a_photo(fire, telephone):
    answer = telephone.tap("selesai")
    assert "Tambahkan foto bukti" in telephone.client.get(answer["Location"]).content.decode()
    telephone.tap("selesai", photo=make_photo(), text="Api padam")
    assert status_of(fire) == "resolved"
    photo = Photo.objects.get()
    assert (photo.purpose, photo.event.to_status) == ("after", "resolved")


def test_a_photo_with_another_tap_stays_with_staff(fire, telephone):
    telephone.tap("lokasi", photo=make_photo())
    photo = Photo.objects.get()
    assert (photo.purpose, photo.event.audience) == ("before", "staff")


def test_a_bad_photo_costs_no_tap(fire, telephone):
    answer = telephone.send("lokasi", photo=make_nonsense())
    assert "bukan foto" in answer.json()["says"]
    assert status_of(fire) == "on_scene"


def test_a_plain_form_is_told_of_a_bad_photo_too(fire, telephone):
    page = telephone.tap("lokasi", photo=make_nonsense()).content.decode()
    assert "Tercatat: di lokasi. " in page
    assert "bukan foto" in page
    assert status_of(fire) == "on_scene"


def test_a_photo_that_is_too_large_costs_no_tap(fire, telephone, settings):
    settings.MAX_BODY_BYTES = 100_000
    page = telephone.tap("lokasi", photo=make_nonsense(100_000), text="Akses dari selatan").content.decode()
    assert "bersama lebih dari 50 MB" in page
    assert Tap.objects.get().text == "Akses dari selatan"
    assert not Photo.objects.exists()


def test_a_photo_by_itself_that_is_not_kept_is_not_called_kept(telephone):
    says = telephone.send("foto", photo=make_nonsense()).json()["says"]
    assert "Foto tersimpan" not in says
    assert "bukan foto" in says


def test_a_repeated_tap_keeps_no_second_photo(telephone):
    key = str(uuid.uuid4())
    for _ in range(2):
        telephone.send("lokasi", key=key, photo=make_photo())
    assert (Photo.objects.count(), Tap.objects.count()) == (1, 1)


def test_a_tap_that_waited_says_how_long_and_the_phones_clock_does_not_matter(telephone):
    before = timezone.now()
    telephone.send("terima", ago="600")
    stamp = Engagement.objects.get().accepted_at
    fire = Complaint.objects.get()
    # Filed a moment ago: so far back there was no report yet.
    assert stamp == fire.filed_at
    assert Tap.objects.get().received_at >= before


@pytest.mark.parametrize("ago", ["", "-5", "nan", "inf", "x", "99999999"])
def test_a_time_that_cannot_be_read_costs_no_tap(ago, telephone):
    before = timezone.now()
    assert telephone.send("terima", ago=ago).status_code == 200
    assert Engagement.objects.get().accepted_at >= before


@pytest.mark.parametrize("point", [("x", "1"), ("91", "0"), ("nan", "1"), ("1e999", "1"), ("", "")])
def test_a_position_that_cannot_be_costs_no_tap(point, telephone):
    assert telephone.send("terima", lat=point[0], lng=point[1]).status_code == 200
    assert Engagement.objects.get().lat is None


def test_a_tap_nobody_knows_is_refused_in_words(telephone):
    assert telephone.tap("ledakkan").status_code == 400
    sent = telephone.send("ledakkan")
    assert (sent.status_code, "tidak dikenal" in sent.json()["says"]) == (400, True)
    assert not Tap.objects.exists()


# --- the reporter ---------------------------------------------------------------------


def test_the_reporters_number_is_asked_for_and_recorded(telephone, fire):
    page = telephone.client.post(telephone.path, {"lihat": "pelapor"}).content.decode()
    assert f"tel:{PHONE}" in page
    entry = AuditEntry.objects.get(action=AuditAction.REPORTER_SEEN)
    agency = fire.agency.short_name
    assert (entry.subject, entry.detail["contact"]) == (f"complaint:{fire.number}", telephone.contact.pk)
    assert f"{agency} membuka kontak Anda" in str(collect_holdings(complaint=fire).looks)
    assert PHONE not in telephone.look().content.decode()


@pytest.mark.parametrize("kind", ["N-PJU", "D-BAKAR"])
def test_nobody_gets_a_number_that_handlers_do_not_see_at_once(kind):
    more = {"is_anonymous": True} if kind == "D-BAKAR" else {"reporter_name": "Siti", "phone": PHONE}
    telephone = Telephone(file_report(kind, **more))
    assert "Nomor pelapor" not in telephone.look().content.decode()
    page = telephone.client.post(telephone.path, {"lihat": "pelapor"}).content.decode()
    assert PHONE not in page
    assert not AuditEntry.objects.filter(action=AuditAction.REPORTER_SEEN).exists()


def test_where_the_reporter_is_hidden_the_text_is_masked_as_in_alerts():
    telephone = Telephone(file_report("N-PJU", text="Lampu mati, hubungi 081234567890"))
    assert "081234567890" not in telephone.look().content.decode()


# --- the end of a link ------------------------------------------------------------------


def test_a_link_that_was_ended_says_so_to_people_and_to_the_queue(fire, telephone):
    revoke_links(subject=name_subject(fire.number), contact_id=telephone.contact.pk)
    answer = telephone.look()
    assert answer.status_code == 410
    assert "sudah diakhiri" in answer.content.decode()
    sent = telephone.send("terima")
    assert (sent.status_code, "sudah diakhiri" in sent.json()["says"]) == (410, True)
    assert not Tap.objects.exists()


def test_after_the_end_of_a_report_its_words_are_gone_from_the_page(fire, telephone):
    apply_transition(
        complaint_id=fire.pk, action="reject", actor=Actor(kind="coordinator", name="Koordinator"), text="Iseng"
    )
    page = telephone.look().content.decode()
    assert "sudah ditutup" in page
    assert fire.text not in page
    assert 'name="tap"' not in page


def test_guessing_links_ends_soon(telephone):
    misses = [telephone.client.get(f"/l/{'A' * 36}/").status_code for _ in range(LIMITS["field_misses"].most + 1)]
    assert (misses[0], misses[-1]) == (404, 429)
    assert telephone.look().status_code == 200


def test_taps_of_one_link_are_counted(telephone, monkeypatch):
    from dataclasses import replace

    monkeypatch.setitem(LIMITS, "field_taps", replace(LIMITS["field_taps"], most=3))
    assert [telephone.send("aman").status_code for _ in range(4)] == [200, 200, 200, 429]


# --- written replies ----------------------------------------------------------------------


def test_a_written_reply_is_a_tap_and_told_twice_it_is_one(fire, telephone):
    for _ in range(2):
        answer = telephone.client.post(f"{telephone.path}balasan/", {"text": "ok meluncur", "id": "wamid.1"})
        assert answer.json()["tap"] == "berangkat"
    assert status_of(fire) == "en_route"
    assert (Tap.objects.count(), Tap.objects.get().via) == (1, "reply")


def test_a_reply_that_says_nothing_is_answered_with_the_words_to_use(telephone):
    answer = telephone.client.post(f"{telephone.path}balasan/", {"text": "alamatnya mana", "id": "1"})
    assert "terima, berangkat" in answer.json()["says"]
    assert not Tap.objects.exists()


def test_the_worker_is_served_for_the_field_alone(client):
    answer = client.get("/l/sw.js")
    assert answer["Content-Type"].startswith("text/javascript")
    assert "Service-Worker-Allowed" not in answer
    assert b"field.js" in answer.content
