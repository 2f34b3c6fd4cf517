"""Staff add masks and lift false ones; who may, what is recorded, and what is forgotten again."""

import pytest

from accounts.models import AuditEntry, Role
from complaints.choices import Audience, EventKind
from complaints.erasure import erase_reporter
from complaints.lifecycle import apply_transition
from complaints.mask_edits import add_masks, lift_mask, list_hidden
from complaints.models import Complaint, Event
from complaints.public_texts import mask_for_public
from complaints.refusals import MissingField, NotAllowed
from complaints.tests.helpers import file_report, officer_of

pytestmark = pytest.mark.django_db

TEXT = "Warung pojok milik Ploki bau, kata Bu Rahayu Fresh Mart di sebelahnya."


@pytest.fixture
def complaint():
    return file_report(text=TEXT)


@pytest.fixture
def officer(complaint):
    return officer_of(complaint).user


@pytest.fixture
def lead(complaint):
    return officer_of(complaint, Role.LEAD).user


def read_public(complaint):
    fresh = Complaint.objects.get(pk=complaint.pk)
    return mask_for_public(complaint=fresh, text=fresh.text).text


def test_an_officer_masks_what_no_rule_found_and_both_records_say_so_without_the_words(complaint, officer):
    assert add_masks(complaint_id=complaint.pk, user=officer, phrases=["ploki", " warung  pojok "]) == 2
    assert read_public(complaint).startswith("[disamarkan] milik [disamarkan] bau")
    event = Event.objects.filter(complaint=complaint, kind=EventKind.MASK).get()
    entry = AuditEntry.objects.latest("id")
    assert (event.audience, event.user, entry.user) == (Audience.STAFF, officer, officer)
    assert (entry.action, entry.subject, entry.detail) == (
        "mask_changed",
        f"complaint:{complaint.number}",
        {"added": 2},
    )
    assert "loki" not in event.text + str(entry.detail) + entry.reason


def test_an_added_mask_holds_for_every_public_line_and_the_same_twice_is_one(complaint, officer):
    add_masks(complaint_id=complaint.pk, user=officer, phrases=["Ploki"])
    assert add_masks(complaint_id=complaint.pk, user=officer, phrases=["PLOKI"]) == 0
    assert Event.objects.filter(complaint=complaint, kind=EventKind.MASK).count() == 1
    fresh = Complaint.objects.get(pk=complaint.pk)
    assert mask_for_public(complaint=fresh, text="Sudah bertemu ploki").text == "Sudah bertemu [disamarkan]"


@pytest.mark.parametrize("phrases", [[], ["  "], ["x"], ["tidak ada di sana"], ["kata"] * 1 + ["y" * 121], ["loki"]])
def test_a_phrase_that_masks_nothing_is_refused_and_nothing_is_written(complaint, officer, phrases):
    before = Complaint.objects.get(pk=complaint.pk).version
    with pytest.raises(MissingField):
        add_masks(complaint_id=complaint.pk, user=officer, phrases=phrases)
    assert Complaint.objects.get(pk=complaint.pk).version == before
    assert not Event.objects.filter(complaint=complaint, kind=EventKind.MASK).exists()


def test_only_who_decides_lifts_a_mask_and_only_with_a_reason(complaint, officer, lead):
    (phrase,) = list_hidden(complaint)
    assert phrase == "Rahayu Fresh Mart"
    with pytest.raises(NotAllowed):
        lift_mask(complaint_id=complaint.pk, user=officer, phrase=phrase, reason="Nama toko")
    with pytest.raises(MissingField):
        lift_mask(complaint_id=complaint.pk, user=lead, phrase=phrase, reason=" x ")
    with pytest.raises(MissingField):
        lift_mask(complaint_id=complaint.pk, user=lead, phrase="Ploki", reason="Nama toko")
    assert read_public(complaint).endswith("kata Bu [nama] di sebelahnya.")
    lift_mask(complaint_id=complaint.pk, user=lead, phrase=phrase, reason="Nama toko")
    assert read_public(complaint) == TEXT
    assert AuditEntry.objects.latest("id").reason == "Nama toko"


def test_an_added_mask_can_be_lifted_and_a_lifted_one_added_again(complaint, lead):
    add_masks(complaint_id=complaint.pk, user=lead, phrases=["Ploki"])
    lift_mask(complaint_id=complaint.pk, user=lead, phrase="Ploki", reason="Nama warung")
    assert "Ploki" in read_public(complaint)
    lift_mask(complaint_id=complaint.pk, user=lead, phrase="Rahayu Fresh Mart", reason="Nama toko")
    add_masks(complaint_id=complaint.pk, user=lead, phrases=["rahayu fresh mart"])
    assert "Rahayu" not in read_public(complaint)


@pytest.mark.parametrize("role", [Role.CALL_TAKER, Role.EXECUTIVE])
def test_roles_that_do_not_handle_change_no_mask(complaint, role, django_user_model):
    user = django_user_model.objects.create_user(f"lain-{role}", role=role)
    with pytest.raises(NotAllowed):
        add_masks(complaint_id=complaint.pk, user=user, phrases=["Ploki"])


def test_another_agency_changes_no_mask(complaint):
    other = file_report("N-JALAN")
    assert other.agency_id != complaint.agency_id
    with pytest.raises(NotAllowed):
        add_masks(complaint_id=complaint.pk, user=officer_of(other).user, phrases=["Ploki"])


def test_added_words_are_sealed_in_the_database_and_erased_with_the_report(complaint, officer):
    from django.db import connection

    add_masks(complaint_id=complaint.pk, user=officer, phrases=["Ploki"])
    with connection.cursor() as cursor:
        cursor.execute("SELECT mask_edits FROM complaints_complaint WHERE id = %s", [complaint.pk])
        assert "Ploki" not in cursor.fetchone()[0]
    erase_reporter(complaint=complaint, reason="uji")
    assert Complaint.objects.get(pk=complaint.pk).mask_edits == {}


def test_a_mask_holds_for_what_is_written_later_and_for_wadul(complaint, officer):
    add_masks(complaint_id=complaint.pk, user=officer, phrases=["Ploki"])
    apply_transition(complaint_id=complaint.pk, action="acknowledge", actor=officer_of(complaint))
    apply_transition(complaint_id=complaint.pk, action="start", actor=officer_of(complaint), text="Menemui Ploki")
    from dispatch.models import Delivery

    assert Delivery.objects.filter(operation="update").latest("id").payload["text"] == "Menemui [disamarkan]"
